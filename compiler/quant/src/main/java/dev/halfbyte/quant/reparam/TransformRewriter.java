package dev.halfbyte.quant.reparam;

import dev.halfbyte.ir.Dim;
import dev.halfbyte.ir.Einsum;
import dev.halfbyte.ir.Node;
import dev.halfbyte.ir.Origin;
import dev.halfbyte.ir.Program;
import dev.halfbyte.ir.Shape;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.Value;
import dev.halfbyte.ir.op.Binary;
import dev.halfbyte.ir.op.Contract;
import dev.halfbyte.ir.op.Reshape;
import dev.halfbyte.passes.rewrite.Rewriter;
import dev.halfbyte.quant.annotate.ConstantValues.Repeated;
import dev.halfbyte.quant.annotate.Preparation;
import dev.halfbyte.quant.annotate.Sites;
import dev.halfbyte.quant.annotate.TransformedNames;
import dev.halfbyte.quant.exact.ExactNumbers;
import dev.halfbyte.quant.policy.ReparamMethod;
import dev.halfbyte.quant.reparam.Transforms.Group;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;

/// Writes the decisions of [Transforms] into the program.
final class TransformRewriter {
  private final Program program;
  private final Sites sites;
  private final List<Group> groups;
  private final Map<Group, LinearSource> folded;
  private final LayerInputs inputs;
  private final Rewriter copy;
  private final BiasTerms biases;
  private final Map<Value, Node> definitions;
  private final Map<Group, Map<Value, Value>> replaced = new HashMap<>();

  /// @param folded the layers that take a transform over
  TransformRewriter(
      Program program,
      Sites sites,
      List<Group> groups,
      Map<Group, LinearSource> folded,
      LayerInputs inputs) {
    this.program = program;
    this.sites = sites;
    this.groups = groups;
    this.folded = folded;
    this.inputs = inputs;
    copy = new Rewriter(program);
    biases = new BiasTerms(program, sites, copy);
    definitions = program.definitions();
  }

  Program run() {
    program.nodes().forEach(this::emit);
    return Preparation.withoutDeadNodes(copy.finish());
  }

  private void emit(Node node) {
    for (Group group : groups) {
      for (Consumer consumer : group.consumers()) {
        if (consumer.node().equals(node)) {
          take(named(node), group, consumer);
          return;
        }
      }
    }
    biases.emit(node, named(node));
  }

  /// The node with its name as path where its value gets codes: names that only follow from the
  /// order of nodes would not survive new ones.
  private Node named(Node node) {
    Value value = node.results().getFirst().value();
    return sites.all().containsKey(value)
        ? new Node(node.results(), node.op(), Optional.of(sites.name(value)), node.origin())
        : node;
  }

  private void take(Node node, Group group, Consumer consumer) {
    Contract op = (Contract) node.op();
    boolean first = consumer.operand() == 0;
    Value value = replaced(group, consumer.value());
    Value weight = weight(node, op, group, consumer);
    Contract taken =
        new Contract(
            first ? value : weight,
            first ? weight : value,
            op.einsum(),
            op.order(),
            op.accumulator());
    copy.copy(node, taken);
    if (group.method() instanceof ReparamMethod.Shifted) {
      biases.correct(node, correction(op.einsum(), consumer, moved(group)));
    }
  }

  /// `-sum W * moved` with the weights as their codes show them, so that it cancels in integers.
  private ExactNumbers correction(Einsum einsum, Consumer consumer, float moved) {
    boolean first = consumer.operand() == 0;
    List<String> own = first ? einsum.left() : einsum.right();
    List<String> labels = first ? einsum.right() : einsum.left();
    Tensor data = inputs.rounded(consumer).orElseThrow();
    int axis = labels.indexOf(own.get(consumer.channelAxis()));
    int channels = Math.toIntExact(data.type().shape().dim(axis).fixed());
    Absorption absorption =
        Absorption.of(
            data,
            axis,
            labels.stream().map(einsum.result()::indexOf).toList(),
            Collections.nCopies(channels, 1f),
            Collections.nCopies(channels, moved));
    return ExactNumbers.of(absorption.correction(), absorption.axes());
  }

  private Value weight(Node node, Contract op, Group group, Consumer consumer) {
    Value original = consumer.weight();
    if (!(group.method() instanceof ReparamMethod.Hadamard(int block, var _))) {
      return copy.mapped(original);
    }
    boolean first = consumer.operand() == 0;
    List<String> own = first ? op.einsum().left() : op.einsum().right();
    List<String> labels = first ? op.einsum().right() : op.einsum().left();
    int axis = labels.indexOf(own.get(consumer.channelAxis()));
    copy.builder().at(Optional.empty(), node.origin());
    String name = sites.name(original);
    Value weight = copy.constant(name, SignedSums.along(inputs.data(consumer), axis, block, block));
    copy.name(weight, Optional.of(name));
    return weight;
  }

