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
record Comparison(Samples rates, Samples ratios) {
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
  private static final int SAMPLES = 21;
  private static final double SECONDS = 8e-3;

  /// Runs both until there are enough samples.
  static Comparison of(String name, Work measured, Work other) {
    Work work = measured.repeated(SECONDS);
    Work beside = other.repeated(SECONDS);
    List<Double> rates = new ArrayList<>();
    List<Double> ratios = new ArrayList<>();
    double before = rate(beside);
    for (int i = 0; i < SAMPLES; i++) {
      double rate = rate(work);
      double after = rate(beside);
      rates.add(rate);
      ratios.add(rate / ((before + after) / 2));
      before = after;
    }
    return new Comparison(new Samples(name, "/s", rates), new Samples(name, "", ratios));
  }

  /// Of the time in which this thread had the core: others may want it too.
  private static double rate(Work work) {
    long begin = THREADS.getCurrentThreadCpuTime();
    work.run();
    return work.work() / ((THREADS.getCurrentThreadCpuTime() - begin) * 1e-9);
  }
}
