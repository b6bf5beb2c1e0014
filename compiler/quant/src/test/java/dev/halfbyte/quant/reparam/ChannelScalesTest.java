package dev.halfbyte.quant.reparam;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfbyte.ir.ElemType;
import dev.halfbyte.quant.calibrate.TensorRange.Bounds;
import dev.halfbyte.quant.policy.CommonScale;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Scales of channels whose magnitudes have little in common.
final class ChannelScalesTest {
  private static final Bounds USUAL = new Bounds(-1, 1);

  private static ChannelScales scales(Bounds... channels) {
    return RepqScales.of(List.of(channels), ElemType.S4, CommonScale.MEDIAN);
  }

  @ParameterizedTest
  @ValueSource(floats = {0f, 0x1p-146f, 1e-40f, 1e-30f, 1e-9f})
  void aChannelOfNextToNothingHasTheCommonScale(float value) {
    ChannelScales scales = scales(USUAL, USUAL, new Bounds(-value, value));
    assertEquals(1f, scales.ratios().getLast());
    for (int c = 0; c < 3; c++) {
      assertTrue(Float.isFinite(scales.offset(c)));
    }
  }

  @ParameterizedTest
  @ValueSource(floats = {1e-4f, 20f, 1e6f})
  void anyOtherChannelHasItsOwn(float value) {
    ChannelScales scales = scales(USUAL, USUAL, new Bounds(-value, value));
    assertEquals(value, scales.ratios().getLast() / scales.ratios().getFirst(), value * 0x1p-6);
  }

  @Test
  void channelsOfZerosOnlyAreLegal() {
    assertEquals(List.of(1f, 1f), scales(new Bounds(0, 0), new Bounds(0, 0)).ratios());
  }
}
