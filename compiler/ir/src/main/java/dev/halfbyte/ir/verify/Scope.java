package dev.halfbyte.ir.verify;

import dev.halfbyte.ir.DimDeclaration;
import dev.halfbyte.ir.Node;
import dev.halfbyte.ir.Program;
import dev.halfbyte.ir.range.DimBounds;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// A program under verification, possibly the body of a scan, and the list that takes its faults.
///
/// @param dims declarations that are visible here, the enclosing ones first
/// @param outer position of the enclosing scan in the outermost program
record Scope(
    Program program, List<DimDeclaration> dims, OptionalInt outer, List<Violation> violations) {
  static Scope of(Program program, List<Violation> violations) {
    return new Scope(program, program.dims(), OptionalInt.empty(), violations);
  }

  /// The scope of the body of the scan at `index`.
  Scope nested(int index, Program scanBody) {
    List<DimDeclaration> visible = new ArrayList<>(dims);
    visible.addAll(scanBody.dims());
    int place = outer.orElse(index);
    return new Scope(
        scanBody, visible.stream().distinct().toList(), OptionalInt.of(place), violations);
  }

  DimBounds bounds() {
    return new DimBounds(dims);
  }

  void report(Check check, int nodeIndex, String message) {
    Node node = program.nodes().get(nodeIndex);
    violations.add(
        new Violation(check, Optional.of(outer.orElse(nodeIndex)), Optional.of(node), message));
  }

  void report(Check check, String message) {
    Optional<Integer> place = outer.isPresent() ? Optional.of(outer.getAsInt()) : Optional.empty();
    violations.add(new Violation(check, place, Optional.empty(), message));
  }
}
