package dev.halfbyte.backend.verilog.match;

import dev.halfbyte.ir.AccessMap;
import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.Node;
import dev.halfbyte.ir.Program;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.TensorType;
import dev.halfbyte.ir.Value;
import dev.halfbyte.ir.op.Cast;
import dev.halfbyte.ir.op.Constant;
import dev.halfbyte.ir.op.Op;
import dev.halfbyte.ir.op.Reshape;
import dev.halfbyte.ir.op.View;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.IntStream;

/// A program as patterns see it: equal formulas are one value, and what changes no number is not
/// there. Dims may be symbolic.
final class Graph {
  private final Map<Value, Node> definitions;
  private final Map<Value, TensorType> types;
  private final Map<String, Tensor> constants;
  private final Map<Value, Value> firsts = new HashMap<>();

  Graph(Program program) {
    this.definitions = program.definitions();
    this.types = program.types();
    this.constants = program.constants();
    Map<Op, Value> known = new HashMap<>();
    for (Node node : program.nodes()) {
      if (node.results().size() == 1) {
        Op op = node.op().withOperands(node.op().operands().stream().map(this::first).toList());
        firsts.put(node.value(), known.computeIfAbsent(op, _ -> node.value()));
      }
    }
  }

  /// Returns the value whose formula this one repeats, or itself.
  private Value first(Value value) {
    return firsts.getOrDefault(value, value);
  }

  /// Returns the first value with the numbers of this one: behind casts of integers, and behind
  /// views that change nothing.
  Value source(Value value) {
    Value first = first(value);
    return definition(first).flatMap(op -> passed(first, op)).map(this::source).orElse(first);
  }

  private Optional<Value> passed(Value value, Op op) {
    return switch (op) {
      case Cast(Value operand, ElemType.IntType _)
          when type(operand).elem() instanceof ElemType.IntType ->
          Optional.of(operand);
      case View(Value operand, AccessMap map)
          when type(operand).equals(type(value)) && isBroadcast(map, map.extents().size()) ->
          Optional.of(operand);
      case Op _ -> Optional.empty();
    };
  }

  Optional<Op> definition(Value value) {
    return Optional.ofNullable(definitions.get(value)).map(Node::op);
  }

  TensorType type(Value value) {
    return Optional.ofNullable(types.get(value)).orElseThrow();
  }

  /// Returns whether the operand of `map` has the first `axes` axes of its result, in order.
  static boolean isBroadcast(AccessMap map, int axes) {
    return map.equals(AccessMap.broadcast(map.shape(), IntStream.range(0, axes).boxed().toList()));
  }

  /// Returns the data of a constant behind whatever moves or widens its elements.
  Optional<Tensor> constant(Value value) {
    return definition(value)
        .flatMap(op ->
            switch (op) {
              case Constant(String name) -> Optional.ofNullable(constants.get(name));
              case View(Value operand, AccessMap map) when !map.padded() -> constant(operand);
              case Reshape reshape -> constant(reshape.operand());
              case Cast(Value operand, ElemType.IntType _)
                  when type(operand).elem() instanceof ElemType.IntType ->
                  constant(operand);
              case Op _ -> Optional.empty();
            });
  }

  /// Returns the stored integer of a constant that has one value.
  OptionalLong number(Value value) {
    Optional<Tensor> data =
        constant(value)
            .filter(tensor -> ElemType.storage(tensor.type().elem()).isPresent())
            .filter(tensor -> tensor.count() > 0);
    if (data.isEmpty()) {
      return OptionalLong.empty();
    }
    Tensor tensor = data.get();
    long one = tensor.longAt(0);
    boolean uniform = IntStream.range(0, tensor.count()).allMatch(i -> tensor.longAt(i) == one);
    return uniform ? OptionalLong.of(one) : OptionalLong.empty();
  }
}