  /// What takes the place of a value, moved or not, for the consumers of `group`.
  private Value replaced(Group group, Value value) {
    Map<Value, Value> known = replaced.computeIfAbsent(group, _ -> new HashMap<>());
    Value existing = known.get(value);
    if (existing != null) {
      return existing;
    }
    Value result;
    if (value.equals(group.site())) {
      result = replacement(group);
    } else {
      Node movement = Objects.requireNonNull(definitions.get(value));
      Value source = replaced(group, movement.op().operands().getFirst());
      copy.at(movement);
      result = copy.add(movement.op().withOperands(List.of(source)));
    }
    known.put(value, result);
    return result;
  }

  private Value replacement(Group group) {
    LinearSource source = folded.get(group);
    if (group.method() instanceof ReparamMethod.Hadamard(int block, var _)) {
      return source == null ? signedSums(group, block) : folded(group, source, block);
    }
    Value y = copy.mapped(group.site());
    at(group);
    return copy.add(new Binary(Binary.Kind.ADD, y, copy.builder().splat(moved(group), y)));
  }

  private float moved(Group group) {
    return LeastValue.of(definitions.get(group.site())).orElseThrow();
  }

  private void at(Group group) {
    copy.builder().at(Optional.of(group.name()), origin(group));
  }

  private Optional<Origin> origin(Group group) {
    return Optional.ofNullable(definitions.get(group.site())).flatMap(Node::origin);
  }

  /// `reshape(contract(reshape(y), signs))`, without reshapes where all channels are one block.
  private Value signedSums(Group group, int block) {
    Value y = copy.mapped(group.site());
    Shape shape = copy.type(y).shape();
    int last = shape.rank() - 1;
    List<Dim> outer = shape.dims().subList(0, last);
    boolean whole = shape.dim(last).fixed() == block;
    List<String> kept =
        new ArrayList<>(IntStream.range(0, last).mapToObj(axis -> "r" + axis).toList());
    Value blocks = y;
    copy.builder().at(Optional.empty(), origin(group));
    if (!whole) {
      List<Dim> dims = new ArrayList<>(outer);
      dims.add(Dim.of(shape.dim(last).fixed() / block));
      dims.add(Dim.of(block));
      kept.add("g");
      blocks = copy.add(new Reshape(y, new Shape(dims)));
    }
    Value signs = copy.constant("signs", TransformedNames.matrix(block));
    Einsum einsum = new Einsum(with(kept, "b"), List.of("k", "b"), with(kept, "k"));
    Contract like = (Contract) group.consumers().getFirst().node().op();
    at(group);
    Value sums = copy.add(new Contract(blocks, signs, einsum, like.order(), like.accumulator()));
    copy.builder().at(Optional.empty(), origin(group));
    return whole ? sums : copy.add(new Reshape(sums, shape));
  }

  private static List<String> with(List<String> labels, String last) {
    List<String> all = new ArrayList<>(labels);
    all.add(last);
    return all;
  }

  /// The layer before with the transform in its weight and bias.
  private Value folded(Group group, LinearSource source, int block) {
    Contract op = (Contract) source.contraction().op();
    Value original = source.weightRight() ? op.right() : op.left();
    Value input = copy.mapped(source.weightRight() ? op.left() : op.right());
    String name = sites.name(original);
    copy.builder().at(Optional.empty(), origin(group));
    Tensor data = SignedSums.along(source.weight().data(), source.channelAxis(), block, 1);
    Value weight = copy.constant(name, data);
    copy.name(weight, Optional.of(name));
    Contract taken =
        source.weightRight()
            ? new Contract(input, weight, op.einsum(), op.order(), op.accumulator())
            : new Contract(weight, input, op.einsum(), op.order(), op.accumulator());
    if (source.added().isEmpty()) {
      at(group);
      return copy.add(taken);
    }
    Value sum = copy.add(taken);
    Value bias = bias(source.added().get(), copy.type(sum).shape(), block);
    at(group);
    return copy.add(new Binary(Binary.Kind.ADD, sum, bias));
  }

  private Value bias(Repeated bias, Shape shape, int block) {
    int last = shape.rank() - 1;
    boolean perChannel = bias.axes().contains(last);
    List<Integer> axes = new ArrayList<>(bias.axes());
    Tensor data = bias.data();
    if (!perChannel) {
      axes.add(last);
      data = SignedSums.repeated(data, Math.toIntExact(shape.dim(last).fixed()));
    }
    Tensor transformed = SignedSums.along(data, axes.indexOf(last), block, 1);
    return copy.builder().broadcast(copy.constant("bias", transformed), shape, axes);
  }
}
