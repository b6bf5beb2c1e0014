package dev.halfbyte.quant.annotate;

import dev.halfbyte.ir.Einsum;
import dev.halfbyte.ir.Node;
import dev.halfbyte.ir.Value;
import dev.halfbyte.ir.op.Binary;
import dev.halfbyte.ir.op.Contract;
import dev.halfbyte.ir.op.Quantize;
import dev.halfbyte.ir.op.Reduce;
import dev.halfbyte.ir.op.Scan;
import dev.halfbyte.ir.op.SugarOp;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/// In which form each op takes its operands.
final class Needs {
  private static final Need RAW = new Need.Raw();
  private static final Need TERM = new Need.Term();

  private final Flow flow;

  Needs(Flow flow) {
    this.flow = flow;
  }

  /// One need for each operand of `node`, in order.
  List<Need> of(Node node) {
    List<Value> operands = node.op().operands();
    if (node.op() instanceof Scan) {
      return operands.stream().map(this::crossing).toList();
    }
    if (node.op() instanceof Quantize && flow.isOutput(node.value())) {
      return List.of(new Need.Result(), RAW);
    }
    if (node.results().size() != 1) {
      return operands.stream().map(_ -> RAW).toList();
    }
    Value result = node.value();
    return switch (flow.role(result)) {
      case Role.Fixed _, Role.Unknown _, Role.Input _, Role.Moved _, Role.Coded _ ->
          operands.stream().map(_ -> RAW).toList();
      case Role.Joined(List<Value> parts) ->
          parts.stream().map(_ -> (Need) new Need.Part(result)).toList();
      case Role.Function(Value root) ->
          operands.stream().map(v -> v.equals(root) ? new Need.TableInput() : RAW).toList();
      case Role.Accumulator _ -> accumulator(node);
      case Role.Probability _ -> logits(operands);
      case Role.Sum _ -> sum(node);
      case Role.Normalized _ -> normalized(node);
    };
  }

  /// What the body of a scan takes of a computed float: codes as of a result.
  private Need crossing(Value operand) {
    boolean computed = flow.isFloat(operand) && !flow.constants().isConstant(operand);
    return computed ? new Need.Result() : RAW;
  }

  private List<Need> accumulator(Node node) {
    if (TransformedNames.isSignedSum(node, flow.constants())) {
      return List.of(new Need.Transformed(node.value()), new Need.Signs());
    }
    if (node.op()
        instanceof Contract(Value left, Value right, var mask, Einsum einsum, var _, var _)) {
      List<Need> needs = new ArrayList<>();
      needs.add(factor(left, einsum.left(), einsum));
      needs.add(factor(right, einsum.right(), einsum));
      mask.ifPresent(_ -> needs.add(RAW));
      return needs;
    }
    if (node.op() instanceof Reduce reduce) {
      return reduce.mask().isPresent()
          ? List.of(new Need.TableInput(), RAW)
          : List.of(new Need.TableInput());
    }
    if (node.op() instanceof Binary binary && flow.absorbs(binary)) {
      return List.of(absorbed(binary.left()), absorbed(binary.right()));
    }
    if (node.op() instanceof Binary product && product.kind() == Binary.Kind.MUL) {
      return List.of(factor(product.left()), factor(product.right()));
    }
    // What is left is `relu` of an accumulator.
    return node.op().operands().stream().map(_ -> RAW).toList();
  }

  private List<Need> normalized(Node node) {
    List<Value> operands = node.op().operands();
    return node.op() instanceof SugarOp
        ? operands.stream().map(v -> flow.constants().isConstant(v) ? absorbed(v) : TERM).toList()
        : operands.stream().map(this::absorbed).toList();
  }

  private static List<Need> logits(List<Value> operands) {
    List<Need> needs = new ArrayList<>(Collections.nCopies(operands.size(), RAW));
    needs.set(0, new Need.Logits());
    return needs;
  }

  private Need absorbed(Value operand) {
    return flow.constants().isConstant(operand) ? new Need.Absorbed() : RAW;
  }

  private Need factor(Value operand, List<String> labels, Einsum einsum) {
    if (!flow.constants().isConstant(operand)) {
      // A softmax has codes already.
      return flow.isProbability(operand) ? RAW : new Need.Activation();
    }
    List<String> reduced = einsum.reduced();
    return new Need.Weight(
        IntStream.range(0, labels.size())
            .filter(i -> reduced.contains(labels.get(i)))
            .boxed()
            .toList());
  }

  private Need factor(Value operand) {
    return flow.constants().isConstant(operand)
        ? new Need.ConstantTerm(true)
        : new Need.Activation();
  }

  /// One operand may stay an accumulator; the left one, if both could.
  private List<Need> sum(Node node) {
    if (!(node.op() instanceof Binary(var _, Value left, Value right))) {
      return node.op().operands().stream().map(_ -> RAW).toList();
    }
    if (flow.reluOperand(node).isPresent() && flow.isRawSum(left)) {
      return List.of(RAW, RAW);
    }
    List<Need> needs = new ArrayList<>(List.of(term(left), term(right)));
    if (flow.isRawAccumulator(left)) {
      needs.set(0, RAW);
    } else if (flow.isRawAccumulator(right)) {
      needs.set(1, RAW);
    }
    return needs;
  }

  private Need term(Value operand) {
    return flow.constants().isConstant(operand) ? new Need.ConstantTerm(false) : TERM;
  }
}
