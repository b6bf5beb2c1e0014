package dev.halfbyte.driver.lower;

import dev.halfbyte.driver.lower.DefinitionLowering.Indexed;
import dev.halfbyte.frontend.ast.Condition;
import dev.halfbyte.frontend.ast.Expr;
import dev.halfbyte.frontend.ast.Index;
import dev.halfbyte.frontend.ast.IndexExpression;
import dev.halfbyte.ir.Dim;
import dev.halfbyte.ir.Value;
import dev.halfbyte.ir.op.LayerNorm;
import dev.halfbyte.ir.op.RmsNorm;
import dev.halfbyte.ir.op.Softmax;
import dev.halfbyte.source.Diagnostic;
import dev.halfbyte.source.DiagnosticException;
import dev.halfbyte.source.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Lowers functions along an index, which becomes the last axis of their operands.
final class RowLowering {
  private final DefinitionLowering definition;

  RowLowering(DefinitionLowering definition) {
    this.definition = definition;
  }

  Indexed softmax(Expr.Softmax softmax) {
    Indexed operand = definition.expression(softmax.operand());
    List<Index> axes = new ArrayList<>(operand.axes());
    for (Condition condition : softmax.mask()) {
      for (IndexExpression.Term term : condition.expression().terms()) {
        if (!axes.contains(term.index())) {
          axes.add(term.index());
        }
      }
    }
    rowLast(axes, softmax.index());
    Value rows = definition.align(operand, axes).value();
    definition.at(softmax);
    Optional<Value> mask =
        softmax.mask().isEmpty()
            ? Optional.empty()
            : Optional.of(definition.mask(axes, softmax.mask()));
    return new Indexed(
        definition.emit(new Softmax(rows, mask, Softmax.Form.THREE_PASS)), List.copyOf(axes));
  }

  Indexed layerNorm(Expr.LayerNorm norm) {
    Indexed operand = definition.expression(norm.operand());
    List<Index> axes = rows(operand, norm.index(), norm.span());
    Value rows = definition.align(operand, axes).value();
    // Scale and bias are repeated for this op, not for the one before it.
    definition.at(norm);
    Value scale = definition.align(definition.expression(norm.scale()), axes).value();
    Value bias = definition.align(definition.expression(norm.bias()), axes).value();
    definition.at(norm);
    return new Indexed(
        definition.emit(new LayerNorm(rows, scale, bias, (float) norm.epsilon())), axes);
  }

  Indexed rmsNorm(Expr.RmsNorm norm) {
    Indexed operand = definition.expression(norm.operand());
    List<Index> axes = rows(operand, norm.index(), norm.span());
    Value rows = definition.align(operand, axes).value();
    // Scale and bias are repeated for this op, not for the one before it.
    definition.at(norm);
    Value scale = definition.align(definition.expression(norm.scale()), axes).value();
    definition.at(norm);
    return new Indexed(definition.emit(new RmsNorm(rows, scale, (float) norm.epsilon())), axes);
  }

  /// The axes of `operand` with `row` last; means divide by its extent, which is a number.
  private List<Index> rows(Indexed operand, Index row, Span span) {
    List<Index> axes = new ArrayList<>(operand.axes());
    rowLast(axes, row);
    Dim extent = definition.dims(List.of(row)).getFirst();
    if (!extent.isFixed()) {
      throw symbolic("the mean along `" + row + "` divides by `" + extent + "`, which", span);
    }
    if (extent.fixed() == 0) {
      throw new DiagnosticException(
          Diagnostic.error(
              LoweringCode.EMPTY_ROW,
              span,
              "there is no mean of no elements, along `" + row + "`"));
    }
    return List.copyOf(axes);
  }

  private static void rowLast(List<Index> axes, Index row) {
    axes.remove(row);
    axes.add(row);
  }

  static DiagnosticException symbolic(String what, Span span) {
    return new DiagnosticException(
        Diagnostic.error(LoweringCode.SYMBOLIC_SIZE, span, what + " is not known yet")
            .help(
                "the shapes of weights determine dims; or give it with --dim, or fix it in the"
                    + " kernel, e.g. `n: 64..64`"));
  }
}
