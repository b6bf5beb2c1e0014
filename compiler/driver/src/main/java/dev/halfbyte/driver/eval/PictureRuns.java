package dev.halfbyte.driver.eval;

import dev.halfbyte.ir.Program;
import dev.halfbyte.ir.SealedProgram;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.backend.ProgramLoader;
import dev.halfbyte.source.CompilerBug;
import dev.halfbyte.source.DiagnosticException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/// Runs one program on all pictures, some at a time; the scores do not depend on how many.
final class PictureRuns {
  private PictureRuns() {}

  /// Scores of a program.
  ///
  /// @param what names the program in diagnostics
  /// @param dims values of dims that no input tells
  static ScoreRun of(
      SealedProgram sealed,
      String what,
      Pictures pictures,
      ScoreOutput output,
      ProgramLoader loader,
      Map<String, Long> dims,
      int threads) {
    Program program = sealed.program();
    try (ProgramLoader.Loaded loaded = loader.load(sealed)) {
      long begin = System.nanoTime();
      List<Tensor> results =
          each(
              pictures.calls(),
              threads,
              call ->
                  Objects.requireNonNull(
                      loaded.run(pictures.arguments(program, call, dims)).get(output.name())));
      double seconds = (System.nanoTime() - begin) * 1e-9;
      return new ScoreRun(Scores.of(results, output.classes(), what), loaded.variant(), seconds);
    }
  }

  /// What `task` gives for 0 to `count - 1`, in this order.
  static <T> List<T> each(int count, int threads, IntFunction<T> task) {
    try (ExecutorService executor = Executors.newFixedThreadPool(threads)) {
      List<Future<T>> futures =
          IntStream.range(0, count).mapToObj(i -> executor.submit(() -> task.apply(i))).toList();
      List<T> results = new ArrayList<>();
      try {
        for (Future<T> future : futures) {
          results.add(result(future));
        }
      } finally {
        futures.forEach(future -> future.cancel(false));
      }
      return results;
    }
  }

  private static <T> T result(Future<T> future) {
    try {
      return future.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof DiagnosticException fault) {
        throw fault;
      }
      throw new CompilerBug("a run of a picture failed", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CompilerBug("an evaluation was interrupted", e);
    }
  }
}
