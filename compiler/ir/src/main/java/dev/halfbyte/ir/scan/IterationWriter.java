package dev.halfbyte.ir.scan;

import dev.halfbyte.ir.AccessMap;
import dev.halfbyte.ir.AffineIndex;
import dev.halfbyte.ir.Dim;
import dev.halfbyte.ir.DimDeclaration;
import dev.halfbyte.ir.Node;
import dev.halfbyte.ir.Parameter;
import dev.halfbyte.ir.Program;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.TensorType;
import dev.halfbyte.ir.Value;
import dev.halfbyte.ir.op.Constant;
import dev.halfbyte.ir.op.Op;
import dev.halfbyte.ir.op.View;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;

/// Writes one iteration of a scan: the body, before its nodes those that make the known operands.
///
/// Values of the body keep their numbers.
final class IterationWriter {
  private final Program body;
  private final KnownValues outer;
  private final SortedMap<String, Tensor> constants;
  private final List<Node> nodes = new ArrayList<>();
  private final Map<Value, Value> copied = new HashMap<>();
  private int nextId;

  IterationWriter(Program body, KnownValues outer) {
    this.body = body;
    this.outer = outer;
    this.constants = new TreeMap<>(body.constants());
    nextId = 1 + body.types().keySet().stream().mapToInt(Value::id).max().orElse(-1);
  }

  /// Defines `parameter` as the known value `operand` of the enclosing program.
  void captured(Parameter parameter, Value operand) {
    tree(operand, parameter.value());
  }

  /// Defines `parameter` as element `iteration` of the known value `operand`.
  void scanned(Parameter parameter, Value operand, int iteration) {
    Node source = outer.definition(operand);
    if (outer.data(operand).isPresent()) {
      Tensor slice = slice(outer.data(operand).get(), parameter.type(), iteration);
      add(parameter.value(), source, constant(((Constant) source.op()).name(), slice));
      return;
    }
    add(parameter.value(), source, element(tree(operand, fresh()), parameter.type(), iteration));
  }

  /// Returns the op that reads element `number` of the leading axis.
  ///
  /// @param type of the element
  static View element(Value whole, TensorType type, int number) {
    List<Dim> extents = type.shape().dims();
    List<AffineIndex> indices = new ArrayList<>();
    indices.add(AffineIndex.constant(Dim.of(number)));
    IntStream.range(0, extents.size()).mapToObj(AffineIndex::of).forEach(indices::add);
    return new View(whole, new AccessMap(extents, indices, false));
  }

  private static Tensor slice(Tensor stacked, TensorType type, int iteration) {
    int count = Math.toIntExact(type.shape().count().fixed());
    return stacked.part(type, Math.multiplyExact(iteration, count));
  }

  /// Copies what `operand` is made of; its copy is `as`.
  private Value tree(Value operand, Value as) {
    Node node = outer.definition(operand);
    Op op =
        node.op() instanceof Constant(String name)
            ? constant(name, outer.data(operand).orElseThrow())
            : node.op().withOperands(node.op().operands().stream().map(v -> shared(v)).toList());
    nodes.add(new Node(List.of(new Node.Result(as, node.type())), op, node.path(), node.origin()));
    return as;
  }

  private Value shared(Value operand) {
    Value known = copied.get(operand);
    if (known == null) {
      known = tree(operand, fresh());
      copied.put(operand, known);
    }
    return known;
  }

  private void add(Value result, Node like, Op op) {
    TensorType type =
        body.parameters().stream()
            .filter(p -> p.value().equals(result))
            .findFirst()
            .orElseThrow()
            .type();
    nodes.add(new Node(List.of(new Node.Result(result, type)), op, like.path(), like.origin()));
  }

  private Constant constant(String hint, Tensor data) {
    String name = hint;
    for (int i = 1; constants.containsKey(name); i++) {
      name = hint + "_" + i;
    }
    constants.put(name, data);
    return new Constant(name);
  }

  private Value fresh() {
    return new Value(nextId++);
  }

  /// The iteration with the parameters that are left.
  Program finish(List<DimDeclaration> dims, List<Parameter> parameters) {
    nodes.addAll(body.nodes());
    return new Program(body.name(), dims, parameters, constants, nodes, body.outputs());
  }
}
