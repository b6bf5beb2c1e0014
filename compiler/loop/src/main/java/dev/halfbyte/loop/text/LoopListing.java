package dev.halfbyte.loop.text;

import dev.halfbyte.loop.Stage;
import dev.halfbyte.loop.Statement;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;

/// A printed loop program and the line of each statement, counted from 1.
///
/// Statements are told apart by identity, since equal ones may stand on several lines.
public final class LoopListing {
  private final List<String> lines;
  private final IdentityHashMap<Object, Integer> numbers;

  LoopListing(List<String> lines, IdentityHashMap<Object, Integer> numbers) {
    this.lines = List.copyOf(lines);
    this.numbers = numbers;
  }

  /// The text, each line with its end.
  public String text() {
    return String.join("\n", lines) + "\n";
  }

  public int line(Statement statement) {
    return Objects.requireNonNull(numbers.get(statement));
  }

  public int line(Stage stage) {
    return Objects.requireNonNull(numbers.get(stage));
  }
}
