package dev.halfbyte.loop.lower;

import dev.halfbyte.ir.AffineIndex;
import dev.halfbyte.ir.Dim;
import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.Node;
import dev.halfbyte.ir.Program;
import dev.halfbyte.ir.op.Mask;
import dev.halfbyte.ir.op.Scan;
import dev.halfbyte.ir.op.View;
import dev.halfbyte.ir.range.DimBounds;
import dev.halfbyte.ir.range.Interval;
import dev.halfbyte.source.Diagnostic;
import java.math.BigInteger;
import java.util.List;

/// Loops compute indices in 32 bits, so an expression that is compared with bounds has to fit.
///
/// The values of an unpadded view lie inside a tensor and fit by themselves; its coefficients and
/// its constant have to fit, because views of views multiply them.
final class IndexWidths {
  private final Program program;
  private final DimBounds bounds;
  private final List<Diagnostic> faults;

  private IndexWidths(Program program, List<Diagnostic> faults) {
    this.program = program;
    this.bounds = new DimBounds(program.dims());
    this.faults = faults;
  }

  /// Reports every view and mask of `program`, and of the bodies of its scans, that needs more.
  static void check(Program program, List<Diagnostic> faults) {
    new IndexWidths(program, faults).check();
  }

  private void check() {
    for (Node node : program.nodes()) {
      if (node.op() instanceof View view) {
        List<Dim> extents = view.map().padded() ? view.map().extents() : List.of();
        view.map().indices().forEach(index -> check(node, index, extents));
      } else if (node.op() instanceof Mask mask) {
        mask.conditions().forEach(condition -> check(node, condition, mask.extents()));
      } else if (node.op() instanceof Scan scan) {
        check(scan.body(), faults);
      }
    }
  }

  /// @param extents of the axes; none where the values are known to fit
  private void check(Node node, AffineIndex index, List<Dim> extents) {
    boolean fits = !extents.isEmpty() || !index.constant().isFixed() || fits(index.constant());
    Interval values = bounds.of(index.constant());
    for (AffineIndex.Term term : index.terms()) {
      Interval coefficient = Interval.of(term.coefficient());
      fits &= coefficient.fits(ElemType.S32);
      if (!extents.isEmpty()) {
        values = values.plus(positions(extents.get(term.position())).times(coefficient));
      }
    }
    fits &= extents.isEmpty() || values.fits(ElemType.S32);
    if (!fits) {
      faults.add(
          Diagnostic.error(
                  LoopCode.INDEX_TOO_LARGE,
                  "index " + index + " needs more than 32 bits" + Origins.place(node))
              .help("use smaller numbers in index expressions and conditions"));
    }
  }

  private boolean fits(Dim constant) {
    return bounds.of(constant).fits(ElemType.S32);
  }

  private Interval positions(Dim extent) {
    BigInteger last = bounds.of(extent).hi().subtract(BigInteger.ONE).max(BigInteger.ZERO);
    // No tensor has more elements, so symbolic extents do not reach further at run time.
    return new Interval(BigInteger.ZERO, last.min(BigInteger.valueOf(Integer.MAX_VALUE)));
  }
}
