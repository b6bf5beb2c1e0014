package dev.halfbyte.driver.lower;

import dev.halfbyte.frontend.ast.Definition;
import dev.halfbyte.frontend.ast.Expr;
import dev.halfbyte.frontend.ast.Kernel;
import dev.halfbyte.frontend.extent.Dimension;
import dev.halfbyte.frontend.extent.Extent;
import dev.halfbyte.frontend.extent.Factor;
import dev.halfbyte.frontend.extent.Quotient;
import dev.halfbyte.frontend.extent.Term;
import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/// Finds the dims of a kernel that have to be numbers before it is lowered: those it computes with,
/// and those of rows that have a mean.
public final class NumberDims {
  private final SortedSet<String> found = new TreeSet<>();

  private NumberDims() {}

  /// Their names.
  public static SortedSet<String> of(Kernel kernel) {
    NumberDims dims = new NumberDims();
    dims.visit(kernel.definitions());
    return Collections.unmodifiableSortedSet(dims.found);
  }

  private void visit(List<Definition> definitions) {
    for (Definition definition : definitions) {
      switch (definition) {
        case Definition.Elements elements -> visit(elements.value(), elements);
        case Definition.Scan scan -> visit(scan.step().definitions());
      }
    }
  }

  private void visit(Expr expr, Definition.Elements definition) {
    switch (expr) {
      case Expr.Size size -> add(size.extent());
      case Expr.LayerNorm norm -> add(definition.extent(norm.index()));
      case Expr.RmsNorm norm -> add(definition.extent(norm.index()));
      case Expr.Constant _,
          Expr.Access _,
          Expr.Unary _,
          Expr.Binary _,
          Expr.Clip _,
          Expr.Reduce _,
          Expr.Softmax _ -> {}
    }
    expr.operands().forEach(operand -> visit(operand, definition));
  }

  private void add(Extent extent) {
    for (Term term : extent.terms()) {
      for (Factor factor : term.factors()) {
        switch (factor) {
          case Dimension dimension -> found.add(dimension.name());
          case Quotient quotient -> add(quotient.dividend());
        }
      }
    }
  }
}
