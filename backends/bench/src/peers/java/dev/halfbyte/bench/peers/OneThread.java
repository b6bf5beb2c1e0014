package dev.halfbyte.bench.peers;

import com.sun.management.OperatingSystemMXBean;
import dev.halfbyte.bench.Mismatch;
import dev.halfbyte.bench.cpu.Work;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;

/// That a library works on the calling thread, whose time is all that counts.
final class OneThread {
  private static final OperatingSystemMXBean SYSTEM =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private static final double SECONDS = .1;
  private static final double MOST = 1.3;

  /// The JVM has threads of its own, which are busy now and then.
  private static final int TRIALS = 10;

  private OneThread() {}

  /// @throws Mismatch if the process takes more time than the thread again and again
  static void check(String name, Work work) {
    Work sample = work.repeated(SECONDS);
    double least = Double.MAX_VALUE;
    for (int trial = 0; trial < TRIALS && least > MOST; trial++) {
      long process = SYSTEM.getProcessCpuTime();
      long thread = THREADS.getCurrentThreadCpuTime();
      sample.run();
      double mine = THREADS.getCurrentThreadCpuTime() - thread;
      least = Math.min(least, (SYSTEM.getProcessCpuTime() - process) / mine);
    }
    if (least > MOST) {
      throw new Mismatch("threads of " + name, 1, least);
    }
  }
}
