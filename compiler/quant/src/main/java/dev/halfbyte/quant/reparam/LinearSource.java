package dev.halfbyte.quant.reparam;

import dev.halfbyte.ir.Einsum;
import dev.halfbyte.ir.Node;
import dev.halfbyte.ir.Output;
import dev.halfbyte.ir.Program;
import dev.halfbyte.ir.Value;
import dev.halfbyte.ir.op.Binary;
import dev.halfbyte.ir.op.Contract;
import dev.halfbyte.ir.op.CoreOp;
import dev.halfbyte.quant.annotate.ConstantValues.Repeated;
import dev.halfbyte.quant.annotate.Sites;
import dev.halfbyte.quant.policy.ReparamMethod;
import dev.halfbyte.quant.reparam.Transforms.Group;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/// The linear layer that makes a value, whose weight and bias can take a transform of its channels.
///
/// @param weightRight which operand of the contraction is the weight
/// @param weight its data, all axes of the operand
/// @param channelAxis the axis of the data that the channels are
/// @param bias the addition behind it, where there is one
/// @param added its constant
record LinearSource(
    Node contraction,
    boolean weightRight,
    Repeated weight,
    int channelAxis,
    Optional<Node> bias,
    Optional<Repeated> added) {
  /// Where the layer is used by the consumers of `group` alone, so that nothing is computed twice.
  static Optional<LinearSource> of(Program program, Sites sites, Group group) {
    if (!(group.method() instanceof ReparamMethod.Hadamard)
        || !isTakenAsAWhole(program, group, group.site())) {
      return Optional.empty();
    }
    Map<Value, Node> definitions = program.definitions();
    Node node = definitions.get(group.site());
    if (node != null
        && node.op() instanceof Binary(Binary.Kind kind, Value left, Value right)
        && kind == Binary.Kind.ADD) {
      boolean constantLeft = sites.flow().constants().isConstant(left);
      Value sum = constantLeft ? right : left;
      Optional<Repeated> added = sites.flow().constants().repeated(constantLeft ? left : right);
      Node before = definitions.get(sum);
      return added.isPresent() && before != null && sites.flow().isRawAccumulator(sum)
          ? of(sites, before, Optional.of(node), added)
          : Optional.empty();
    }
    return node == null ? Optional.empty() : of(sites, node, Optional.empty(), Optional.empty());
  }

  private static Optional<LinearSource> of(
      Sites sites, Node node, Optional<Node> bias, Optional<Repeated> added) {
    if (!(node.op() instanceof Contract op) || op.mask().isPresent()) {
      return Optional.empty();
    }
    Einsum einsum = op.einsum();
    String channel = einsum.result().getLast();
    boolean right = sites.flow().constants().isConstant(op.right());
    List<String> labels = right ? einsum.right() : einsum.left();
    List<String> others = right ? einsum.left() : einsum.right();
    if (!labels.contains(channel) || others.contains(channel)) {
      return Optional.empty();
    }
    return sites
        .flow()
        .constants()
        .repeated(right ? op.right() : op.left())
        .filter(data -> data.axes().size() == labels.size())
        .map(data -> new LinearSource(node, right, data, labels.indexOf(channel), bias, added));
  }

  /// Whether movement and the consumers of `group` are all that use `value`.
  private static boolean isTakenAsAWhole(Program program, Group group, Value value) {
    if (program.outputs().stream().map(Output::value).anyMatch(value::equals)) {
      return false;
    }
    List<Node> takers = group.consumers().stream().map(Consumer::node).toList();
    return program.nodes().stream()
        .filter(node -> node.op().operands().contains(value))
        .allMatch(node ->
            takers.contains(node)
                || (node.op() instanceof CoreOp.Movement
                    && isTakenAsAWhole(program, group, Objects.requireNonNull(node.value()))));
  }
}
