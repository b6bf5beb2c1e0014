package dev.halfbyte.interp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.Encoding;
import dev.halfbyte.ir.Parameter;
import dev.halfbyte.ir.Program;
import dev.halfbyte.ir.ProgramBuilder;
import dev.halfbyte.ir.Shape;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.TensorType;
import dev.halfbyte.ir.Value;
import dev.halfbyte.ir.op.Dequantize;
import dev.halfbyte.ir.op.Quantize;
import dev.halfbyte.ir.op.Requantize;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/// Exhaustive at 4 bits, with every tie and both extremes.
final class QuantizersTest {
  private static final List<ElemType.IntType> FOUR_BITS = List.of(ElemType.S4, ElemType.U4);

  private static List<Encoding.Affine> encodings() {
    List<Encoding.Affine> all = new ArrayList<>();
    for (ElemType.IntType storage : FOUR_BITS) {
      for (long zero = storage.min(); zero <= storage.max(); zero++) {
        all.add(new Encoding.Affine(storage, zero));
      }
    }
    return all;
  }

  @Test
  void requantizeRoundsHalfUpAndClamps() {
    long[] sums = LongStream.rangeClosed(-300, 300).toArray();
    for (Encoding.Affine encoding : encodings()) {
      for (int shift = 1; shift <= 8; shift++) {
        for (long multiplier : new long[] {0, 1, 2, 3, 16, 65535}) {
          Tensor codes = requantize(encoding, multiplier, shift, sums);
          for (int i = 0; i < sums.length; i++) {
            BigInteger divisor = BigInteger.TWO.pow(shift + 1);
            BigInteger twice = BigInteger.valueOf(2 * sums[i] * multiplier);
            BigInteger half = twice.add(BigInteger.TWO.pow(shift));
            long rounded = floorDiv(half, divisor);
            assertEquals(clamp(encoding, rounded), codes.longAt(i), encoding + " of " + sums[i]);
          }
        }
      }
    }
  }

  @Test
  void requantizeIsExactAtTheEndsOfItsRange() {
    long[] sums = {Integer.MIN_VALUE, Integer.MAX_VALUE, -1, 0, 1};
    for (int bits : new int[] {8, 16}) {
      Encoding.Affine encoding =
          new Encoding.Affine(new ElemType.IntType(bits, true), bits == 8 ? 5 : 0);
      long multiplier = bits == 8 ? 65535 : Integer.MAX_VALUE;
      for (int shift : new int[] {1, 30, 40, bits == 8 ? 46 : 62}) {
        Tensor codes = requantize(encoding, multiplier, shift, sums);
        for (int i = 0; i < sums.length; i++) {
          BigInteger sum = BigInteger.valueOf(sums[i]).multiply(BigInteger.valueOf(multiplier));
          BigInteger rounded = sum.add(BigInteger.TWO.pow(shift - 1));
          long expected = clamp(encoding, floorDiv(rounded, BigInteger.TWO.pow(shift)));
          assertEquals(expected, codes.longAt(i));
        }
      }
    }
  }

  @Test
  void quantizeRoundsTiesToEvenAndClamps() {
    // Every quarter from -40 to 40: all ties, and far outside every 4-bit range.
    float[] x = new float[321];
    for (int i = 0; i < x.length; i++) {
      x[i] = (i - 160) / 4f;
    }
    for (Encoding.Affine encoding : encodings()) {
      Tensor codes = quantize(encoding, 1f, x);
      for (int i = 0; i < x.length; i++) {
        long expected = clamp(encoding, (long) Math.rint(x[i]));
        assertEquals(expected, codes.longAt(i), encoding + " of " + x[i]);
      }
    }
  }

  @Test
  void quantizeOfSpecialValues() {
    Encoding.Affine encoding = new Encoding.Affine(ElemType.U4, 3);
    Tensor codes =
        quantize(
            encoding,
            1f,
            Float.NaN,
            Float.POSITIVE_INFINITY,
            Float.NEGATIVE_INFINITY,
            -0f,
            Float.MIN_VALUE,
            Float.MAX_VALUE);
    assertEquals(
        List.of(0L, 15L, 0L, 3L, 3L, 15L),
        LongStream.range(0, 6).mapToObj(i -> codes.longAt((int) i)).toList());
  }

  @Test
  void dequantizeDecodesThenScales() {
    for (Encoding.Affine encoding : encodings()) {
      TensorType type = new TensorType(new ElemType.CodeType(encoding), Shape.of(16));
      long least = encoding.storage().min();
      Tensor codes = Tensor.generateInts(type, i -> least + i);
      ProgramBuilder b = new ProgramBuilder("dequantize");
      Value q = b.parameter("q", type, Parameter.Kind.INPUT);
      b.output("y", b.add(new Dequantize(q, b.splat(0.1f, q))));
      Tensor y = run(b.build(), "q", codes);
      for (int i = 0; i < 16; i++) {
        assertEquals((least + i - encoding.zeroPoint()) * 0.1f, y.floatAt(i));
      }
    }
  }

  private static long clamp(Encoding.Affine encoding, long rounded) {
    return Math.max(
        encoding.storage().min(),
        Math.min(encoding.storage().max(), encoding.zeroPoint() + rounded));
  }

  private static long floorDiv(BigInteger value, BigInteger divisor) {
    return value.subtract(value.mod(divisor)).divide(divisor).longValueExact();
  }

  private static Tensor requantize(
      Encoding.Affine encoding, long multiplier, long shift, long... sums) {
    ProgramBuilder b = new ProgramBuilder("requantize");
    TensorType type = new TensorType(ElemType.S32, Shape.of(sums.length));
    Value acc = b.parameter("acc", type, Parameter.Kind.INPUT);
    Value multipliers = splat(b, ElemType.S32, multiplier, acc);
    Value shifts = splat(b, ElemType.U8, shift, acc);
    b.output("y", b.add(new Requantize(acc, multipliers, shifts, encoding)));
    return run(b.build(), "acc", Tensor.ofInts(type, sums));
  }

  private static Tensor quantize(Encoding.Affine encoding, float inverseScale, float... x) {
    ProgramBuilder b = new ProgramBuilder("quantize");
    TensorType type = new TensorType(ElemType.F32, Shape.of(x.length));
    Value input = b.parameter("x", type, Parameter.Kind.INPUT);
    b.output("y", b.add(new Quantize(input, b.splat(inverseScale, input), encoding)));
    return run(b.build(), "x", Tensor.ofFloats(type.shape(), x));
  }

  private static Value splat(ProgramBuilder b, ElemType elem, long value, Value like) {
    Value scalar = b.constant("c", Tensor.ofInts(new TensorType(elem, Shape.SCALAR), value));
    return b.broadcast(scalar, b.type(like).shape(), List.of());
  }

  private static Tensor run(Program program, String name, Tensor tensor) {
    return Interpreter.run(program, Map.of(name, tensor)).firstEntry().getValue();
  }
}
