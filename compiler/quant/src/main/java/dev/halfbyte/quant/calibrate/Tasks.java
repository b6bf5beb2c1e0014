package dev.halfbyte.quant.calibrate;

import dev.halfbyte.source.CompilerBug;
import dev.halfbyte.source.DiagnosticException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;

/// Work that is done side by side.
public final class Tasks {
  private Tasks() {}

  /// The results of all tasks, in their order.
  ///
  /// @throws DiagnosticException of the first task that ended with one
  public static <T> List<T> all(Executor executor, List<Callable<T>> tasks) {
    List<FutureTask<T>> futures = tasks.stream().map(FutureTask::new).toList();
    futures.forEach(executor::execute);
    List<T> results = new ArrayList<>();
    for (FutureTask<T> future : futures) {
      results.add(result(future));
    }
    return results;
  }

  private static <T> T result(FutureTask<T> task) {
    try {
      return task.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof DiagnosticException fault) {
        throw fault;
      }
      throw new CompilerBug("calibration failed", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CompilerBug("calibration was interrupted", e);
    }
  }
}
