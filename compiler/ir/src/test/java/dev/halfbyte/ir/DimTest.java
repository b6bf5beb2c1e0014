package dev.halfbyte.ir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class DimTest {
  private static final Dim N = Dim.symbol("n");
  private static final Dim M = Dim.symbol("m");

  @Test
  void equalPolynomialsAreEqual() {
    Dim left = N.plus(M).times(N.minus(M));
    Dim right = N.times(N).minus(M.times(M));
    assertEquals(right, left);
    Dim.Term oneWay = new Dim.Term(1, List.of(new Dim.Symbol("m"), new Dim.Symbol("n")));
    Dim.Term otherWay = new Dim.Term(1, List.of(new Dim.Symbol("n"), new Dim.Symbol("m")));
    assertEquals(new Dim(List.of(oneWay)), new Dim(List.of(otherWay)));
  }

  @Test
  void quotientsAreFloors() {
    Dim half = N.minus(Dim.of(5)).floorDiv(2);
    assertEquals(-3, half.evaluate(Map.of("n", 0L)));
    assertEquals(0, half.evaluate(Map.of("n", 6L)));
    assertEquals(N, N.times(Dim.of(4)).floorDiv(4));
  }

  @Test
  void bindingLeavesOtherSymbols() {
    assertEquals(M.times(Dim.of(3)), N.times(M).bind(Map.of("n", 3L)));
    assertEquals(List.of("m", "n"), List.copyOf(N.plus(M).symbols()));
  }

  @Test
  void productsBeyondTheLimitAreRefused() {
    Dim wide = Dim.ONE;
    for (int i = 0; i < 70; i++) {
      wide = wide.plus(Dim.symbol("d" + i));
    }
    Dim sum = wide;
    ArithmeticException fault = assertThrows(ArithmeticException.class, () -> sum.times(sum));
    assertTrue(String.valueOf(fault.getMessage()).contains("4096"));
  }

  @Test
  void namesThatLookLikeIndicesAreQuoted() {
    assertEquals("\"i0\"", Dim.symbol("i0").toString());
    assertEquals("\"a b\"", Dim.symbol("a b").toString());
    assertEquals("i", Dim.symbol("i").toString());
  }
}
