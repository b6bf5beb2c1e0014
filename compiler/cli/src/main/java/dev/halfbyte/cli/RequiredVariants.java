package dev.halfbyte.cli;

import dev.halfbyte.driver.verify.Execution;
import dev.halfbyte.driver.verify.VerifyReport;
import dev.halfbyte.ir.backend.Variant;
import java.util.List;

/// What `--require` asks for.
final class RequiredVariants {
  private static final String ALL = "all";

  private RequiredVariants() {}

  /// Required variants that did not run. `all` leaves out what the processor cannot execute.
  static List<String> missing(
      List<String> required, VerifyReport report, List<Execution> executions) {
    List<String> beyondProcessor =
        executions.stream()
            .flatMap(execution -> execution.variants().stream())
            .filter(Variant::beyondProcessor)
            .map(Variant::name)
            .toList();
    return report.skipped().keySet().stream()
        .filter(name ->
            required.contains(name) || (required.contains(ALL) && !beyondProcessor.contains(name)))
        .toList();
  }
}
