package dev.halfbyte.quant.annotate;

import dev.halfbyte.ir.AccessMap;
import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.Node;
import dev.halfbyte.ir.Output;
import dev.halfbyte.ir.Parameter;
import dev.halfbyte.ir.Program;
import dev.halfbyte.ir.Shape;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.TensorType;
import dev.halfbyte.ir.Value;
import dev.halfbyte.ir.op.Constant;
import dev.halfbyte.ir.op.Dequantize;
import dev.halfbyte.ir.op.Op;
import dev.halfbyte.ir.op.Quantize;
import dev.halfbyte.ir.op.View;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// Puts codes on the border of a body: float parameters come in as codes and are dequantized, float
/// outputs are quantized. All other values keep their numbers.
final class Border {
  private final Program body;
  private final SortedMap<String, Tensor> constants;
  private final List<Node> nodes = new ArrayList<>();
  private int nextId;

  private Border(Program body) {
    this.body = body;
    constants = new TreeMap<>(body.constants());
    nextId = 1 + body.types().keySet().stream().mapToInt(Value::id).max().orElse(-1);
  }

  /// @param parameters codes by name of a float parameter
  /// @param outputs codes by name of a float output
  static Program around(
      Program body, Map<String, CodeChoice> parameters, Map<String, CodeChoice> outputs) {
    return new Border(body).run(parameters, outputs);
  }

  private Program run(Map<String, CodeChoice> parameters, Map<String, CodeChoice> outputs) {
    List<Parameter> coded = new ArrayList<>();
    for (Parameter parameter : body.parameters()) {
      CodeChoice choice = parameters.get(parameter.name());
      coded.add(choice == null ? parameter : dequantized(parameter, choice));
    }
    nodes.addAll(body.nodes());
    Map<Value, TensorType> types = body.types();
    List<Output> quantized = new ArrayList<>();
    for (Output output : body.outputs()) {
      CodeChoice choice = outputs.get(output.name());
      TensorType type = Optional.ofNullable(types.get(output.value())).orElseThrow();
      quantized.add(
          choice == null
              ? output
              : new Output(output.name(), quantized(output.value(), type, choice)));
    }
    return new Program(body.name(), body.dims(), coded, constants, nodes, quantized);
  }

  private Parameter dequantized(Parameter parameter, CodeChoice choice) {
    TensorType type = parameter.type().withElem(choice.readType());
    Value codes = fresh();
    Value scale = scalar("scale", choice.scale(), type.shape());
    add(parameter.value(), parameter.type(), new Dequantize(codes, scale));
    return new Parameter(codes, parameter.name(), type, parameter.kind());
  }

  private Value quantized(Value value, TensorType type, CodeChoice choice) {
    Value inverse = scalar("inverse_scale", 1f / choice.scale(), type.shape());
    Op quantize = new Quantize(value, inverse, choice.encoding());
    return add(fresh(), type.withElem(choice.readType()), quantize);
  }

  private Value scalar(String hint, float literal, Shape shape) {
    String name = hint;
    for (int i = 1; constants.containsKey(name); i++) {
      name = hint + "_" + i;
    }
    constants.put(name, Tensor.ofFloats(Shape.SCALAR, literal));
    TensorType type = new TensorType(ElemType.F32, Shape.SCALAR);
    Value constant = add(fresh(), type, new Constant(name));
    return shape.rank() == 0
        ? constant
        : add(
            fresh(),
            new TensorType(ElemType.F32, shape),
            new View(constant, AccessMap.broadcast(shape, List.of())));
  }

  private Value add(Value result, TensorType type, Op op) {
    nodes.add(
        new Node(List.of(new Node.Result(result, type)), op, Optional.empty(), Optional.empty()));
    return result;
  }

  private Value fresh() {
    return new Value(nextId++);
  }
}
