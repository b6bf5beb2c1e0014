package dev.halfbyte.quant.reparam;

import dev.halfbyte.ir.Einsum;
import dev.halfbyte.ir.Node;
import dev.halfbyte.ir.Program;
import dev.halfbyte.ir.Shape;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.Value;
import dev.halfbyte.ir.op.Binary;
import dev.halfbyte.ir.op.Contract;
import dev.halfbyte.ir.op.Dequantize;
import dev.halfbyte.ir.op.Quantize;
import dev.halfbyte.passes.rewrite.Rewriter;
import dev.halfbyte.quant.annotate.Preparation;
import dev.halfbyte.quant.annotate.Sites;
import dev.halfbyte.quant.exact.ExactNumbers;
import dev.halfbyte.quant.reparam.Reparametrizer.Group;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/// Writes the decisions of [Reparametrizer] into the program.
final class ReparamRewriter {
  private final Program program;
  private final Sites sites;
  private final List<Group> groups;
  private final LayerInputs inputs;
  private final Rewriter copy;
  private final Map<Value, Node> definitions;
  private final Map<Group, Map<Value, Value>> coded = new HashMap<>();

  private final BiasTerms biases;

  ReparamRewriter(Program program, Sites sites, List<Group> groups, LayerInputs inputs) {
    this.inputs = inputs;
    this.program = program;
    this.sites = sites;
    this.groups = groups;
    copy = new Rewriter(program);
    definitions = program.definitions();
    biases = new BiasTerms(program, sites, copy);
  }

  Program run() {
    for (Node node : program.nodes()) {
      emit(node);
      for (Group group : groups) {
        if (node.results().getFirst().value().equals(group.site())) {
          emitCodes(node, group);
        }
      }
    }
    return Preparation.withoutDeadNodes(copy.finish());
  }

  private void emit(Node node) {
    for (Group group : groups) {
      for (Consumer consumer : group.consumers()) {
        if (consumer.node().equals(node)) {
          absorb(named(node), group, consumer);
          return;
        }
      }
    }
    biases.emit(node, named(node));
  }

  /// The node with its name as path where its value gets codes: ranges are found by name, and names
  /// that only follow from the order of nodes would not survive new ones.
  private Node named(Node node) {
    Value value = node.results().getFirst().value();
    return sites.all().containsKey(value)
        ? new Node(node.results(), node.op(), Optional.of(sites.name(value)), node.origin())
        : node;
  }

  /// `dequantize(quantize((y + offset) / ratio))`, all channels with one scale and zero point; the
  /// codes are shifted between where that is their ratio.
  private void emitCodes(Node norm, Group group) {
    ChannelScales scales = group.scales();
    String name = sites.name(group.site()) + "." + group.word();
    copy.builder().at(Optional.of(name), norm.origin());
    Value y = copy.mapped(group.site());
    Value moved =
        group.method().addsToChannels()
            ? withConstant(Binary.Kind.ADD, y, "offset", scales.offsets())
            : y;
    Value even = withConstant(Binary.Kind.DIV, moved, "ratio", scales.ratios());
    Value inverse = copy.builder().splat(1f / scales.scale(), y);
    Value coded = copy.add(new Quantize(even, inverse, scales.encoding()));
    Value codes =
        scales.shifted().map(wide -> ShiftedCodes.add(copy, coded, scales, wide)).orElse(coded);
    Value back = copy.builder().splat(scales.scale(), y);
    Map<Value, Value> known = new HashMap<>();
    known.put(group.site(), copy.add(new Dequantize(codes, back)));
    this.coded.put(group, known);
  }

  /// `left kind numbers`, one number for each channel.
  private Value withConstant(Binary.Kind kind, Value left, String hint, List<Float> numbers) {
    Tensor data = Tensor.generateFloats(Shape.of(numbers.size()), numbers::get);
    Shape shape = copy.type(left).shape();
    List<Integer> last = List.of(shape.rank() - 1);
    Value right = copy.builder().broadcast(copy.constant(hint, data), shape, last);
    return copy.add(new Binary(kind, left, right));
  }

  /// What a value behind movement has become for the consumers of `group`.
  private Value coded(Group group, Value value) {
    Map<Value, Value> known = Objects.requireNonNull(coded.get(group));
    Value existing = known.get(value);
    if (existing != null) {
      return existing;
    }
    Node movement = Objects.requireNonNull(definitions.get(value));
    Value source = coded(group, movement.op().operands().getFirst());
    copy.builder().at(Optional.empty(), movement.origin());
    Value moved = copy.add(movement.op().withOperands(List.of(source)));
    known.put(value, moved);
    return moved;
  }

  private void absorb(Node node, Group group, Consumer consumer) {
    Contract op = (Contract) node.op();
    boolean codesLeft = consumer.operand() == 0;
    Value original = consumer.weight();
    if (group.scales().shifted().isPresent()) {
      Value shifted = coded(group, consumer.value());
      Value kept = copy.mapped(original);
      Value first = codesLeft ? shifted : kept;
      Value second = codesLeft ? kept : shifted;
      copy.copy(node, new Contract(first, second, op.einsum(), op.order(), op.accumulator()));
      return;
    }
    Absorption absorption = absorption(op.einsum(), group, consumer);
    Value codes = coded(group, consumer.value());
    copy.builder().at(Optional.empty(), node.origin());
    Value weight = copy.constant(sites.name(original), absorption.weight());
    copy.name(weight, Optional.of(sites.name(original)));
    Value left = codesLeft ? codes : weight;
    Value right = codesLeft ? weight : codes;
    copy.copy(node, new Contract(left, right, op.einsum(), op.order(), op.accumulator()));
    if (!group.method().addsToChannels()) {
      return;
    }
    biases.correct(node, ExactNumbers.of(absorption.correction(), absorption.axes()));
  }

  private Absorption absorption(Einsum einsum, Group group, Consumer consumer) {
    boolean codesLeft = consumer.operand() == 0;
    List<String> own = codesLeft ? einsum.left() : einsum.right();
    List<String> labels = codesLeft ? einsum.right() : einsum.left();
    Tensor data = group.rounded() ? inputs.rounded(consumer).orElseThrow() : inputs.data(consumer);
    return Absorption.of(
        data,
        labels.indexOf(own.get(consumer.channelAxis())),
        labels.stream().map(einsum.result()::indexOf).toList(),
        group.scales().ratios(),
        group.scales().offsets());
  }
}
