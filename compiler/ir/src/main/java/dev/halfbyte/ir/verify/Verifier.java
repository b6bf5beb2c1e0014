package dev.halfbyte.ir.verify;

import dev.halfbyte.ir.Program;
import dev.halfbyte.ir.op.Scan;
import dev.halfbyte.ir.text.IrPrinter;
import dev.halfbyte.ir.text.ParsedProgram;
import dev.halfbyte.source.CompilerBug;
import dev.halfbyte.source.Diagnostic;
import dev.halfbyte.source.DiagnosticException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/// Checks whole programs; the list of what it checks is [Check], in groups that build on each
/// other:
///
/// - structure: values defined once and before use, names, symbols, constants;
/// - types: results as inferred, no negative extents;
/// - meaning: view accesses, padding, linear state;
/// - ranges: widths of integer results, requantize constants;
/// - later stages: no sugar; no float op between quantizers and dequantizers.
///
/// Accesses and widths are refuted by a counterexample or an interval; where neither proves nor
/// refutes, an access is accepted and the interpreter checks it. Not checked: accuracy, cost,
/// whether a target has a form for the op.
public final class Verifier {
  private static final List<Consumer<Scope>> STRUCTURE =
      List.of(StructureChecks::values, StructureChecks::names, StructureChecks::references);
  private static final List<Consumer<Scope>> TYPES =
      List.of(TypeChecks::inferred, TypeChecks::extents);
  private static final List<Consumer<Scope>> MEANING =
      List.of(AccessChecks::views, LinearStateCheck::check);
  private static final List<Consumer<Scope>> RANGES = List.of(RangeChecks::check);
  private static final List<Consumer<Scope>> SUGAR = List.of(StageChecks::noSugar);
  private static final List<Consumer<Scope>> INTEGER = List.of(StageChecks::noFloat);

  private Verifier() {}

  /// All faults of the first group of checks that finds any; empty for a program that may stand at
  /// `stage`.
  public static List<Violation> violations(Program program, Stage stage) {
    for (List<Consumer<Scope>> group : groups(stage)) {
      List<Violation> violations = new ArrayList<>();
      Scope scope = Scope.of(program, violations);
      group.forEach(check -> walk(scope, check));
      if (!violations.isEmpty()) {
        return List.copyOf(violations);
      }
    }
    return List.of();
  }

  private static List<List<Consumer<Scope>>> groups(Stage stage) {
    return switch (stage) {
      case GRAPH -> List.of(STRUCTURE, TYPES, MEANING, RANGES);
      case CORE -> List.of(STRUCTURE, TYPES, MEANING, RANGES, SUGAR);
      case SEALED_INTEGER -> List.of(STRUCTURE, TYPES, MEANING, RANGES, SUGAR, INTEGER);
    };
  }

  private static void walk(Scope scope, Consumer<Scope> check) {
    check.accept(scope);
    for (int i = 0; i < scope.program().nodes().size(); i++) {
      if (scope.program().nodes().get(i).op() instanceof Scan scan) {
        walk(scope.nested(i, scan.body()), check);
      }
    }
  }

  /// For programs that the compiler made itself.
  ///
  /// @param maker who made it, e.g. the name of a pass
  /// @throws CompilerBug with all faults and the text of the program
  public static void require(Program program, Stage stage, String maker) {
    List<Violation> violations = violations(program, stage);
    if (!violations.isEmpty()) {
      String list = violations.stream().map(Violation::toString).collect(Collectors.joining("\n"));
      throw new CompilerBug(
          maker
              + " made a program that is not "
              + stage
              + ":\n"
              + list
              + "\n"
              + IrPrinter.print(program));
    }
  }

  /// For programs that a user wrote as IR text.
  ///
  /// @throws DiagnosticException with a diagnostic at the statement of each fault
  public static void diagnose(ParsedProgram parsed, Stage stage) {
    List<Diagnostic> diagnostics = new ArrayList<>();
    for (Violation violation : violations(parsed.program(), stage)) {
      Diagnostic diagnostic = Diagnostic.error(violation.check(), violation.message());
      diagnostics.add(
          violation
              .nodeIndex()
              .map(index -> diagnostic.at(parsed.nodeSpans().get(index)))
              .orElse(diagnostic));
    }
    if (!diagnostics.isEmpty()) {
      throw new DiagnosticException(diagnostics);
    }
  }
}
