package dev.halfbyte.cli;

import java.io.PrintWriter;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// Where a command writes: results to standard output, everything else to standard error.
@Command
final class Console {
  @Spec(Spec.Target.MIXEE)
  @Nullable CommandSpec spec;

  PrintWriter out() {
    return Objects.requireNonNull(spec).commandLine().getOut();
  }

  PrintWriter err() {
    return Objects.requireNonNull(spec).commandLine().getErr();
  }

  /// True when standard error is a terminal, so that progress may be drawn.
  boolean interactive() {
    return Optional.ofNullable(System.console()).map(java.io.Console::isTerminal).orElse(false);
  }
}
