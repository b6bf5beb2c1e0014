package dev.halfbyte.frontend.ast;

import dev.halfbyte.source.Span;
import java.util.List;

/// A pattern for the paths of values, e.g. `blocks[0, 11].**` or `blocks[*].attn.p`.
///
/// A path is a list of steps `name` or `name[number]`, joined by dots.
public record PathPattern(List<Segment> segments, Span span) {
  /// Copies the segments.
  public PathPattern {
    segments = List.copyOf(segments);
  }

  /// What one place of the pattern accepts.
  public sealed interface Segment {}

  /// A step of this name without a number.
  public record Named(String name) implements Segment {}

  /// A step of this name with any number.
  public record AnyElement(String name) implements Segment {}

  /// A step of this name with one of these numbers.
  public record Elements(String name, List<Long> numbers) implements Segment {
    /// Copies the numbers.
    public Elements {
      numbers = List.copyOf(numbers);
    }
  }

  /// Any one step.
  public record AnyStep() implements Segment {}

  /// Any steps, also none.
  public record AnySteps() implements Segment {}

  /// Whether the pattern accepts `path`.
  public boolean matches(String path) {
    List<String> steps = path.isEmpty() ? List.of() : List.of(path.split("\\.", -1));
    boolean[] reached = new boolean[steps.size() + 1];
    reached[0] = true;
    for (Segment segment : segments) {
      boolean[] next = new boolean[steps.size() + 1];
      for (int i = 0; i <= steps.size(); i++) {
        if (segment instanceof AnySteps) {
          next[i] = reached[i] || (i > 0 && next[i - 1]);
        } else if (i > 0) {
          next[i] = reached[i - 1] && accepts(segment, steps.get(i - 1));
        }
      }
      reached = next;
    }
    return reached[steps.size()];
  }

  private static boolean accepts(Segment segment, String step) {
    return switch (segment) {
      case Named(String name) -> step.equals(name);
      case AnyElement(String name) -> step.startsWith(name + "[") && step.endsWith("]");
      case Elements(String name, List<Long> numbers) ->
          numbers.stream().anyMatch(n -> step.equals(name + "[" + n + "]"));
      case AnyStep _, AnySteps _ -> true;
    };
  }
}
