package dev.halfbyte.quant.reparam;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.ElemType.IntType;
import dev.halfbyte.quant.calibrate.TensorRange.Bounds;
import dev.halfbyte.quant.policy.ReparamMethod.Trip;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Scales of channels that are powers of two times one.
final class TripScalesTest {
  private static final IntType U4 = new IntType(4, false);

  private static ChannelScales scales(IntType storage, int most, Bounds... channels) {
    return TripScales.of(List.of(channels), storage, new Trip(most, Trip.Into.CODES));
  }

  @ParameterizedTest
  @CsvSource({"1, 0", "2, 1", "3.9, 2", "4, 2", "4.7, 2", "4.8, 3", "8, 3", "100, 3"})
  void aChannelGetsTheLeastPowerThatReachesItsEnds(float times, int power) {
    Bounds usual = new Bounds(-8, 7);
    Bounds wide = new Bounds(-64, 56);
    ChannelScales scales =
        scales(
            ElemType.S4,
            3,
            usual,
            wide,
            new Bounds(Math.max(-64, -8 * times), Math.min(56, 7 * times)));
    assertEquals(0, scales.shift(0));
    assertEquals(3, scales.shift(1));
    assertEquals(1f, scales.scale());
    assertEquals(power, scales.shift(2));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 8})
  void noPowerIsBeyondTheLargest(int most) {
    ChannelScales scales =
        scales(ElemType.S4, most, new Bounds(-1e-6f, 0), new Bounds(0, 1), new Bounds(-1e6f, 3));
    for (float ratio : scales.ratios()) {
      assertEquals(Math.scalb(1f, Math.getExponent(ratio)), ratio, "a power of two");
      assertTrue(ratio >= 1 && ratio <= 1 << most);
    }
    assertEquals(most, scales.shift(2));
  }

  @Test
  void channelsThatAreAllWideAreNotShifted() {
    ChannelScales scales = scales(U4, 5, new Bounds(-3, 3), new Bounds(-3, 2), new Bounds(-1, 3));
    assertEquals(List.of(1f, 1f, 1f), scales.ratios());
    assertEquals(3f / 7, scales.scale());
  }

  @Test
  void channelsOfZerosOnlyAreLegal() {
    assertEquals(1f, scales(ElemType.S4, 3, new Bounds(0, 0)).scale());
    assertEquals(0, scales(ElemType.S4, 3, new Bounds(0, 0), new Bounds(-1, 1)).shift(0));
  }

  @ParameterizedTest
  @CsvSource({"4, 4, s8", "4, 5, s16", "8, 8, s16", "3, 5, s8"})
  void shiftedCodesHaveRoom(int bits, int most, String storage) {
    ChannelScales scales =
        scales(new IntType(bits, false), most, new Bounds(-1, 1), new Bounds(-4096, 4096));
    assertEquals(storage, scales.shifted().orElseThrow().toString());
  }
}
