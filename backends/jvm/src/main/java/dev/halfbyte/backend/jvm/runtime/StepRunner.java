package dev.halfbyte.backend.jvm.runtime;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Executor;

/// Runs the steps of a kernel in order, stage after stage.
final class StepRunner {
  private final KernelSpec spec;
  private final KernelCode code;
  private final ParallelStages stages;
  private final long[] values;
  private final Executor executor;
  private final int slots;

  /// @param dims values of the dims; the numbers of iterations follow them in what stages get
  StepRunner(
      KernelSpec spec,
      KernelCode code,
      Object[] memory,
      long[] dims,
      Executor executor,
      int slots) {
    this.spec = spec;
    this.code = code;
    this.values = Arrays.copyOf(dims, dims.length + depth(spec.steps()));
    this.stages = new ParallelStages(code, memory, values);
    this.executor = executor;
    this.slots = slots;
  }

  void run() {
    run(spec.steps(), spec.dims().size());
  }

  private void run(List<KernelSpec.Step> steps, int counter) {
    for (KernelSpec.Step step : steps) {
      switch (step) {
        case KernelSpec.Run run -> {
          int extent = extent(spec.stages().get(run.stage()).extent());
          stages.run(run.stage(), extent, executor, slots);
        }
        case KernelSpec.Repeat repeat -> {
          int extent = extent(repeat.extent());
          for (int i = 0; i < extent; i++) {
            // No stage is under way, so that all of its workers see the new number.
            values[counter] = i;
            run(repeat.steps(), counter + 1);
          }
        }
      }
    }
  }

  private int extent(int number) {
    return Kernel.size(code.extent(number, values));
  }

  private static int depth(List<KernelSpec.Step> steps) {
    int depth = 0;
    for (KernelSpec.Step step : steps) {
      if (step instanceof KernelSpec.Repeat repeat) {
        depth = Math.max(depth, 1 + depth(repeat.steps()));
      }
    }
    return depth;
  }
}
