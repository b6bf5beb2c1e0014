package dev.halfbyte.ir.range;

import dev.halfbyte.ir.DimDeclaration;
import dev.halfbyte.ir.Node;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.TensorType;
import dev.halfbyte.ir.Value;
import dev.halfbyte.ir.op.Constant;
import dev.halfbyte.ir.op.Op;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// [ValueRanges] of a program that is still being built, for builders that choose types and scales
/// by the ranges so far: every node is analysed once.
///
/// Values have to be told in the order of their definition, those of types without ranges too.
public final class GrowingRanges {
  private final Map<String, Tensor> constants = new HashMap<>();
  private final Map<Value, TensorType> types = new HashMap<>();
  private final Map<Value, Node> definitions = new HashMap<>();
  private final ValueRanges ranges;

  public GrowingRanges(Collection<DimDeclaration> dims) {
    this.ranges = new ValueRanges(constants, new DimBounds(dims), types, definitions);
  }

  public void parameter(Value value, TensorType type) {
    types.put(value, type);
    ranges.parameter(value);
  }

  public void constant(Value value, Tensor data) {
    String name = value.toString();
    constants.put(name, data);
    define(new Constant(name), List.of(new Node.Result(value, data.type())));
  }

  public void define(Op op, List<Node.Result> results) {
    Node node = new Node(results, op, Optional.empty(), Optional.empty());
    for (Node.Result result : results) {
      types.put(result.value(), result.type());
      definitions.put(result.value(), node);
    }
    ranges.node(node);
  }

  /// As [ValueRanges#decoded].
  public Optional<Interval> decoded(Value value) {
    return ranges.decoded(value);
  }

  /// The interval that `op` would give as a value of `type`, before it is narrowed to the type;
  /// absent where only the type is known.
  public Optional<Interval> exact(Op op, TensorType type) {
    return ranges.interval(op, type);
  }
}
