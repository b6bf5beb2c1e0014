package dev.halfbyte.bench.cpu;

/// Something that can be done again and again.
public interface Work {
  /// Units that a run does, for example multiply-accumulates.
  double work();

  /// Does it once.
  void run();

  /// As many runs as make a sample of about `seconds`.
  default Work repeated(double seconds) {
    double once = Double.MAX_VALUE;
    for (int i = 0; i < 3; i++) {
      long begin = System.nanoTime();
      run();
      once = Math.min(once, Math.max(1e-7, (System.nanoTime() - begin) * 1e-9));
    }
    int times = Math.clamp(Math.round(seconds / once), 1, 1_000_000);
    return new Repeated(this, times);
  }

  /// The same counted in other units, `units` a run.
  default Work counted(double units) {
    return new Counted(this, units);
  }

  /// @param work units of a run
  record Counted(Work one, double work) implements Work {
    @Override
    public void run() {
      one.run();
    }
  }

  /// @param times runs in one
  record Repeated(Work one, int times) implements Work {
    @Override
    public double work() {
      return one.work() * times;
    }

    @Override
    public void run() {
      for (int i = 0; i < times; i++) {
        one.run();
      }
    }
  }
}
