package dev.halfbyte.quant.integerize;

import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.ElemType.IntType;
import dev.halfbyte.ir.Encoding;
import dev.halfbyte.ir.Node;
import dev.halfbyte.ir.Program;
import dev.halfbyte.ir.ProgramBuilder;
import dev.halfbyte.ir.Shape;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.TensorType;
import dev.halfbyte.ir.Value;
import dev.halfbyte.ir.op.Dequantize;
import dev.halfbyte.ir.op.Quantize;
import dev.halfbyte.passes.Evaluation;
import dev.halfbyte.quant.annotate.ConstantValues;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// Tables of unary functions of codes: the function runs in the interpreter on every code.
final class TableMaker {
  private final Map<Value, Node> definitions;
  private final ConstantValues constants;

  TableMaker(Program annotated, ConstantValues constants) {
    definitions = annotated.definitions();
    this.constants = constants;
  }

  /// `quantize(f(dequantize(code)))` for each code, in the order of codes.
  ///
  /// @param root the dequantized codes
  /// @param result `f` of it
  /// @param quantize what is applied to `result`
  Tensor codes(Value root, Value result, Quantize quantize) {
    return run(
        root,
        (builder, copied) -> {
          Value value = copy(result, builder, copied);
          Value inverse = splat(quantize.inverseScale(), builder, value);
          return builder.add(new Quantize(value, inverse, quantize.encoding()));
        });
  }

  /// `T(code)` for each code, as s16.
  static Tensor decoded(Encoding encoding) {
    IntType storage = encoding.storage();
    TensorType type = new TensorType(ElemType.S16, Shape.of(1L << storage.bits()));
    return Tensor.generateInts(type, i -> encoding.decode(storage.min() + i));
  }

  private interface Body {
    Value build(ProgramBuilder builder, Map<Value, Value> copied);
  }

  private Tensor run(Value root, Body body) {
    if (!(definition(root).op() instanceof Dequantize(Value codes, Value scale))) {
      throw new IllegalArgumentException("no dequantized codes: " + root);
    }
    TensorType type = definition(codes).type();
    IntType storage = ElemType.storage(type.elem()).orElseThrow();
    TensorType all = new TensorType(type.elem(), Shape.of(1L << storage.bits()));
    ProgramBuilder builder = new ProgramBuilder("table");
    Value input = builder.constant("codes", Tensor.generateInts(all, i -> storage.min() + i));
    // Only its shape matters: what a splat repeats itself to.
    Value like = builder.constant("like", Tensor.generateFloats(all.shape(), _ -> 0));
    Map<Value, Value> copied = new HashMap<>();
    copied.put(root, builder.add(new Dequantize(input, splat(scale, builder, like))));
    builder.output("table", body.build(builder, copied));
    return Evaluation.constant(builder.build());
  }

  private Value copy(Value value, ProgramBuilder builder, Map<Value, Value> copied) {
    Value known = copied.get(value);
    if (known != null) {
      return known;
    }
    Value copy;
    if (constants.isConstant(value)) {
      copy = splat(value, builder, Objects.requireNonNull(copied.values().iterator().next()));
    } else {
      Node node = definition(value);
      List<Value> operands =
          node.op().operands().stream().map(v -> copy(v, builder, copied)).toList();
      copy = builder.add(node.op().withOperands(operands));
    }
    copied.put(value, copy);
    return copy;
  }

  private Value splat(Value constant, ProgramBuilder builder, Value like) {
    Tensor data = constants.repeated(constant).orElseThrow().data();
    Value scalar =
        builder.constant("splat", data.as(new TensorType(data.type().elem(), Shape.SCALAR)));
    return builder.broadcast(scalar, builder.type(like).shape(), List.of());
  }

  private Node definition(Value value) {
    return Objects.requireNonNull(definitions.get(value), () -> "no node defines " + value);
  }
}
