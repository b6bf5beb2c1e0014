package dev.halfbyte.conformance;

import dev.halfbyte.conformance.campaign.Campaign;
import dev.halfbyte.conformance.campaign.Checkpoint;
import dev.halfbyte.conformance.campaign.Crash;
import dev.halfbyte.conformance.campaign.Score;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/// Shows how a campaign goes, a bar on a terminal and a line now and then otherwise, and keeps its
/// state.
final class CampaignProgress implements Campaign.Listener, AutoCloseable {
  private static final Duration LINES = Duration.ofSeconds(20);
  private static final Duration SAVES = Duration.ofSeconds(5);

  private final Checkpoint start;
  private final Path state;
  private final long programs;
  private final PrintWriter err;
  private final Optional<ProgressBar> bar;
  private final AtomicLong tried;
  private long lastLine = System.nanoTime();
  private long lastSave = System.nanoTime();

  CampaignProgress(Checkpoint start, Path state, long programs, PrintWriter err) {
    this.start = start;
    this.state = state;
    this.programs = programs;
    this.err = err;
    this.tried = new AtomicLong(start.next());
    this.bar =
        Optional.ofNullable(System.console()).map(java.io.Console::isTerminal).orElse(false)
            ? Optional.of(
                new ProgressBarBuilder()
                    .setTaskName("programs")
                    .setStyle(ProgressBarStyle.ASCII)
                    .setInitialMax(programs)
                    .startsFrom(start.next(), Duration.ZERO)
                    .build())
            : Optional.empty();
  }

  @Override
  public void tried() {
    long count = tried.incrementAndGet();
    bar.ifPresent(ProgressBar::step);
    if (bar.isEmpty()) {
      line(count);
    }
  }

  private synchronized void line(long count) {
    if (System.nanoTime() - lastLine > LINES.toNanos()) {
      lastLine = System.nanoTime();
      err.printf("... %d of %d programs%n", count, programs);
      err.flush();
    }
  }

  @Override
  public void reached(long next, Score score) throws IOException {
    if (next == programs || System.nanoTime() - lastSave > SAVES.toNanos()) {
      lastSave = System.nanoTime();
      new Checkpoint(start.plan(), start.code(), next, score).write(state);
    }
  }

  @Override
  public void crashed(Crash crash) {
    Report.crash(crash, err);
  }

  @Override
  public void close() {
    bar.ifPresent(ProgressBar::close);
  }
}
