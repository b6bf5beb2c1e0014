package dev.halfbyte.quant.policy;

import dev.halfbyte.quant.QuantCode;
import dev.halfbyte.source.Diagnostic;
import dev.halfbyte.source.DiagnosticException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// A pattern for value paths: steps joined by dots, e.g. `blocks[0, 11].**` or `blocks[*].mlp.h`.
///
/// A step is `name`, `name[n, m]`, `name[*]` (any index), `*` (any one step) or `**` (any steps,
/// also none).
public record PathPattern(List<String> steps) {
  private static final Pattern STEP =
      Pattern.compile("\\*\\*?|([A-Za-z_][A-Za-z0-9_]*)(\\[(\\*|[0-9]+(, ?[0-9]+)*)\\])?");

  /// Matches every path; what `default` rules use.
  public static final PathPattern ANY = new PathPattern(List.of("**"));

  public PathPattern {
    steps = List.copyOf(steps);
    for (String step : steps) {
      if (!STEP.matcher(step).matches()) {
        throw new IllegalArgumentException("no step of a path pattern: " + step);
      }
    }
  }

  /// Reads the text form; blanks after commas mean nothing.
  ///
  /// @throws DiagnosticException for malformed text
  public static PathPattern parse(String text) {
    List<String> steps = List.of(text.strip().split("\\.", -1));
    for (String step : steps) {
      if (!STEP.matcher(step).matches()) {
        throw new DiagnosticException(
            Diagnostic.error(QuantCode.POLICY, "malformed path `" + text + "` at `" + step + "`")
                .help("a path looks like `mlp.h`, `blocks[0, 11].**` or `blocks[*].attn.p`"));
      }
    }
    return new PathPattern(steps);
  }

  /// Whether `path` is one of the values meant.
  public boolean matches(String path) {
    return matches(steps, List.of(path.split("\\.", -1)));
  }

  private static boolean matches(List<String> pattern, List<String> path) {
    boolean[] reached = new boolean[path.size() + 1];
    reached[0] = true;
    for (String step : pattern) {
      boolean[] next = new boolean[path.size() + 1];
      for (int i = 0; i <= path.size(); i++) {
        next[i] =
            step.equals("**")
                ? reached[i] || (i > 0 && next[i - 1])
                : i > 0 && reached[i - 1] && matchesStep(step, path.get(i - 1));
      }
      reached = next;
    }
    return reached[path.size()];
  }

  private static boolean matchesStep(String pattern, String step) {
    Matcher matcher = STEP.matcher(pattern);
    if (!matcher.matches() || pattern.equals("*")) {
      return pattern.equals("*");
    }
    String name = matcher.group(1);
    String indices = matcher.group(3);
    if (indices == null) {
      return step.equals(name);
    }
    return indices.equals("*")
        ? step.startsWith(name + "[") && step.endsWith("]")
        : Stream.of(indices.split(",")).anyMatch(i -> step.equals(name + "[" + i.strip() + "]"));
  }

  @Override
  public String toString() {
    return String.join(".", steps);
  }
}
