package dev.halfbyte.cli.rtl;

import dev.halfbyte.source.Diagnostic;
import dev.halfbyte.source.DiagnosticException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What the simulator's process printed before it failed.
final class SimulatorLog {
  /// The form of `SimulationFailure.render`.
  private static final Pattern RENDERED =
      Pattern.compile(
          "^(error\\[HB5\\d{3}]: .*)\n  help: (.*)$", Pattern.DOTALL | Pattern.MULTILINE);

  private SimulatorLog() {}

  /// The failure in the simulator's own words: its coded error if it printed one, else all that it
  /// printed.
  static DiagnosticException failure(String variant, String log) {
    Matcher rendered = RENDERED.matcher(log.strip());
    boolean coded = rendered.find();
    String words = coded ? rendered.group(1) : log.strip();
    String help =
        coded
            ? rendered.group(2)
            : "check that the Java of this process can run a second one with enough memory";
    return new DiagnosticException(
        Diagnostic.error(RtlCode.SIMULATION, "`" + variant + "` failed: " + words).help(help));
  }
}
