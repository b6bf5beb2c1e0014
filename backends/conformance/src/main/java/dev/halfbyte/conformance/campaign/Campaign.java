package dev.halfbyte.conformance.campaign;

import dev.halfbyte.source.CompilerBug;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Runs a plan, in chunks after each of which the state can be kept.
public final class Campaign {
  /// Programs of a chunk for each job: long enough that waiting for the last one costs little.
  private static final int CHUNK = 100;

  /// Of the first ones, so that what fails at once is told at once.
  private static final int FIRST_CHUNK = 8;

  private final Plan plan;
  private final Listener listener;
  private final Score score = new Score();
  private final SequencedMap<Path, Crash> crashes = new LinkedHashMap<>();
  private long next;

  private Campaign(Plan plan, Listener listener) {
    this.plan = plan;
    this.listener = listener;
  }

  /// Who is told how a campaign goes.
  public interface Listener {
    /// One more program was tried.
    void tried();

    /// All programs below `next` were tried.
    void reached(long next, Score score) throws IOException;

    /// A failure was shrunk and written down.
    void crashed(Crash crash);
  }

  /// How a campaign ended.
  ///
  /// @param programs tried, all of the plan's unless too much failed
  /// @param crashes different failures
  public record Result(long programs, Score score, List<Crash> crashes) {
    public Result {
      crashes = List.copyOf(crashes);
    }
  }

  /// Runs `plan` from program `start` on.
  ///
  /// @param before what the programs below `start` gave
  public static Result run(Plan plan, long start, Score before, Listener listener)
      throws IOException, InterruptedException {
    Campaign campaign = new Campaign(plan, listener);
    campaign.score.add(before);
    campaign.next = start;
    campaign.run();
    return new Result(campaign.next, campaign.score, List.copyOf(campaign.crashes.values()));
  }

  private void run() throws IOException, InterruptedException {
    List<Worker> workers = new ArrayList<>();
    try (ExecutorService executor = Executors.newFixedThreadPool(plan.jobs())) {
      for (int job = 0; job < plan.jobs(); job++) {
        workers.add(new Worker(plan));
      }
      while (next < plan.programs() && crashes.size() < plan.mostFailures()) {
        chunk(workers, executor);
      }
    } finally {
      workers.forEach(Worker::close);
    }
  }

  private void chunk(List<Worker> workers, ExecutorService executor)
      throws IOException, InterruptedException {
    long length =
        Math.clamp(next, (long) FIRST_CHUNK * workers.size(), (long) CHUNK * workers.size());
    long end = Math.min(plan.programs(), next + length);
    List<Future<Worker.Part>> parts = new ArrayList<>();
    for (int job = 0; job < workers.size(); job++) {
      Worker worker = workers.get(job);
      long first = next + job;
      parts.add(executor.submit(() -> worker.run(first, workers.size(), end, listener::tried)));
    }
    List<Failure> failures = new ArrayList<>();
    for (Future<Worker.Part> part : parts) {
      Worker.Part done = get(part);
      score.add(done.score());
      failures.addAll(done.failures());
    }
    failures.sort((a, b) -> Long.compare(a.origin().index(), b.origin().index()));
    for (Failure failure : failures) {
      if (crashes.size() < plan.mostFailures()) {
        keep(failure);
      }
    }
    next = end;
    listener.reached(next, score);
  }

  /// Failures that shrink to the same program are one.
  private void keep(Failure failure) throws IOException {
    Crash crash = new Shrinking(plan, failure).crash();
    if (crashes.put(crash.folder(), crash) == null) {
      listener.crashed(crash);
    }
  }

  private static <T> T get(Future<T> future) throws InterruptedException {
    try {
      return future.get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof CompilerBug bug
          ? bug
          : new CompilerBug("a worker of the campaign failed", e);
    }
  }
}
