package dev.halfbyte.cli.timeline;

import dev.halfbyte.rtl.Unit;
import java.util.Optional;

/// One command of a run: what it was for, and when its unit was busy with it.
///
/// A command that issues in cycle i keeps its unit busy in cycles i + 1 to i + busy.
///
/// @param index its place in the program
/// @param op the IR op that it works for, empty for END
/// @param text the command as the cmd text form has it
/// @param unit the unit that executed it; none for END
/// @param issue the cycle in which it was issued, as simulated
/// @param busy busy cycles of its unit, as simulated
/// @param drained the last of the busy cycles, in which the next product had begun on the array
/// @param predicted the same as predicted, for streams without stalls
/// @param macs multiply-accumulates of the array during the command, as simulated
/// @param skipped multiply-accumulates that were left out as their code is zero, as simulated
/// @param waited cycles in which it could not be issued though all before it were
/// @param cause what it waited for, empty if it did not
public record CommandSpan(
    int index,
    String op,
    String text,
    Optional<Unit> unit,
    long issue,
    long busy,
    long drained,
    Predicted predicted,
    long macs,
    long skipped,
    long waited,
    String cause) {

  /// When the compiler expected a command.
  public record Predicted(long issue, long busy, long drained) {
    long held() {
      return busy - drained;
    }
  }

  /// The keyword of the command.
  public String keyword() {
    int blank = text.indexOf(' ');
    return blank < 0 ? text : text.substring(0, blank);
  }

  /// Whether the command came and took exactly as predicted.
  public boolean asPredicted() {
    return predicted.equals(new Predicted(issue, busy, drained));
  }

  /// Last busy cycle.
  long last() {
    return issue + busy;
  }

  /// Busy cycles in which the command had its unit for itself.
  long held() {
    return busy - drained;
  }

  /// The drain under the next product as a span of its own, if there was one.
  Optional<CommandSpan> drain() {
    if (drained == 0) {
      return Optional.empty();
    }
    Predicted then = new Predicted(predicted.issue + predicted.held(), predicted.drained, 0);
    return Optional.of(
        new CommandSpan(
            index,
            op,
            text,
            Optional.of(Unit.DRAIN),
            issue + held(),
            drained,
            0,
            then,
            0,
            0,
            0,
            ""));
  }

  /// One line on the command for people.
  String describe() {
    StringBuilder line = new StringBuilder();
    line.append('#').append(index).append(' ').append(op).append(": ").append(keyword());
    line.append(", cycles %d to %d (%d)".formatted(issue + 1, last(), busy));
    if (waited > 0) {
      line.append(", waited %d for %s".formatted(waited, cause));
    }
    if (macs + skipped > 0) {
      line.append(", %d products, %d skipped".formatted(macs, skipped));
    }
    return line.toString();
  }
}
