package dev.halfbyte.ir.range;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.halfbyte.ir.ElemType;
import java.util.ArrayList;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.Optional;
import java.util.function.LongBinaryOperator;
import java.util.function.LongUnaryOperator;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/// Every small interval: the result is the smallest interval that holds the results of the members.
class IntervalTest {
  private static final int REACH = 5;

  private record Small(long lo, long hi) {
    Interval interval() {
      return Interval.of(lo, hi);
    }

    LongStream members() {
      return LongStream.rangeClosed(lo, hi);
    }
  }

  private static List<Small> all(long least) {
    List<Small> all = new ArrayList<>();
    for (long lo = least; lo <= REACH; lo++) {
      for (long hi = lo; hi <= REACH; hi++) {
        all.add(new Small(lo, hi));
      }
    }
    return all;
  }

  @Test
  void functionsOfOneInterval() {
    for (Small x : all(-REACH)) {
      assertEquals(hull(x, Math::abs), x.interval().abs());
      assertEquals(hull(x, v -> -v), x.interval().negate());
      assertEquals(
          hull(x, v -> 63 - Long.numberOfLeadingZeros(Math.max(v, 1))), x.interval().leadingOne());
      assertEquals(hull(x, v -> (long) Math.sqrt((double) Math.max(v, 0))), x.interval().sqrt());
      assertEquals(hull(x, v -> Math.floorDiv(v, 3L)), x.interval().floorDiv(3));
      assertEquals(x.lo() >= 0, x.interval().isNonNegative());
      assertEquals(x.lo() + ".." + x.hi(), x.interval().toString());
    }
  }

  @Test
  void functionsOfTwoIntervals() {
    for (Small x : all(-REACH)) {
      for (Small y : all(-REACH)) {
        assertEquals(hull(x, y, Long::sum), x.interval().plus(y.interval()));
        assertEquals(hull(x, y, (a, b) -> a - b), x.interval().minus(y.interval()));
        assertEquals(hull(x, y, (a, b) -> a * b), x.interval().times(y.interval()));
        assertEquals(hull(x, y, Math::max), x.interval().max(y.interval()));
        assertEquals(hull(x, y, Math::min), x.interval().min(y.interval()));
        long least = Math.max(x.lo(), y.lo());
        long greatest = Math.min(x.hi(), y.hi());
        assertEquals(
            least <= greatest ? Optional.of(Interval.of(least, greatest)) : Optional.empty(),
            x.interval().intersect(y.interval()));
        assertEquals(
            x.members().allMatch(v -> y.lo() <= v && v <= y.hi()),
            y.interval().contains(x.interval()));
      }
    }
  }

  @Test
  void shiftsAndQuotients() {
    for (Small x : all(-REACH)) {
      for (Small y : all(0)) {
        assertEquals(hull(x, y, (a, b) -> a << b), x.interval().shiftLeft(y.interval()));
        assertEquals(hull(x, y, (a, b) -> a >> b), x.interval().shiftRight(y.interval()));
        assertEquals(
            hull(x, y, (a, b) -> Math.max(a, 0) / Math.max(b, 1)),
            x.interval().floorDiv(y.interval()));
      }
    }
  }

  @Test
  void anIntervalFitsTheTypesThatHoldItsEnds() {
    assertEquals(true, Interval.of(-128, 127).fits(ElemType.S8));
    assertEquals(false, Interval.of(-129, 0).fits(ElemType.S8));
    assertEquals(false, Interval.of(0, 128).fits(ElemType.S8));
  }

  private static Interval hull(Small x, LongUnaryOperator function) {
    LongSummaryStatistics results = x.members().map(function).summaryStatistics();
    return Interval.of(results.getMin(), results.getMax());
  }

  private static Interval hull(Small x, Small y, LongBinaryOperator function) {
    LongSummaryStatistics results =
        x.members()
            .flatMap(a -> y.members().map(b -> function.applyAsLong(a, b)))
            .summaryStatistics();
    return Interval.of(results.getMin(), results.getMax());
  }
}
