package dev.halfbyte.driver.allocate;

import dev.halfbyte.ir.Program;
import dev.halfbyte.quant.annotate.ValueNames;
import dev.halfbyte.quant.scan.ScanBodies;
import dev.halfbyte.quant.scan.ScanBodies.Place;

/// A program and the iterations of its scans, each with its constants in place.
final class Iterations {
  private Iterations() {}

  /// What is done with one of them.
  interface Visitor {
    void visit(Program program, ValueNames names, Place place);
  }

  /// Visits the program, then the iterations of its scans in order.
  static void each(Program program, Visitor visitor) {
    ValueNames names = new ValueNames(program);
    visitor.visit(program, names, Place.ONLY);
    ScanBodies.rewrite(
        program,
        names,
        (iteration, inside, place) -> {
          visitor.visit(iteration, inside, place);
          return iteration;
        });
  }

  /// The program with `step` applied to it and to the iterations of its scans.
  static Program rewrite(Program program, ScanBodies.Step step) {
    Program outer = step.rewrite(program, new ValueNames(program), Place.ONLY);
    return ScanBodies.rewrite(outer, new ValueNames(outer), step);
  }
}
