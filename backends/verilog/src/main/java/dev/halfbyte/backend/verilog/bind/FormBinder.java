package dev.halfbyte.backend.verilog.bind;

import dev.halfbyte.backend.verilog.fault.VerilogFault;
import dev.halfbyte.backend.verilog.match.Form;
import dev.halfbyte.backend.verilog.match.Forms;
import dev.halfbyte.backend.verilog.match.RowTrace;
import dev.halfbyte.ir.Node;
import dev.halfbyte.ir.Program;
import dev.halfbyte.ir.Value;
import dev.halfbyte.ir.op.Requantize;
import java.util.function.BiFunction;

/// Binds what [Forms] finds: norms, softmaxes and the divisions behind them, reductions of rows.
final class FormBinder {
  private final EpilogueBinder epilogues;
  private final NormBinder norms;
  private final SoftmaxBinder softmaxes;
  private final Divisions divisions;
  private final ReductionBinder reductions;

  FormBinder(
      Program program,
      Forms forms,
      TaskList tasks,
      Shapes shapes,
      ConstantReader constants,
      EpilogueBinder epilogues) {
    this.epilogues = epilogues;
    this.norms = new NormBinder(tasks, shapes, new ChannelReader(shapes, constants));
    this.divisions = new Divisions(forms, program, shapes, constants);
    this.reductions = new ReductionBinder(tasks.config(), shapes, new RowTrace(program));
    this.softmaxes = new SoftmaxBinder(tasks, shapes, constants, divisions, Masks.of(program));
  }

  /// Adds the tasks of `form`.
  ///
  /// @param node computes the last value of the form
  /// @param operands what a value that the node needs is to the accelerator
  EpilogueBinder.Defined bind(Node node, Form form, BiFunction<Node, Value, Bound> operands) {
    return switch (form) {
      case Form.Norm norm -> {
        Matrix rows = rows(node, operands.apply(node, norm.codes()));
        yield new EpilogueBinder.Defined(node.value(), norms.bind(node, norm, rows));
      }
      case Form.Softmax softmax -> {
        Bound logits = operands.apply(node, softmax.logits());
        yield new EpilogueBinder.Defined(node.value(), softmaxes.bind(node, softmax, logits));
      }
      case Form.RowReduction reduction ->
          new EpilogueBinder.Defined(
              node.value(),
              reductions.bind(node, reduction, operands.apply(node, reduction.codes())));
      case Form.Division division -> divide(node, division, operands.apply(node, division.sums()));
    };
  }

  private EpilogueBinder.Defined divide(Node node, Form.Division division, Bound operand) {
    if (!(operand instanceof Bound.Sums sums) || !(node.op() instanceof Requantize op)) {
      throw BindFaults.of(
          VerilogFault.UNSUPPORTED_OP,
          node,
          "divides codes by the sums of their rows, which the hardware does for products only",
          "let a contraction follow the softmax, or choose `norm early`");
    }
    return epilogues.divide(node, op, sums, divisions.factors(node, division, sums));
  }

  /// Returns the matrix of codes whose rows are the last axis.
  private Matrix rows(Node node, Bound bound) {
    return switch (bound) {
      case Bound.Codes codes -> epilogues.rows(node, codes);
      case Bound.Heads _, Bound.Turned _ -> throw EpilogueBinder.inGroups(node);
      case Bound.Sums _, Bound.Reduced _, Bound.Host _, Bound.Reals _ ->
          throw EpilogueBinder.notCodes(node);
    };
  }
}
