package dev.halfbyte.bench.cpu;

import dev.halfbyte.bench.Samples;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.List;

/// How fast something is beside something else: both run in turn, so that a drift of the clock
/// meets both, and each ratio is of neighbours in time.
///
/// @param rates of what is measured, in units a second
/// @param ratios of its rate and the mean rate of the other before and after it
public record Comparison(Samples rates, Samples ratios) {
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
  private static final int SAMPLES = 21;
  private static final double SECONDS = 8e-3;

  /// On the wall: the second core sleeps while one thread works alone, and takes its time to wake.
  private static final double SECONDS_ON_THE_WALL = 100e-3;

  /// Which time counts.
  private interface Clock {
    long nanoseconds();
  }

  /// Runs both until there are enough samples; what counts is the time in which this thread had the
  /// core, as others may want it too.
  public static Comparison of(String name, Work measured, Work other) {
    return of(name, measured, other, SECONDS, THREADS::getCurrentThreadCpuTime);
  }

  /// The same by the clock on the wall, for work of several threads.
  static Comparison onTheWall(String name, Work measured, Work other) {
    return of(name, measured, other, SECONDS_ON_THE_WALL, System::nanoTime);
  }

  private static Comparison of(
      String name, Work measured, Work other, double seconds, Clock clock) {
    Work work = measured.repeated(seconds);
    Work beside = other.repeated(seconds);
    List<Double> rates = new ArrayList<>();
    List<Double> ratios = new ArrayList<>();
    double before = rate(beside, clock);
    for (int i = 0; i < SAMPLES; i++) {
      double rate = rate(work, clock);
      double after = rate(beside, clock);
      rates.add(rate);
      ratios.add(rate / ((before + after) / 2));
      before = after;
    }
    return new Comparison(new Samples(name, "/s", rates), new Samples(name, "", ratios));
  }

  private static double rate(Work work, Clock clock) {
    long begin = clock.nanoseconds();
    work.run();
    return work.work() / ((clock.nanoseconds() - begin) * 1e-9);
  }
}
