package dev.halfbyte.backend.verilog.bind;

import dev.halfbyte.backend.verilog.fault.VerilogFault;
import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.ElemType.IntType;
import dev.halfbyte.ir.Encoding;
import dev.halfbyte.ir.Node;
import dev.halfbyte.ir.Value;
import dev.halfbyte.ir.op.Contract;
import dev.halfbyte.source.DiagnosticException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// Turns a contraction of two computed operands into sums of one product for each batch index.
final class ComputedProducts {
  private final TaskList tasks;
  private final Shapes shapes;
  private final OperandBinder operands;
  private final Rearranger rearranger;

  ComputedProducts(TaskList tasks, Shapes shapes, Rearranger rearranger) {
    this.tasks = tasks;
    this.shapes = shapes;
    this.operands = new OperandBinder(tasks.config());
    this.rearranger = rearranger;
  }

  ProductPlan plan(Node node, Contract contract) {
    return ProductPlan.of(
            contract.einsum(), shapes.extents(contract.left()), shapes.extents(contract.right()))
        .orElseThrow(() ->
            BindFaults.of(
                VerilogFault.UNSUPPORTED_OP,
                node,
                "`%s` is no product of matrices for each batch index, there is no data mover"
                    .formatted(contract.einsum()),
                "give every operand and the result as rows, batch, columns or batch, rows, columns"));
  }

  /// Returns the sums of a contraction.
  ///
  /// @param activation the bound operand that `plan` takes rows from
  /// @param weights the other one
  Bound.Sums sums(Node node, Contract contract, ProductPlan plan, Bound activation, Bound weights) {
    Value activationValue = plan.activationIsLeft() ? contract.left() : contract.right();
    Value weightValue = plan.activationIsLeft() ? contract.right() : contract.left();
    Encoding.Affine encoding = affine(node, weightValue);
    List<WeightSource> computed = weights(node, plan, weights, encoding);
    List<Bound.Part> parts = parts(node, plan, activation, computed);
    requirePadding(node, plan, parts, shapes.type(activationValue).elem());
    ArrayOperand operand =
        operands.exact(node, shapes.type(activationValue).elem(), planes(computed));
    operand.sums().forEach(sum -> checkAccumulator(node, sum, plan, encoding));
    int columns = plan.groups() * plan.n();
    Channels bias = Channels.splat(0, columns);
    long most = most(operand.value(), plan, encoding);
    SumRange range = SumRange.splat(-most, most, columns);
    return new Bound.Sums(parts, operand.decode(), range, bias, List.of(), plan.resultLead());
  }

  /// Weights that are computed are anything behind their last row.
  private void requirePadding(
      Node node, ProductPlan plan, List<Bound.Part> parts, ElemType activations) {
    int lanes = tasks.config().lanes();
    if (plan.k() % lanes == 0) {
      return;
    }
    Encoding encoding =
        activations instanceof ElemType.CodeType(Encoding.Table table)
            ? table
            : ContractBinder.affine(node, activations);
    for (Bound.Part part : parts) {
      OptionalInt code = tasks.padding().code(part.source());
      if (code.isEmpty() || encoding.decode(code.getAsInt()) != 0) {
        throw BindFaults.of(
            VerilogFault.UNSUPPORTED_OP,
            node,
            "sums %d products of two computed operands, words hold %d: what pads the last word is not zero"
                .formatted(plan.k(), lanes),
            "sum a multiple of %d products, or let a requantization give the operand, no table"
                .formatted(lanes));
      }
    }
  }

  private static int planes(List<WeightSource> sources) {
    return sources.getFirst() instanceof WeightSource.Computed(ComputedWeights weights, var _)
        ? weights.planes()
        : 1;
  }

  private Encoding.Affine affine(Node node, Value weights) {
    return switch (shapes.type(weights).elem()) {
      case ElemType.CodeType(Encoding.Table table) ->
          throw BindFaults.of(
              VerilogFault.UNSUPPORTED_OP,
              node,
              "takes codes of `" + table + "` as weights, which are numbers of themselves",
              "choose an affine encoding for this operand");
      case ElemType elem -> ContractBinder.affine(node, elem);
    };
  }

