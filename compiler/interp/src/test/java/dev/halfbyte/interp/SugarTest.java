package dev.halfbyte.interp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.Parameter;
import dev.halfbyte.ir.ProgramBuilder;
import dev.halfbyte.ir.Shape;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.TensorType;
import dev.halfbyte.ir.Value;
import dev.halfbyte.ir.op.Clip;
import dev.halfbyte.ir.op.Gelu;
import dev.halfbyte.ir.op.LayerNorm;
import dev.halfbyte.ir.op.OpSchema;
import dev.halfbyte.ir.op.Relu;
import dev.halfbyte.ir.op.RmsNorm;
import dev.halfbyte.ir.op.Sigmoid;
import dev.halfbyte.ir.op.Silu;
import dev.halfbyte.ir.op.Softmax;
import dev.halfbyte.ir.op.SugarOp;
import dev.halfbyte.testkit.TensorAssertions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// The direct formula of each sugar op and its expansion give the same bits.
final class SugarTest {
  private static final List<Function<Value, SugarOp>> SUGAR =
      List.of(
          Relu::new,
          Gelu::new,
          Silu::new,
          Sigmoid::new,
          x -> new Softmax(x, Optional.empty(), Softmax.Form.THREE_PASS),
          x -> new Softmax(x, Optional.empty(), Softmax.Form.TWO_PASS),
          x -> new RmsNorm(x, x, 1e-6f),
          x -> new LayerNorm(x, x, x, 1e-6f),
          x -> new Clip(x, -1.5f, 2f),
          x -> new Clip(x, 2f, -2f),
          x -> new Clip(x, -0f, Float.NaN));

  @Test
  void everySugarOpIsTested() {
    Set<String> tested =
        SUGAR.stream()
            .map(make -> OpSchema.of(make.apply(new Value(0)).getClass()).mnemonic())
            .collect(Collectors.toSet());
    Set<String> all =
        OpSchema.all().values().stream()
            .filter(schema -> SugarOp.class.isAssignableFrom(schema.type()))
            .map(OpSchema::mnemonic)
            .collect(Collectors.toSet());
    assertEquals(all, tested);
  }

  @Test
  void expansionAndFormulaAgree() {
    Shape shape = Shape.of(1 << 15);
    // Every 2^17th bit pattern: all exponents of both signs, infinities and NaN.
    Tensor x = Tensor.generateFloats(shape, i -> Float.intBitsToFloat(i << 17));
    TensorType type = new TensorType(ElemType.F32, shape);
    for (Function<Value, SugarOp> make : SUGAR) {
      ProgramBuilder sugared = new ProgramBuilder("sugared");
      Value a = sugared.parameter("x", type, Parameter.Kind.INPUT);
      sugared.output("y", sugared.add(make.apply(a)));
      ProgramBuilder expanded = new ProgramBuilder("expanded");
      Value b = expanded.parameter("x", type, Parameter.Kind.INPUT);
      expanded.output("y", make.apply(b).expand(expanded));
      TensorAssertions.assertBitEqual(
          Interpreter.run(sugared.build(), Map.of("x", x)),
          Interpreter.run(expanded.build(), Map.of("x", x)),
          make.apply(a).toString());
    }
  }
}
