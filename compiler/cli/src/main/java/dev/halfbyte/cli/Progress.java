package dev.halfbyte.cli;

import java.io.PrintWriter;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/// What a command is doing: a bar on a terminal, plain lines otherwise.
final class Progress implements AutoCloseable {
  private final PrintWriter err;
  private final java.util.Optional<ProgressBar> bar;

  private Progress(PrintWriter err, java.util.Optional<ProgressBar> bar) {
    this.err = err;
    this.bar = bar;
  }

  /// Progress of `task` on standard error.
  static Progress of(Console console, String task) {
    return new Progress(
        console.err(),
        console.interactive()
            ? java.util.Optional.of(
                new ProgressBarBuilder()
                    .setTaskName(task)
                    .setStyle(ProgressBarStyle.ASCII)
                    .setInitialMax(-1)
                    .build())
            : java.util.Optional.empty());
  }

  /// The next step begins.
  synchronized void step(String what) {
    if (bar.isPresent()) {
      bar.get().setExtraMessage(what);
      bar.get().step();
    } else {
      err.println("... " + what);
      err.flush();
    }
  }

  @Override
  public void close() {
    bar.ifPresent(ProgressBar::close);
  }
}
