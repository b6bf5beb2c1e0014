package dev.halfbyte.driver.numerics;

import dev.halfbyte.frontend.ast.Numerics;
import dev.halfbyte.quant.policy.Setting;
import dev.halfbyte.quant.policy.WeightRounding;
import dev.halfbyte.source.Diagnostic;
import dev.halfbyte.source.Span;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// What follows from what a layer sees: `rounding nearest | gptq | descent` and `bias exact |
/// corrected`.
///
/// @param diagnostics where faults go
record LayerLowering(List<Diagnostic> diagnostics) {
  /// @param floats whether the kernel is not quantized
  Optional<Setting> of(Numerics.Rounding rounding, boolean floats) {
    Optional<WeightRounding> method = WeightRounding.named(rounding.method());
    if (method.isEmpty() || floats) {
      String names =
          Arrays.stream(WeightRounding.values())
              .map(WeightRounding::toString)
              .collect(Collectors.joining(", "));
      return fault(rounding.span(), "rounding", rounding.method(), floats, names);
    }
    return method.map(Setting.Rounding::new);
  }

  /// @param floats whether the kernel is not quantized
  Optional<Setting> of(Numerics.Bias bias, boolean floats) {
    boolean corrected = bias.form().equals("corrected");
    return floats || !(corrected || bias.form().equals("exact"))
        ? fault(bias.span(), "bias", bias.form(), floats, "exact, corrected")
        : Optional.of(new Setting.Bias(corrected));
  }

  private Optional<Setting> fault(
      Span span, String what, String word, boolean floats, String names) {
    String message =
        floats
            ? "`" + what + "` in a kernel whose default is `f32`"
            : "no " + what + " `" + word + "`";
    String help = floats ? "floats are not rounded: leave it out" : "there are " + names;
    diagnostics.add(Diagnostic.error(NumericsCode.BAD_ARGUMENT, span, message).help(help));
    return Optional.empty();
  }
}
