package dev.halfbyte.ir;

import dev.halfbyte.ir.op.Binary;
import dev.halfbyte.ir.op.Constant;
import dev.halfbyte.ir.op.Op;
import dev.halfbyte.ir.op.Typing;
import dev.halfbyte.ir.op.View;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// Builds a [Program] node by node; types are inferred as nodes are added.
///
/// Constants are interned by content, so equal data appears once.
public final class ProgramBuilder implements Typing {
  private final String name;
  private final List<DimDeclaration> dims = new ArrayList<>();
  private final List<Parameter> parameters = new ArrayList<>();
  private final SortedMap<String, Tensor> constants = new TreeMap<>();
  private final Map<Tensor, Value> constantValues = new HashMap<>();
  private final List<Node> nodes = new ArrayList<>();
  private final List<Output> outputs = new ArrayList<>();
  private final Map<Value, TensorType> types = new HashMap<>();
  private Optional<String> path = Optional.empty();
  private Optional<Origin> origin = Optional.empty();
  private int nextId;

  public ProgramBuilder(String name) {
    this.name = name;
  }

  public ProgramBuilder dim(DimDeclaration dim) {
    dims.add(dim);
    return this;
  }

  public Value parameter(String parameterName, TensorType type, Parameter.Kind kind) {
    Value value = fresh(type);
    parameters.add(new Parameter(value, parameterName, type, kind));
    return value;
  }

  /// Path and origin of the nodes added from here on.
  public ProgramBuilder at(Optional<String> newPath, Optional<Origin> newOrigin) {
    path = newPath;
    origin = newOrigin;
    return this;
  }

  /// Appends an op with one result.
  public Value add(Op op) {
    List<Value> results = addAll(op);
    if (results.size() != 1) {
      throw new IllegalArgumentException("op with " + results.size() + " results: " + op);
    }
    return results.getFirst();
  }

  /// Appends an op and returns all its results.
  public List<Value> addAll(Op op) {
    List<Node.Result> results = new ArrayList<>();
    for (TensorType type : op.infer(this)) {
      results.add(new Node.Result(fresh(type), type));
    }
    nodes.add(new Node(results, op, path, origin));
    return results.stream().map(Node.Result::value).toList();
  }

  public Value binary(Binary.Kind kind, Value left, Value right) {
    return add(new Binary(kind, left, right));
  }

  /// A constant node for `data`; `hint` names it, a number is added where the name is taken.
  public Value constant(String hint, Tensor data) {
    Value known = constantValues.get(data);
    if (known != null) {
      return known;
    }
    String unique = hint;
    for (int i = 1; constants.containsKey(unique); i++) {
      unique = hint + "_" + i;
    }
    constants.put(unique, data);
    Value value = add(new Constant(unique));
    constantValues.put(data, value);
    return value;
  }

  /// The f32 scalar `literal`, repeated to the shape of `like`.
  public Value splat(float literal, Value like) {
    return broadcast(
        constant("f", Tensor.ofFloats(Shape.SCALAR, literal)), type(like).shape(), List.of());
  }

  /// Repeats `operand` to shape `to`; `axes[k]` is the axis of `to` that operand axis `k` becomes.
  public Value broadcast(Value operand, Shape to, List<Integer> axes) {
    if (type(operand).shape().equals(to)) {
      return operand;
    }
    return add(new View(operand, AccessMap.broadcast(to, axes)));
  }

  public ProgramBuilder output(String outputName, Value value) {
    outputs.add(new Output(outputName, value));
    return this;
  }

  public Program build() {
    return new Program(name, dims, parameters, constants, nodes, outputs);
  }

  @Override
  public TensorType type(Value value) {
    TensorType type = types.get(value);
    if (type == null) {
      throw new IllegalArgumentException("value of another program: " + value);
    }
    return type;
  }

  @Override
  public Tensor constant(String constantName) {
    Tensor data = constants.get(constantName);
    if (data == null) {
      throw new IllegalArgumentException("no constant " + constantName);
    }
    return data;
  }

  private Value fresh(TensorType type) {
    Value value = new Value(nextId++);
    types.put(value, type);
    return value;
  }
}
