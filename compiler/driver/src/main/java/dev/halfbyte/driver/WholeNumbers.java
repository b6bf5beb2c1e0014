package dev.halfbyte.driver;

import dev.halfbyte.ir.Node;
import dev.halfbyte.ir.Program;
import dev.halfbyte.ir.verify.Check;
import dev.halfbyte.ir.verify.Stage;
import dev.halfbyte.ir.verify.Verifier;
import dev.halfbyte.ir.verify.Violation;
import dev.halfbyte.source.Diagnostic;
import dev.halfbyte.source.DiagnosticException;
import dev.halfbyte.source.SourceFile;
import java.util.List;

/// Whole numbers of a kernel that may leave 32 bits: how large they get follows from the types and
/// extents of its arguments, so that it is the user's to know.
final class WholeNumbers {
  private WholeNumbers() {}

  /// Returns when all of them fit; else a diagnostic for each that may not.
  static void requireFit(Program program, SourceFile source) {
    List<Diagnostic> faults =
        Verifier.violations(program, Stage.GRAPH).stream()
            .filter(violation -> violation.check() == Check.INTEGER_WIDTH)
            .map(violation -> fault(violation, source))
            .toList();
    if (!faults.isEmpty()) {
      throw new DiagnosticException(faults);
    }
  }

  private static Diagnostic fault(Violation violation, SourceFile source) {
    Diagnostic diagnostic =
        Diagnostic.error(Check.INTEGER_WIDTH, violation.message())
            .help("keep them small by narrower types, `clip`, or bounds of the dimensions");
    return violation
        .node()
        .flatMap(Node::origin)
        .map(origin -> source.lineStart(origin.line()) + origin.column() - 1)
        .map(offset -> diagnostic.at(source.span(offset, offset)))
        .orElse(diagnostic);
  }
}
