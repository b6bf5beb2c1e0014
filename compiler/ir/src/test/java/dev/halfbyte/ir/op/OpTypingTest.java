package dev.halfbyte.ir.op;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfbyte.ir.DimDeclaration;
import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.Encoding;
import dev.halfbyte.ir.Parameter;
import dev.halfbyte.ir.ProgramBuilder;
import dev.halfbyte.ir.Shape;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.TensorType;
import dev.halfbyte.ir.Value;
import dev.halfbyte.ir.text.IrParser;
import dev.halfbyte.ir.verify.Check;
import dev.halfbyte.ir.verify.Stage;
import dev.halfbyte.ir.verify.Verifier;
import dev.halfbyte.ir.verify.Violation;
import dev.halfbyte.source.SourceFile;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Operands that do not fit, op by op.
final class OpTypingTest {
  private static final String OPERANDS =
      """
      input %0 "f": f32[2, 3]
      input %1 "g": f32[3, 2]
      input %2 "i": s32[2, 3]
      input %3 "b": bool[2, 3]
      input %4 "q": code<s8>[2, 3]
      input %5 "u": u8[2, 3]
      input %6 "h": s16[2, 3]
      input %7 "n": s32[]
      input %8 "v": f32[3]
      input %9 "table": s8[256]
      """;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "unary(kind=exp, operand=%2)",
        "unary(kind=neg, operand=%3)",
        "unary(kind=abs, operand=%4)",
        "binary(kind=add, left=%0, right=%1)",
        "unary(kind=leading_one, operand=%0)",
        "unary(kind=normalize, operand=%5)",
        "unary(kind=exp2, operand=%2)",
        "unary(kind=sqrt, operand=%4)",
        "binary(kind=shl, left=%0, right=%0)",
        "binary(kind=shr, left=%2, right=%5)",
        "binary(kind=add, left=%4, right=%4)",
        "compare(kind=lt, left=%0, right=%2)",
        "select(condition=%0, then=%0, otherwise=%0)",
        "select(condition=%3, then=%0, otherwise=%2)",
        "cast(operand=%0, elem=s32)",
        "cast(operand=%2, elem=bool)",
        "cast(operand=%4, elem=f32)",
        "cast(operand=%3, elem=s32)",
        "contract(left=%0, right=%1, einsum=\"m k, n k -> m n\", order=serial, accumulator=f32)",
        "contract(left=%0, right=%1, einsum=\"m k, k -> m\", order=serial, accumulator=f32)",
        "contract(left=%0, right=%0, einsum=\"m k, n k -> m n\", order=serial, accumulator=s32)",
        "contract(left=%2, right=%2, einsum=\"m k, n k -> m n\", order=serial, accumulator=f32)",
        "contract(left=%0, right=%2, einsum=\"m k, n k -> m n\", order=serial, accumulator=f32)",
        "contract(left=%3, right=%2, einsum=\"m k, n k -> m n\", order=serial, accumulator=s32)",
        "contract(left=%0, right=%1, mask=%0, einsum=\"m k, k n -> m n\", order=serial, accumulator=f32)",
        "contract(left=%0, right=%1, einsum=\"m k, k n -> m n\", order=blocks16, accumulator=f32)",
        "reduce(kind=sum, operand=%0, axes=[0, 1], order=blocks16, accumulator=f32)",
        "reduce(kind=sum, operand=%0, axes=[2], order=serial, accumulator=f32)",
        "reduce(kind=sum, operand=%0, axes=[0], order=serial, accumulator=s32)",
        "reduce(kind=sum, operand=%4, axes=[0], order=serial, accumulator=s32)",
        "reduce(kind=sum, operand=%0, mask=%0, axes=[0], order=serial, accumulator=f32)",
        "view(operand=%0, map=[2] at [i0])",
        "reshape(operand=%0, shape=[7])",
        "concat(parts=[%0, %1], axis=0)",
        "concat(parts=[%0, %2], axis=0)",
        "concat(parts=[%0, %8], axis=0)",
        "quantize(operand=%2, inverse_scale=%0, encoding=s8)",
        "quantize(operand=%0, inverse_scale=%8, encoding=s8)",
        "quantize(operand=%0, inverse_scale=%0, encoding=u1 table [0, 1])",
        "dequantize(operand=%0, scale=%0)",
        "dequantize(operand=%4, scale=%8)",
        "requantize(operand=%0, multiplier=%2, shift=%5, encoding=s8)",
        "requantize(operand=%2, multiplier=%6, shift=%5, encoding=s8)",
        "requantize(operand=%2, multiplier=%2, shift=%6, encoding=s8)",
        "requantize(operand=%2, multiplier=%2, shift=%5, encoding=u1 table [0, 1])",
        "requantize_add(left=%0, left_multiplier=%2, right=%2, right_multiplier=%2, shift=%5, encoding=s8)",
        "requantize_add(left=%2, left_multiplier=%2, right=%7, right_multiplier=%2, shift=%5, encoding=s8)",
        "requantize_add(left=%2, left_multiplier=%6, right=%2, right_multiplier=%2, shift=%5, encoding=s8)",
        "requantize_add(left=%2, left_multiplier=%2, right=%2, right_multiplier=%2, shift=%2, encoding=s8)",
        "lookup(operand=%2, table=%9)",
        "lookup(operand=%0, table=%9)",
        "lookup(operand=%4, table=%8)",
        "append(state=%0, value=%8, length=%7)",
        "append(state=%0, value=%2, length=%7)",
        "append(state=%0, value=%0, length=%8)",
        "append(state=%7, value=%7, length=%7)",
        "scan(body=program \"b\" {}, carried=[], scanned=[], captured=[])",
        "scan(body=program \"b\" {}, carried=[], scanned=[%7], captured=[])",
        "scan(body=program \"b\" {}, carried=[], scanned=[%0], captured=[])",
        "scan(body=program \"b\" {input %0 \"x\": f32[3]}, carried=[%8], scanned=[%0], captured=[])",
        "relu(operand=%2)",
        "silu(operand=%2)",
        "sigmoid(operand=%4)",
        "softmax(operand=%2, form=three_pass)",
        "softmax(operand=%0, mask=%0, form=two_pass)",
        "layer_norm(operand=%0, scale=%8, bias=%0, epsilon=0.0)",
        "layer_norm(operand=%2, scale=%2, bias=%2, epsilon=0.0)",
        "rms_norm(operand=%0, scale=%1, epsilon=0.0)",
        "rms_norm(operand=%0, scale=%0, epsilon=-1.0)",
        "gelu(operand=%4)",
        "clip(operand=%2, lo=0.0, hi=1.0)",
      })
  void operandsThatDoNotFitAreATypeFault(String op) {
    String text =
        "halfbyte ir 1\nprogram \"p\" {\n" + OPERANDS + "%10 = " + op + " : f32[2, 3]\n}\n";
    List<Violation> violations =
        Verifier.violations(
            IrParser.parse(SourceFile.of("p.ir", text), new TreeMap<>()).program(), Stage.GRAPH);
    assertEquals(List.of(Check.TYPES), violations.stream().map(Violation::check).toList());
    String message = violations.getFirst().message();
    assertTrue(!message.startsWith("declared"), () -> op + " was accepted: " + message);
  }

  @Test
  void everyOpWithOperandsIsTested() throws NoSuchMethodException {
    ValueSource source =
        OpTypingTest.class
            .getDeclaredMethod("operandsThatDoNotFitAreATypeFault", String.class)
            .getAnnotation(ValueSource.class);
    Set<String> tested = new HashSet<>(Set.of("constant", "mask"));
    for (String op : source.strings()) {
      Matcher mnemonic = Pattern.compile("^[a-z_]+").matcher(op);
      assertTrue(mnemonic.find());
      tested.add(mnemonic.group());
    }
    assertEquals(OpSchema.all().keySet(), tested);
  }

  @Test
  void operandsCanBeReplacedInOrder() {
    Op op =
        new RequantizeAdd(
            new Value(1),
            new Value(2),
            new Value(3),
            new Value(4),
            new Value(5),
            new Encoding.Affine(ElemType.S8, 0));
    List<Value> others =
        List.of(new Value(6), new Value(7), new Value(8), new Value(9), new Value(10));
    assertEquals(others, op.withOperands(others).operands());
    assertThrows(IllegalArgumentException.class, () -> new Relu(new Value(1)).withOperands(others));
  }

  @Test
  void theBuilderInfersAndInterns() {
    ProgramBuilder b = new ProgramBuilder("p").dim(new DimDeclaration("n", 1, 4, 1));
    Value x = b.parameter("x", new TensorType(ElemType.F32, Shape.of(2)), Parameter.Kind.INPUT);
    Value one = b.constant("c", Tensor.ofFloats(Shape.of(2), 1, 2));
    assertEquals(one, b.constant("d", Tensor.ofFloats(Shape.of(2), 1, 2)));
    Value other = b.constant("c", Tensor.ofFloats(Shape.of(2), 1, 3));
    b.output("y", b.binary(Binary.Kind.ADD, b.binary(Binary.Kind.MUL, x, one), other));
    assertEquals(Set.of("c", "c_1"), b.build().constants().keySet());
    Value scalar = b.constant("s", Tensor.ofFloats(Shape.SCALAR, 1));
    assertThrows(TypeFault.class, () -> b.binary(Binary.Kind.ADD, x, scalar));
    assertThrows(IllegalArgumentException.class, () -> b.type(new Value(99)));
  }
}
