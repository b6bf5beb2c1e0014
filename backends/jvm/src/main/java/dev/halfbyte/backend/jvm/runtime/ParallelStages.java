package dev.halfbyte.backend.jvm.runtime;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/// Splits the iterations of stages over workers and waits for each stage to end.
final class ParallelStages {
  /// Pieces per worker: enough calls that the compiler sees the stage's method as hot.
  private static final int PIECES = 8;

  private final KernelCode code;
  private final Object[] memory;
  private final long[] dims;

  ParallelStages(KernelCode code, Object[] memory, long[] dims) {
    this.code = code;
    this.memory = memory;
    this.dims = dims;
  }

  void run(int stage, int extent, Executor executor, int slots) {
    int workers = Math.max(1, Math.min(slots, extent));
    CompletableFuture<?>[] done = new CompletableFuture<?>[workers - 1];
    for (int worker = 1; worker < workers; worker++) {
      int begin = share(extent, worker, workers);
      int end = share(extent, worker + 1, workers);
      done[worker - 1] = CompletableFuture.runAsync(() -> range(stage, begin, end), executor);
    }
    range(stage, 0, share(extent, 1, workers));
    CompletableFuture.allOf(done).join();
  }

  private void range(int stage, int begin, int end) {
    int pieces = Math.max(1, Math.min(PIECES, end - begin));
    for (int piece = 0; piece < pieces; piece++) {
      int from = begin + share(end - begin, piece, pieces);
      int to = begin + share(end - begin, piece + 1, pieces);
      code.stage(stage, memory, dims, from, to);
    }
  }

  private static int share(int extent, int worker, int workers) {
    return (int) ((long) extent * worker / workers);
  }
}
