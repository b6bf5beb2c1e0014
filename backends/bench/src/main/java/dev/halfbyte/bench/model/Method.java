package dev.halfbyte.bench.model;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// A quantizer as the rules of a numerics block: `@W` stands for the bits of weights, `@A` for
/// those of activations.
///
/// What all have in common is that the patches keep the 8 bits of the pixels, that sums have 16
/// bits, and that weights have a scale per output unless stated. A method that publishes one part
/// only (a code for probabilities, say) has the other parts of [#PERCENTILE].
enum Method {
  NAIVE(
      "naive min-max",
      "one scale for each tensor, weights too, from the least and greatest value",
      """
      default weight s@W tensor, act s@A tensor via repq(scale = none)
      y.attn.p act u@A, softmax early
      calibrate minmax\
      """),
  PERCENTILE(
      "percentile",
      "the best of four percentiles for each tensor",
      """
      default weight s@W, act s@A tensor via repq(scale = none)
      y.attn.p act u@A, softmax early
      calibrate percentile(.99, .999, .9999, 1)\
      """),
  MSE(
      "mse",
      "both ends of each range searched for the least squared error",
      """
      default weight s@W, act s@A tensor via repq(scale = none)
      y.attn.p act u@A, softmax early
      calibrate mse\
      """),
  REPQ(
      "RepQ",
      "RepQ-ViT: scales of channels moved into neighbours, probabilities as powers of sqrt 2",
      """
      default weight s@W, act s@A tensor via repq(scale = mean)
      y.attn.p act u@A log_sqrt2, softmax early
      calibrate percentile(.99, .999, .9999, 1)\
      """),
  REPQ_MEDIAN(
      "RepQ + median",
      "the same with the median of the scales (MOSF of DopQ-ViT)",
      """
      default weight s@W, act s@A tensor via repq(scale = median)
      y.attn.p act u@A log_sqrt2, softmax early
      calibrate percentile(.99, .999, .9999, 1)\
      """),
  TRIP(
      "TRIP",
      "FQ-ViT: channels differ by powers of two, probabilities as powers of two",
      """
      default weight s@W, act s@A tensor via trip(4)
      y.attn.p act u@A log2, softmax early
      calibrate percentile(.99, .999, .9999, 1)\
      """),
  ADALOG(
      "AdaLog",
      "probabilities as powers of 2^(-q/37), q searched, scales of channels by RepQ",
      """
      default weight s@W, act s@A tensor via repq(scale = mean)
      y.attn.p act u@A adalog, softmax early
      calibrate percentile(.99, .999, .9999, 1)\
      """),
  SULQ(
      "SULQ",
      "I&S-ViT: probabilities on a shifted logarithmic scale, scales of channels by RepQ",
      """
      default weight s@W, act s@A tensor via repq(scale = mean)
      y.attn.p act u@A sulq, softmax early
      calibrate percentile(.99, .999, .9999, 1)\
      """),
  TAN_FIT(
      "tan_fit",
      "probabilities in a fitted table of a tangent (for TanQ of DopQ-ViT), median of scales",
      """
      default weight s@W, act s@A tensor via repq(scale = median)
      y.attn.p act u@A tan_fit, softmax early
      calibrate percentile(.99, .999, .9999, 1)\
      """),
  TWIN_LOG(
      "twin-log",
      "LRQ-DiT: weights and outputs of GELU with logarithmic codes of both signs",
      """
      default weight s@W twin_log, act s@A tensor via repq(scale = none)
      y.hidden act s@A twin_log
      y.attn.p act u@A, softmax early
      calibrate percentile(.99, .999, .9999, 1)\
      """,
      EnumSet.of(Widths.W4A4)),
  FP4(
      "FP4",
      "LLM-FP4: weights and activations as E2M1",
      """
      default weight u@W fp4, act u@A fp4 tensor via repq(scale = median)
      y.attn.p act u@A fp4, softmax early
      calibrate percentile(.99, .999, .9999, 1)\
      """,
      EnumSet.of(Widths.W4A4)),
  NOISY(
      "NoisyQuant",
      "fixed noise in front of rounding, folded away behind it",
      """
      default weight s@W, act s@A tensor via noisy(amplitude = 0.5, seed = 1)
      y.attn.p act u@A, softmax early
      calibrate percentile(.99, .999, .9999, 1)\
      """),
  OUTLIER_TUNE(
      "OutlierTune",
      "middles and widths of channels moved into neighbours",
      """
      default weight s@W, act s@A tensor via outlier_tune
      y.attn.p act u@A, softmax early
      calibrate percentile(.99, .999, .9999, 1)\
      """),
  AWQ(
      "AWQ",
      "factors of channels by their size, searched for the least error of layers",
      """
      default weight s@W, act s@A tensor via awq
      y.attn.p act u@A, softmax early
      calibrate percentile(.99, .999, .9999, 1)\
      """),
  SMOOTH(
      "SmoothQuant",
      "factors of channels by their size and that of their weights, searched",
      """
      default weight s@W, act s@A tensor via smooth(alpha = search)
      y.attn.p act u@A, softmax early
      calibrate percentile(.99, .999, .9999, 1)\
      """),
  HADAMARD(
      "Hadamard",
      "HALO: blocks of 32 channels summed with signs in front of every layer, in integers",
      """
      default weight s@W, act s@A tensor via hadamard(32)
      y.attn.p act u@A, softmax early
      calibrate percentile(.99, .999, .9999, 1)\
      """),
  GPTQ(
      "GPTQ",
      "weights rounded one column after the other by what their layers see, RepQ with median",
      """
      default weight s@W, act s@A tensor via repq(scale = median), rounding gptq
      y.attn.p act u@A log_sqrt2, softmax early
      calibrate percentile(.99, .999, .9999, 1)\
      """),
  RECONSTRUCTION(
      "reconstruction",
      "the same, then codes moved as long as the error of a layer falls, biases corrected",
      """
      default weight s@W, act s@A tensor via repq(scale = median), rounding descent, bias corrected
      y.attn.p act u@A log_sqrt2, softmax early
      calibrate percentile(.99, .999, .9999, 1)\
      """),
  MIXED(
      "mixed bits",
      "AdaQuant's integer program: widths of layers by their errors, as many bits on average; else"
          + " RepQ with median",
      """
      default weight s@W, act s@A tensor via repq(scale = median)
      y.attn.p act u@A log_sqrt2, softmax early
      calibrate percentile(.99, .999, .9999, 1)\
      """,
      EnumSet.of(Widths.W6A6, Widths.W4A8, Widths.W4A4, Widths.W3A3)),
  HALFBYTE(
      "halfbyte",
      "median of scales, ranges of least squared error, q, k and v with scales of heads, AdaLog"
          + " normalized late, GPTQ, biases corrected",
      """
      default weight s@W, act s@A tensor via repq(scale = median), rounding gptq, bias corrected
      y.attn.q act s@A axis 1
      y.attn.k act s@A axis 1
      y.attn.v act s@A axis 1
      y.attn.p act u@A adalog, softmax late
      calibrate mse\
      """);

