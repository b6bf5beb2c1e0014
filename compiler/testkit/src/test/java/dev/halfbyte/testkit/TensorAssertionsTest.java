package dev.halfbyte.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.Shape;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.TensorType;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class TensorAssertionsTest {
  @Test
  void theFirstDifferingElementIsNamedWithBothValues() {
    TensorType type = new TensorType(ElemType.S8, Shape.of(2, 3));
    Tensor expected = Tensor.ofInts(type, 1, 2, 3, 4, 5, 6);
    Tensor actual = Tensor.ofInts(type, 1, 2, 3, 4, -5, 7);
    assertEquals(
        Optional.of("element [1, 1] is 5, got -5; 2 of 6 differ"),
        TensorAssertions.difference(expected, actual));
  }

  @Test
  void zerosOfTwoSignsDiffer() {
    Tensor plus = Tensor.ofFloats(Shape.of(1), 0f);
    Tensor minus = Tensor.ofFloats(Shape.of(1), -0f);
    assertEquals(
        Optional.of("element [0] is 0.0 (0x00000000), got -0.0 (0x80000000); 1 of 1 differ"),
        TensorAssertions.difference(plus, minus));
  }

  @Test
  void equalNansAreEqual() {
    Tensor nan = Tensor.ofFloats(Shape.SCALAR, Float.NaN);
    assertEquals(
        Optional.empty(),
        TensorAssertions.difference(nan, Tensor.ofFloats(Shape.SCALAR, Float.NaN)));
  }

  @Test
  void typesAndNamesMustAgree() {
    Tensor row = Tensor.ofFloats(Shape.of(1), 1f);
    Tensor scalar = Tensor.ofFloats(Shape.SCALAR, 1f);
    assertEquals(Optional.of("type f32[1], got f32[]"), TensorAssertions.difference(row, scalar));
    assertThrows(
        AssertionError.class,
        () -> TensorAssertions.assertBitEqual(Map.of("a", row), Map.of("b", row), "case"));
  }
}
