package dev.halfbyte.ir.op;

import dev.halfbyte.ir.TensorType;
import dev.halfbyte.ir.Value;
import java.util.List;

/// An operation of the graph IR: a record of its operands (as [Value]s) and attributes.
///
/// Printer, parser, op table and completeness tests read the record components through [OpSchema],
/// so a new op costs no edit there. Local well-formedness is checked by the compact constructor,
/// types by [#infer].
public sealed interface Op permits CoreOp, SugarOp {
  /// Types of the results; throws [TypeFault] with a reason when the operand types do not fit.
  List<TensorType> infer(Typing typing);

  /// Operands in component order, optional ones only when present.
  default List<Value> operands() {
    return OpSchema.of(getClass()).operands(this);
  }

  /// The same op on other operands, given in the order of [#operands].
  default Op withOperands(List<Value> operands) {
    return OpSchema.of(getClass()).withOperands(this, operands);
  }
}
