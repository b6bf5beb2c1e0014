package dev.halfbyte.quant.exact;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.halfbyte.ir.AccessMap;
import dev.halfbyte.ir.AffineIndex;
import dev.halfbyte.ir.Dim;
import dev.halfbyte.ir.Shape;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ExactNumbersTest {
  private static final ExactNumbers ROWS = numbers(List.of(0), List.of(2), 3, 5);
  private static final ExactNumbers COLUMNS = numbers(List.of(1), List.of(3), 1, 2, 4);

  @Test
  void combinesOverTheUnionOfAxes() {
    assertEquals(numbers(List.of(0, 1), List.of(2, 3), 3, 6, 12, 5, 10, 20), ROWS.times(COLUMNS));
    assertEquals(ROWS.times(COLUMNS), COLUMNS.times(ROWS));
  }

  @Test
  void dividingUndoesMultiplyingWithoutATrace() {
    ExactNumbers third = numbers(List.of(), List.of(), 3);
    assertEquals(COLUMNS, COLUMNS.dividedBy(third).times(third));
  }

  @Test
  void followsATranspose() {
    AccessMap transpose = AccessMap.transpose(Shape.of(2, 3), List.of(1, 0));
    assertEquals(
        Optional.of(numbers(List.of(0, 1), List.of(3, 2), 3, 5, 6, 10, 12, 20)),
        ROWS.times(COLUMNS).through(transpose));
  }

  @Test
  void doesNotFollowASliceOfItsAxis() {
    AccessMap slice =
        new AccessMap(
            List.of(Dim.of(2), Dim.of(2)), List.of(AffineIndex.of(0), AffineIndex.of(1)), false);
    assertEquals(Optional.empty(), COLUMNS.through(slice));
    assertEquals(Optional.of(ROWS), ROWS.through(slice));
  }

  @Test
  void doesNotFollowADiagonal() {
    AccessMap diagonal =
        new AccessMap(List.of(Dim.of(2)), List.of(AffineIndex.of(0), AffineIndex.of(0)), false);
    assertEquals(
        Optional.empty(), ROWS.times(numbers(List.of(1), List.of(2), 1, 7)).through(diagonal));
  }

  private static ExactNumbers numbers(List<Integer> axes, List<Integer> extents, long... values) {
    return new ExactNumbers(
        axes,
        extents,
        Stream.of(values).flatMapToLong(java.util.Arrays::stream).mapToObj(Rational::of).toList());
  }
}
