package dev.halfbyte.testkit.kernel;

import dev.halfbyte.ir.Shape;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.testkit.Choices;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;

/// Makes kernels of the shape of an attention layer over a stream of choices: tokens, heads and
/// their size, causal or not, what stands in front of it and behind it, and the settings of
/// numerics that accelerators with units for softmax and norms have a form for.
///
/// The generators of arbitrary kernels hit this shape about never.
public final class AttentionKernels {
  private static final String KERNEL = "attend";
  private static final List<Integer> TOKENS = List.of(3, 1, 2, 5, 16, 17, 24, 33);
  private static final List<Integer> HEADS = List.of(1, 2, 3);
  private static final List<Integer> DEPTHS = List.of(16, 16, 32, 64, 8, 12);
  private static final List<String> ACTIVATIONS = List.of("s4", "u4");
  private static final List<String> PROBABILITIES =
      List.of("", "  p act u4, norm late\n", "  p act u4 log_sqrt2, norm early\n");

  private final Choices choices;
  private final AttentionText text;
  private final int tokens;

  private AttentionKernels(Choices choices) {
    this.choices = choices;
    this.tokens = choices.pick(TOKENS);
    this.text =
        new AttentionText(
            choices.pick(HEADS),
            choices.pick(DEPTHS),
            choices.pick(List.of(AttentionText.Norm.values())),
            choices.oneIn(2),
            choices.oneIn(2),
            choices.oneIn(3));
  }

  /// The kernel that `choices` describe.
  public static GeneratedKernel generate(Choices choices) {
    return new AttentionKernels(choices).kernel();
  }

  private GeneratedKernel kernel() {
    String numerics = numerics();
    Shape shape = Shape.of(tokens, text.width());
    TreeMap<String, Tensor> weights = new TreeMap<>();
    SequencedMap<String, Shape> parameters = text.parameters();
    parameters.forEach((name, extents) -> weights.put(name, weight(name, extents)));
    Tensor calibration = rows(shape);
    Tensor input = rows(shape);
    return new GeneratedKernel(
        text.source(KERNEL) + numerics,
        KERNEL,
        numerics.isEmpty() ? "w4a4" : "drawn",
        new TreeMap<>(
            Map.of("n", (long) tokens, "h", (long) text.heads(), "d", (long) text.depth())),
        weights,
        new TreeMap<>(Map.of("x", input)),
        new TreeMap<>(Map.of("x", calibration)),
        choices.recorded());
  }

  /// A block of settings, or nothing for a built-in name.
  private String numerics() {
    if (!choices.oneIn(2)) {
      return "";
    }
    String activation = choices.pick(ACTIVATIONS);
    String codes =
        text.norm() == AttentionText.Norm.LAYER && choices.oneIn(2)
            ? "  ln act u4 tensor via repq(scale = mean)\n"
            : "";
    return """
    numerics drawn for %s {
      default weight s4, act %s tensor, residual s16 tensor
    %s%s}
    """
        .formatted(KERNEL, activation, codes, choices.pick(PROBABILITIES));
  }

  /// Sums of a layer stay about as large as what it reads.
  private Tensor weight(String name, Shape shape) {
    boolean gain = name.startsWith("g");
    double size = gain || name.startsWith("b") ? 0.2 : 2 / Math.sqrt(text.width());
    return values(shape, gain ? 1 : 0, size);
  }

  private Tensor rows(Shape shape) {
    return values(shape, 0, choices.pick(List.of(1.0, 3.0, 0.05)));
  }

  private Tensor values(Shape shape, double mean, double size) {
    if (choices.below(4) == 0) {
      return Tensor.generateFloats(shape, i -> mean + ((i * 7 + 3) % 5 - 2) * size / 2);
    }
    SplittableRandom random = new SplittableRandom(choices.below(1 << 16));
    return Tensor.generateFloats(shape, _ -> mean + size * random.nextGaussian());
  }
}
