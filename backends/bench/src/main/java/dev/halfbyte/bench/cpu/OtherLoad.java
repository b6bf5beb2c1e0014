package dev.halfbyte.bench.cpu;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/// What other processes, and the machine's host, take of its processors while something is
/// measured.
///
/// @param busy ticks of all processors that were not idle
/// @param all ticks of all processors
/// @param own nanoseconds of this process, on all processors
/// @param wall nanoseconds
record OtherLoad(long busy, long all, long own, long wall) {
  private static final OperatingSystemMXBean SYSTEM =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

  /// user, nice, system, idle, iowait, irq, softirq, steal; what guests take is in `user`.
  private static final int FIELDS = 8;

  private static final int IDLE = 3;
  private static final int WAITING = 4;

  /// From now on.
  static OtherLoad begin() {
    long[] ticks = ticks();
    long all = LongStream.of(ticks).sum();
    return new OtherLoad(
        all - ticks[IDLE] - ticks[WAITING], all, SYSTEM.getProcessCpuTime(), System.nanoTime());
  }

  /// The share of all processors' time since [#begin] that others had, 0 to 1.
  double share() {
    OtherLoad now = begin();
    double processors = SYSTEM.getAvailableProcessors();
    double taken = (now.busy - busy) / (double) Math.max(1, now.all - all);
    double mine = (now.own - own) / (processors * Math.max(1, now.wall - wall));
    return Math.max(0, taken - mine);
  }

  private static long[] ticks() {
    try {
      String line = Files.readString(Path.of("/proc/stat")).lines().findFirst().orElseThrow();
      return Stream.of(line.strip().split("\\s+"))
          .skip(1)
          .limit(FIELDS)
          .mapToLong(Long::parseLong)
          .toArray();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
