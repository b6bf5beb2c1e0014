package dev.halfbyte.cli;

import dev.halfbyte.source.Diagnostic;
import dev.halfbyte.source.DiagnosticException;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Lengths of time as users write them.
final class TimeText {
  private static final Pattern FORM = Pattern.compile("([0-9]{1,6})(ms|s|m)");

  private TimeText() {}

  /// Reads e.g. `500ms`, `90s`, `5m`.
  ///
  /// @throws DiagnosticException when `text` has another form
  static Duration parse(String text) {
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      throw new DiagnosticException(
          Diagnostic.error(CliCode.TIME, "`%s` is not a time".formatted(text))
              .help("for example 500ms, 90s or 5m"));
    }
    long count = Long.parseLong(form.group(1));
    return switch (form.group(2)) {
      case "ms" -> Duration.ofMillis(count);
      case "s" -> Duration.ofSeconds(count);
      default -> Duration.ofMinutes(count);
    };
  }
}
