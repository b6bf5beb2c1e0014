package dev.halfbyte.sim.verilator;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Runs a handful of tasks at once, each of which mostly waits for a process.
final class Parallel {
  private Parallel() {}

  /// The results in the order of the tasks, once all have ended; the first failure in that order is
  /// thrown.
  static <T> List<T> run(List<Callable<T>> tasks) throws IOException {
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      List<T> results = new ArrayList<>();
      for (Future<T> future : executor.invokeAll(tasks)) {
        results.add(future.get());
      }
      return results;
    } catch (InterruptedException interruption) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while a model was built", interruption);
    } catch (ExecutionException wrapped) {
      switch (wrapped.getCause()) {
        case SimulationFailure failure -> throw failure;
        case IOException failure -> throw failure;
        case null, default -> throw new IllegalStateException(wrapped);
      }
    }
  }
}
