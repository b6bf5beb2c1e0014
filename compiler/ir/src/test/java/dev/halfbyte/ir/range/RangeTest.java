package dev.halfbyte.ir.range;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfbyte.ir.AccessMap;
import dev.halfbyte.ir.Dim;
import dev.halfbyte.ir.DimDeclaration;
import dev.halfbyte.ir.Einsum;
import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.Encoding;
import dev.halfbyte.ir.Parameter;
import dev.halfbyte.ir.Program;
import dev.halfbyte.ir.ProgramBuilder;
import dev.halfbyte.ir.Shape;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.TensorType;
import dev.halfbyte.ir.Value;
import dev.halfbyte.ir.op.Binary;
import dev.halfbyte.ir.op.Contract;
import dev.halfbyte.ir.op.Lookup;
import dev.halfbyte.ir.op.Order;
import dev.halfbyte.ir.op.Reduce;
import dev.halfbyte.ir.op.View;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

final class RangeTest {
  private static final TensorType S8X4 = new TensorType(ElemType.S8, Shape.of(4));

  @Test
  void intervalArithmeticHoldsAllResults() {
    for (long a = -3; a <= 3; a++) {
      for (long b = a; b <= 3; b++) {
        Interval left = Interval.of(a, b);
        Interval right = Interval.of(-2, 4);
        for (long x = a; x <= b; x++) {
          for (long y = -2; y <= 4; y++) {
            assertTrue(left.plus(right).contains(Interval.of(x + y)));
            assertTrue(left.minus(right).contains(Interval.of(x - y)));
            assertTrue(left.times(right).contains(Interval.of(x * y)));
            assertTrue(left.max(right).contains(Interval.of(Math.max(x, y))));
            assertTrue(left.min(right).contains(Interval.of(Math.min(x, y))));
          }
          assertTrue(left.abs().contains(Interval.of(Math.abs(x))));
          assertTrue(left.floorDiv(2).contains(Interval.of(Math.floorDiv(x, 2))));
        }
      }
    }
    assertEquals(Interval.of(-6, 12), Interval.of(-1, 3).times(Interval.of(-2, 4)));
  }

  @Test
  void cornersAreAdmissible() {
    DimBounds bounds =
        new DimBounds(
            List.of(new DimDeclaration("n", 0, 10, 1), new DimDeclaration("t", 3, 17, 4)));
    assertEquals(
        List.of(Map.of("t", 4L), Map.of("t", 8L), Map.of("t", 16L)),
        bounds.corners(new TreeSet<>(List.of("t"))));
    assertEquals(9, bounds.corners(new TreeSet<>(List.of("n", "t"))).size());
    Dim dim = Dim.symbol("n").times(Dim.of(2)).minus(Dim.symbol("t").floorDiv(2));
    assertEquals(Interval.of(-8, 19), bounds.of(dim));
  }

  @Test
  void weightsAreBoundedByChannel() {
    ProgramBuilder b = new ProgramBuilder("p");
    Value a = b.parameter("a", S8X4, Parameter.Kind.INPUT);
    Value w =
        b.constant(
            "w",
            Tensor.ofInts(new TensorType(ElemType.S8, Shape.of(2, 4)), 1, -2, 3, 0, -10, 0, 0, 0));
    Value y = b.add(contract(a, w, "k", "n k", "n"));
    // Channel 0: -128 * 1 + 127 * -2 - 128 * 3; channel 1: -10 * 127 below, -10 * -128 above.
    assertEquals(Interval.of(-1270, 1280), exact(b.build(), y));
  }

  @Test
  void transposedWeightsAreBoundedToo() {
    ProgramBuilder b = new ProgramBuilder("p");
    Value a = b.parameter("a", S8X4, Parameter.Kind.INPUT);
    Value w =
        b.constant(
            "w",
            Tensor.ofInts(new TensorType(ElemType.S8, Shape.of(4, 2)), 1, 0, 0, 0, 0, 0, 0, 2));
    Value flipped = b.add(new View(w, AccessMap.transpose(Shape.of(4, 2), List.of(1, 0))));
    Value y = b.add(contract(a, flipped, "k", "n k", "n"));
    assertEquals(Interval.of(-256, 254), exact(b.build(), y));
  }

  @Test
  void codesAreDecodedAndSymbolicSumsUseTheLargestExtent() {
    ProgramBuilder b = new ProgramBuilder("p");
    b.dim(new DimDeclaration("k", 0, 100, 1));
    Encoding.Affine encoding = new Encoding.Affine(ElemType.U4, 5);
    Shape shape = new Shape(List.of(Dim.symbol("k")));
    TensorType type = new TensorType(new ElemType.CodeType(encoding), shape);
    Value x = b.parameter("x", type, Parameter.Kind.INPUT);
    Value y = b.parameter("y", type, Parameter.Kind.INPUT);
    Value product = b.add(contract(x, y, "k", "k", ""));
    assertEquals(Interval.of(-5000, 10000), exact(b.build(), product));
  }

  @Test
  void tablesNarrow() {
    ProgramBuilder b = new ProgramBuilder("p");
    Value x = b.parameter("x", new TensorType(ElemType.U4, Shape.of(3)), Parameter.Kind.INPUT);
    Value table =
        b.constant(
            "t", Tensor.generateInts(new TensorType(ElemType.S32, Shape.of(16)), i -> 100 - i * i));
    Value y = b.add(new Lookup(x, table));
    assertEquals(Interval.of(-125, 100), exact(b.build(), y));
  }

  @Test
  void aResultBeyondItsTypeKeepsItsExactInterval() {
    ProgramBuilder b = new ProgramBuilder("p");
    Value x = b.parameter("x", S8X4, Parameter.Kind.INPUT);
    Value y = b.binary(Binary.Kind.ADD, x, x);
    Value z =
        b.add(
            new Reduce(
                Reduce.Kind.MAX, y, Optional.empty(), List.of(0), Order.SERIAL, ElemType.S8));
    assertEquals(Interval.of(-256, 254), exact(b.build(), y));
    assertEquals(Interval.of(-128, 127), exact(b.build(), z));
  }

  private static Contract contract(
      Value left, Value right, String leftLabels, String rightLabels, String result) {
    Einsum einsum =
        new Einsum(List.of(leftLabels.split(" ")), List.of(rightLabels.split(" ")), labels(result));
    return new Contract(left, right, einsum, Order.SERIAL, ElemType.S32);
  }

  private static List<String> labels(String text) {
    return text.isEmpty() ? List.of() : List.of(text.split(" "));
  }

  private static Interval exact(Program program, Value value) {
    return ValueRanges.of(program, new DimBounds(program.dims())).exact(value).orElseThrow();
  }
}
