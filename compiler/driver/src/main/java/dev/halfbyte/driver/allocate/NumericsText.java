package dev.halfbyte.driver.allocate;

import dev.halfbyte.driver.Compilation;
import dev.halfbyte.frontend.Formatter;
import dev.halfbyte.frontend.ast.Numerics;
import dev.halfbyte.quant.policy.CalibrationPlan;
import dev.halfbyte.quant.policy.NumericsPolicy;
import dev.halfbyte.quant.policy.Setting;
import dev.halfbyte.source.SourceFile;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// Writes numerics blocks: what base numerics say, with rules that take precedence.
///
/// @param body between the braces
record NumericsText(String kernel, String body) {
  /// The block of the kernel file, or built-in numerics spelled out.
  static NumericsText of(Compilation base) {
    Optional<Numerics> block = base.file().module().numerics(base.policy().name());
    return new NumericsText(
        base.reference().name(),
        block.map(NumericsText::body).orElseGet(() -> builtIn(base.policy())));
  }

  /// A block in canonical layout.
  ///
  /// @param comment lines in front of it
  SourceFile block(String file, String name, List<String> comment, List<String> rules) {
    String text =
        comment.stream().map(line -> "// " + line + "\n").collect(Collectors.joining())
            + "numerics %s for %s {\n%s\n".formatted(name, kernel, body.strip().indent(2))
            + rules.stream().map(rule -> "  " + rule + "\n").collect(Collectors.joining())
            + "}\n";
    return SourceFile.of(file, Formatter.format(SourceFile.of(file, text)).orThrow());
  }

  /// What stands between the braces, comments included.
  private static String body(Numerics block) {
    String text = block.span().source().text();
    int begin = text.indexOf('{', block.span().end());
    int end = begin + 1;
    for (int depth = 1; depth > 0; end++) {
      if (text.startsWith("//", end)) {
        end = Math.max(end, text.indexOf('\n', end));
      } else if (text.startsWith("/*", end)) {
        end = text.indexOf("*/", end) + 1;
      } else {
        depth += text.charAt(end) == '{' ? 1 : text.charAt(end) == '}' ? -1 : 0;
      }
    }
    return text.substring(begin + 1, end - 1);
  }

  /// Built-in numerics have one rule, for everything.
  private static String builtIn(NumericsPolicy policy) {
    List<String> settings =
        policy.rules().stream()
            .flatMap(rule -> rule.settings().stream())
            .map(NumericsText::setting)
            .toList();
    return "default "
        + String.join(", ", settings).replace(", via", " via")
        + "\n"
        + calibrate(policy.calibration());
  }

  private static String setting(Setting setting) {
    return switch (setting) {
      case Setting.Weight weight -> "weight " + weight.codes();
      case Setting.Activation _,
          Setting.Residual _,
          Setting.ScaleAxis _,
          Setting.Reparam _,
          Setting.Rounding _,
          Setting.Bias _,
          Setting.Softmax _ ->
          setting.toString();
    };
  }

  private static String calibrate(CalibrationPlan plan) {
    return switch (plan.method()) {
      case CalibrationPlan.MinMax _ -> "calibrate minmax";
      case CalibrationPlan.MeanSquare _ -> "calibrate mse";
      case CalibrationPlan.Percentile(var fractions) ->
          fractions.stream()
              .map(NumericsText::number)
              .collect(Collectors.joining(", ", "calibrate percentile(", ")"));
    };
  }

  private static String number(double fraction) {
    return fraction == 1 ? "1" : Double.toString(fraction).substring(1);
  }
}