  private final String title;
  private final String summary;
  private final String rules;
  private final Set<Widths> widths;

  Method(String title, String summary, String rules) {
    this(title, summary, rules, EnumSet.allOf(Widths.class));
  }

  /// @param widths for which the codes exist
  Method(String title, String summary, String rules, Set<Widths> widths) {
    this.title = title;
    this.summary = summary;
    this.rules = rules;
    this.widths = Set.copyOf(widths);
  }

  /// As tables have it.
  String title() {
    return title;
  }

  /// What it does, in one line.
  String summary() {
    return summary;
  }

  /// As options have it.
  String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /// Whether floats that go through its codes run too, to tell what integers lose beside them.
  boolean besideFloats() {
    return this == HALFBYTE;
  }

  /// Whether layers get widths of their own, as many bits on average as the block says.
  boolean mixed() {
    return this == MIXED;
  }

  boolean has(Widths bits) {
    return widths.contains(bits);
  }

  /// The numerics block for a draw of calibration samples.
  ///
  /// @param samples how many
  /// @param seed of the draw
  Optional<String> block(String kernel, Widths bits, int samples, int seed) {
    if (!has(bits)) {
      return Optional.empty();
    }
    String own =
        rules
            .replace("@W", Integer.toString(bits.weights()))
            .replace("@A", Integer.toString(bits.activations()));
    String first = own.substring(0, own.indexOf('\n'));
    String rest = own.substring(own.indexOf('\n') + 1);
    return Optional.of(
        """
        numerics %s for %s {
          %s, residual s16 tensor
          patch act s8 tensor
          %s samples %d seed %d
        }
        """
            .formatted(name(bits), kernel, first, rest.replace("\n", "\n  "), samples, seed));
  }

  /// The name of the block.
  String name(Widths bits) {
    return name().toLowerCase(Locale.ROOT) + "_" + bits.label();
  }
}
