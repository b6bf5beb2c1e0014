package dev.halfbyte.backend.jvm;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.halfbyte.interp.Interpreter;
import dev.halfbyte.ir.Arguments;
import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.Encoding;
import dev.halfbyte.ir.Parameter;
import dev.halfbyte.ir.ProgramBuilder;
import dev.halfbyte.ir.SealedProgram;
import dev.halfbyte.ir.Shape;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.Value;
import dev.halfbyte.ir.op.Binary;
import dev.halfbyte.ir.op.Order;
import dev.halfbyte.ir.op.Unary;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The generated code against the interpreter, bit by bit, and against itself on several threads.
final class JvmKernelTest {
  private static final Encoding.Affine S8 = new Encoding.Affine(ElemType.S8, 0);
  private static final Encoding.Affine U4 = new Encoding.Affine(ElemType.U4, 7);
  private static final Encoding.Affine U8 = new Encoding.Affine(ElemType.U8, 131);

  /// Compares one, two, three and four threads with the interpreter.
  private static void check(SealedProgram program, Map<String, Tensor> inputs) {
    Arguments arguments = Arguments.of(program.program(), inputs, Map.of());
    Map<String, Tensor> expected = Interpreter.run(program.program(), inputs);
    JvmKernel kernel = JvmKernel.compile(program);
    try (ExecutorService pool = Executors.newFixedThreadPool(4)) {
      for (int slots = 1; slots <= 4; slots++) {
        assertEquals(expected, kernel.run(arguments, pool, slots), "with " + slots + " slots");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 2, 7, 33})
  void floatContractionWithBiasAndGelu(long rows) {
    check(Programs.gemm(29, 37), Map.of("x", Programs.floats(rows, rows, 29)));
  }

  @Test
  void floatContractionOverNothingIsZero() {
    check(Programs.gemm(0, 5), Map.of("x", Programs.floats(3, 4, 0)));
  }

  @Test
  void floatContractionWithoutColumns() {
    check(Programs.gemm(3, 0), Map.of("x", Programs.floats(3, 4, 3)));
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 8, 19})
  void quantizedLayersOfEveryActivationForm(long rows) {
    Map<String, Tensor> inputs = Map.of("x", Programs.floats(rows, rows, 21));
    check(Programs.quantizedMlp(S8, 21, 45), inputs);
    check(Programs.quantizedMlp(U4, 21, 45), inputs);
    check(Programs.quantizedMlp(U8, 21, 64), inputs);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 2, 5, 8})
  void paddedConvolutionReadsTheZeroPoint(long size) {
    Map<String, Tensor> inputs = Map.of("x", Programs.floats(size, size, size, 3));
    check(Programs.convolution(S8), inputs);
    check(Programs.convolution(U8), inputs);
  }

  @ParameterizedTest
  @EnumSource
  void maskedSoftmaxInBothOrders(Order order) {
    for (long size : new long[] {0, 1, 3, 16, 17, 40}) {
      check(Programs.maskedSoftmax(order), Map.of("x", Programs.floats(size, size, size)));
    }
  }

  @Test
  void longChainsOfFloatFunctionsFitTheMethodsOfTheJvm() {
    ProgramBuilder b = new ProgramBuilder("chain");
    Value x = b.parameter("x", Programs.f32(5, 3), Parameter.Kind.INPUT);
    Value y = x;
    for (int i = 0; i < 300; i++) {
      y = b.binary(Binary.Kind.ADD, x, b.add(new Unary(Unary.Kind.ERF, y)));
    }
    check(Programs.seal(b.output("y", y)), Map.of("x", Programs.floats(1, 5, 3)));
  }

  @Test
  void notANumberLeavesInCanonicalForm() {
    SealedProgram program = Programs.gemm(2, 2);
    float odd = Float.intBitsToFloat(0xffc12345);
    Tensor x = Tensor.ofFloats(Shape.of(1, 2), odd, Float.POSITIVE_INFINITY);
    check(program, Map.of("x", x));
  }
}