  private List<WeightSource> weights(
      Node node, ProductPlan plan, Bound bound, Encoding.Affine encoding) {
    Turn turn = Turn.of(plan);
    if (bound instanceof Bound.Turned(ComputedWeights weights, var _)) {
      return groups(weights);
    }
    if (bound instanceof Bound.Heads(List<Matrix> matrices) && matrices.size() == plan.groups()) {
      Turn one = new Turn(turn.form(), 1, turn.k(), turn.n(), 1);
      List<WeightSource> sources = new ArrayList<>();
      for (Matrix matrix : matrices) {
        require(node, matrix, turn.rows(), turn.cols());
        sources.add(new WeightSource.Computed(rearranger.turned(node, matrix, one, encoding), 0));
      }
      return sources;
    }
    Matrix matrix = matrix(node, bound, plan.groups(), plan.weightLead());
    require(node, matrix, turn.rows(), plan.groups() * turn.cols());
    return groups(rearranger.turned(node, matrix, turn, encoding));
  }

  private static List<WeightSource> groups(ComputedWeights weights) {
    List<WeightSource> sources = new ArrayList<>();
    for (int group = 0; group < weights.groups(); group++) {
      sources.add(new WeightSource.Computed(weights, group));
    }
    return sources;
  }

  private List<Bound.Part> parts(
      Node node, ProductPlan plan, Bound bound, List<WeightSource> weights) {
    List<Bound.Part> parts = new ArrayList<>();
    if (bound instanceof Bound.Heads(List<Matrix> matrices) && matrices.size() == plan.groups()) {
      for (int group = 0; group < plan.groups(); group++) {
        Matrix matrix = matrices.get(group);
        require(node, matrix, plan.rows(), plan.k());
        parts.add(new Bound.Part(matrix, Optional.empty(), weights.get(group)));
      }
      return parts;
    }
    Matrix matrix = matrix(node, bound, plan.groups(), plan.activationLead());
    require(node, matrix, plan.rows(), plan.groups() * plan.k());
    if (plan.groups() == 1) {
      return List.of(new Bound.Part(matrix, Optional.empty(), weights.getFirst()));
    }
    Matrix grouped = rearranger.grouped(node, matrix, plan.groups());
    for (int group = 0; group < plan.groups(); group++) {
      parts.add(new Bound.Part(grouped, Optional.of(group), weights.get(group)));
    }
    return parts;
  }

  /// Returns the one matrix that holds a value of this lead.
  private static Matrix matrix(Node node, Bound bound, int groups, int lead) {
    return switch (bound) {
      case Bound.Codes(Matrix matrix, int ownLead)
          when ownLead == lead && (lead == 1 || matrix.groups() == groups) ->
          matrix;
      case Bound.Codes _, Bound.Heads _ ->
          throw BindFaults.of(
              VerilogFault.UNSUPPORTED_OP,
              node,
              "takes its operand in %d groups, between whose rows it is held".formatted(groups),
              "put the batch index of this operand behind its rows");
      case Bound.Turned _, Bound.Sums _, Bound.Reduced _, Bound.Host _, Bound.Reals _ ->
          throw BindFaults.of(
              VerilogFault.UNSUPPORTED_OP,
              node,
              "the hardware has no path from sums back to the array",
              "requantize both operands first");
    };
  }

  private void require(Node node, Matrix matrix, int rows, int width) {
    if (matrix.rows() != rows || matrix.width() != width) {
      throw BindFaults.of(
          VerilogFault.UNSUPPORTED_OP,
          node,
          "takes %d rows of %d elements, its operand is held in %d rows of %d"
              .formatted(rows, width, matrix.rows(), matrix.width()),
          "let the producer of this operand give the same rows");
    }
    ContractBinder.requireNarrow(node, matrix, tasks.config());
  }

  private static void checkAccumulator(
      Node node, ArrayOperand.Sum sum, ProductPlan plan, Encoding.Affine weights) {
    long most = most(sum, plan, weights);
    if (most >= 1L << (sum.bits() - 1)) {
      throw tooWide(node, sum, most);
    }
  }

  /// Sums of codes with the weights as they are stored have to fit as well as those less the zero
  /// point.
  private static long most(ArrayOperand.Sum sum, ProductPlan plan, Encoding.Affine weights) {
    IntType storage = weights.storage();
    long magnitude = Math.max(Math.abs(weights.minDecoded()), Math.abs(weights.maxDecoded()));
    long stored = 1L << (storage.bits() - 1);
    long code = Math.max(Math.abs(sum.least()), Math.abs(sum.greatest()));
    return plan.k() * code * Math.max(magnitude, stored);
  }

  private static DiagnosticException tooWide(Node node, ArrayOperand.Sum sum, long most) {
    return BindFaults.of(
        VerilogFault.TOO_WIDE,
        node,
        "sums of two computed operands reach %d, beyond %s".formatted(most, sum.limit()),
        "choose hardware with wider accumulators (acc_bits=32), or fewer bits for the operands");
  }
}
