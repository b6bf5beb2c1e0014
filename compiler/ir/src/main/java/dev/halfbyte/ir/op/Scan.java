package dev.halfbyte.ir.op;

import dev.halfbyte.ir.Dim;
import dev.halfbyte.ir.Parameter;
import dev.halfbyte.ir.Program;
import dev.halfbyte.ir.Shape;
import dev.halfbyte.ir.TensorType;
import dev.halfbyte.ir.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Runs `body` once per element of the leading axis of `scanned`, passing `carried` on.
///
/// The body's inputs are the carried values, then one slice of each scanned value, then the
/// captured values unchanged; its outputs are the next carried values, then the slices to stack.
/// Results: the last carried values, then the stacked outputs.
public record Scan(Program body, List<Value> carried, List<Value> scanned, List<Value> captured)
    implements CoreOp.Structured {
  public Scan {
    carried = List.copyOf(carried);
    scanned = List.copyOf(scanned);
    captured = List.copyOf(captured);
  }

  @Override
  public List<TensorType> infer(Typing typing) {
    TypeFault.require(!scanned.isEmpty(), "scan needs a scanned operand");
    TypeFault.require(
        scanned.stream().allMatch(v -> typing.type(v).shape().rank() > 0),
        "scanned operands have a leading axis");
    Dim length = typing.type(scanned.getFirst()).shape().dim(0);
    List<TensorType> expected = new ArrayList<>();
    carried.forEach(v -> expected.add(typing.type(v)));
    for (Value value : scanned) {
      TensorType type = typing.type(value);
      TypeFault.require(type.shape().dim(0).equals(length), "scanned operands of one length");
      expected.add(
          new TensorType(
              type.elem(), new Shape(type.shape().dims().subList(1, type.shape().rank()))));
    }
    captured.forEach(v -> expected.add(typing.type(v)));
    List<TensorType> inputs = body.parameters().stream().map(Parameter::type).toList();
    TypeFault.require(inputs.equals(expected), "body takes " + inputs + ", given " + expected);
    return results(typing, length);
  }

  private List<TensorType> results(Typing typing, Dim length) {
    TypeFault.require(body.outputs().size() >= carried.size(), "body yields every carried value");
    Map<Value, TensorType> types = body.types();
    List<TensorType> results = new ArrayList<>();
    for (int i = 0; i < body.outputs().size(); i++) {
      TensorType type = types.get(body.outputs().get(i).value());
      if (type == null) {
        throw new TypeFault("body yields an undefined value");
      }
      if (i < carried.size()) {
        TypeFault.require(type.equals(typing.type(carried.get(i))), "carried value keeps its type");
        results.add(type);
      } else {
        List<Dim> dims = new ArrayList<>(List.of(length));
        dims.addAll(type.shape().dims());
        results.add(new TensorType(type.elem(), new Shape(dims)));
      }
    }
    return results;
  }
}
