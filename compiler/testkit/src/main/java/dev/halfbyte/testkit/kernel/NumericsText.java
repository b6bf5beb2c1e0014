package dev.halfbyte.testkit.kernel;

import dev.halfbyte.testkit.Choices;
import dev.halfbyte.testkit.kernel.Statement.Define;
import java.util.ArrayList;
import java.util.List;

/// Writes with which numbers a kernel computes: a built-in name or a block.
final class NumericsText {
  private static final List<String> BUILT_IN =
      List.of("w8a8", "w4a8", "w4a4", "w2a8", "w3a3", "w1a8", "w6a5");
  private static final List<String> WEIGHTS =
      List.of(
          "s8",
          "s4",
          "s4 axis 0",
          "s8 tensor",
          "u4 fp4",
          "s2",
          "s6 axis 0",
          "u1 binary",
          "s2 ternary",
          "s3 axis 0",
          "s4 group 4",
          "s8 group 3",
          "u4 fp4 group 2",
          "s4 post",
          "u4 twin_log",
          "s4 twin_log(lead = 60, up = 6, down = 7)",
          "s4 tan_fit");
  private static final List<String> ACTIVATIONS =
      List.of(
          "s8",
          "u8 tensor",
          "s4",
          "u4",
          "u4 fp4",
          "s8 tensor",
          "s6",
          "named",
          "s3",
          "u2",
          "u1 binary",
          "s4 tan_fit",
          "s4 twin_log",
          "s8 axis 0");
  private static final List<String> ENCODINGS =
      List.of(
          "u8",
          "u4 log2",
          "u4 log_sqrt2",
          "u4 log2(step = 1/2, zero = top)",
          "u8 log2(step = 1/16)",
          "u4 fp4",
          "u3 log2",
          "u4 adalog",
          "u3 adalog(q = 23)",
          "u4 sulq");
  private static final List<String> FORMS =
      List.of(
          "softmax late",
          "softmax early",
          "norm late",
          "norm early",
          "softmax i_bert",
          "softmax i_vit",
          "softmax log_int",
          "softmax softermax");
  private static final List<String> LAYERS =
      List.of(
          "rounding gptq", "rounding descent", "rounding nearest", "bias corrected", "bias exact");
  private static final List<String> METHODS =
      List.of(
          "repq",
          "repq(scale = median)",
          "repq(scale = mean)",
          "repq(scale = none)",
          "trip(3)",
          "trip(2, into = weights)",
          "outlier_tune",
          "smooth",
          "smooth(alpha = 0.5)",
          "awq",
          "noisy",
          "noisy(amplitude = 1, seed = 5)",
          "hadamard(2)",
          "hadamard(4, codes = s8)",
          "shifted");
  private static final List<String> CALIBRATIONS =
      List.of(
          "minmax",
          "percentile(.999, .9999)",
          "minmax() samples 1",
          "percentile(1) seed 3",
          "mse",
          "percentile(.75, 9e-1) samples 2 seed 1");

  private final Choices choices;
  private final List<String> paths;
  private boolean named;

  private NumericsText(Choices choices, List<String> paths) {
    this.choices = choices;
    this.paths = paths;
  }

  /// What follows the kernel in its file, empty for a built-in name.
  record Numerics(String name, String text) {}

  static Numerics of(KernelBench bench) {
    Choices choices = bench.choices();
    boolean quantized = bench.options().quantized();
    if (!choices.oneIn(quantized ? 2 : 4)) {
      return new Numerics(quantized ? choices.pick(BUILT_IN) : "f32", "");
    }
    List<String> paths = new ArrayList<>(List.of("**", "*", "blocks[0, 11].**", "blocks[*].h"));
    for (Statement statement : bench.scope().statements()) {
      if (statement instanceof Define define) {
        paths.add(define.name());
        paths.add(define.name() + ".*");
      }
    }
    String name = bench.names().fresh("numbers");
    NumericsText text = new NumericsText(choices, paths);
    String items = quantized ? text.quantized() : text.floats();
    String kernel = choices.oneIn(3) ? "" : " for " + FileText.KERNEL;
    return new Numerics(name, "numerics " + name + kernel + " {\n" + items + "}\n");
  }

  private String floats() {
    String form = choices.pick(List.of("three_pass", "two_pass"));
    return "  default weight f32, softmax " + form + "\n";
  }

  private String quantized() {
    StringBuilder items = new StringBuilder();
    if (choices.oneIn(2)) {
      named = true;
      items.append("  encoding named = ").append(choices.pick(ENCODINGS)).append('\n');
    }
    items.append("  default weight ").append(choices.pick(WEIGHTS));
    items.append(", act ").append(choices.pick(List.of("s8", "s8 tensor", "u8", "s4")));
    items.append(", residual s16").append(choices.oneIn(2) ? " tensor" : "").append('\n');
    for (int rules = choices.below(4); rules > 0; rules--) {
      items.append("  ").append(choices.pick(paths)).append(' ').append(setting());
      items.append(choices.oneIn(4) ? ", " + choices.pick(FORMS) : "");
      items.append(choices.oneIn(4) ? ";\n" : "\n");
    }
    if (choices.oneIn(2)) {
      items.append("  calibrate ").append(choices.pick(CALIBRATIONS)).append('\n');
    }
    return items.toString();
  }

  private String setting() {
    return switch (choices.below(5)) {
      case 0 -> choices.pick(FORMS);
      case 1 -> "weight " + choices.pick(WEIGHTS);
      case 2 -> {
        String encoding = choices.pick(ACTIVATIONS);
        yield "act " + (encoding.equals("named") && !named ? "u4" : encoding);
      }
      case 3 -> choices.pick(LAYERS);
      default -> "act s8 tensor via " + choices.pick(METHODS);
    };
  }
}
