package dev.halfbyte.driver.tune;

import dev.halfbyte.loop.schedule.Schedule;

/// Something that tells how fast a schedule is beside the default one.
@FunctionalInterface
public interface Measurer {
  /// @param samples at least 1
  Measurement measure(Schedule schedule, int samples);
}
