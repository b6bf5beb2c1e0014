package dev.halfbyte.passes;

import java.util.List;
import java.util.stream.Collectors;

/// A list of passes as data, with a text spelling:
/// `validate,fix(simplify,cse),quantize(w4a4),seal`.
///
/// `parse(p.toString()).equals(p)`.
public record Pipeline(List<Step> steps) {
  /// How often `fix` repeats its steps before it gives up.
  public static final int FIX_BOUND = 64;

  /// One part of a pipeline.
  public sealed interface Step {}

  /// Runs a pass of the catalogue.
  public record Apply(String name, List<String> arguments) implements Step {
    public Apply {
      arguments = List.copyOf(arguments);
    }

    @Override
    public String toString() {
      return arguments.isEmpty() ? name : name + "(" + String.join(",", arguments) + ")";
    }
  }

  /// Repeats its steps until they change nothing, at most [#FIX_BOUND] times.
  public record Fix(List<Step> steps) implements Step {
    public Fix {
      steps = List.copyOf(steps);
    }

    @Override
    public String toString() {
      return "fix(" + spell(steps) + ")";
    }
  }

  public Pipeline {
    steps = List.copyOf(steps);
  }

  /// Reads the text spelling; blanks between its parts mean nothing.
  ///
  /// @throws dev.halfbyte.source.DiagnosticException with the offending column
  public static Pipeline parse(String text) {
    return new PipelineParser(text).parse();
  }

  @Override
  public String toString() {
    return spell(steps);
  }

  private static String spell(List<Step> steps) {
    return steps.stream().map(Step::toString).collect(Collectors.joining(","));
  }
}
