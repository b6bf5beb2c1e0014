package dev.halfbyte.cli.timeline;

import dev.halfbyte.rtl.Command;
import dev.halfbyte.rtl.Resource;
import dev.halfbyte.rtl.Unit;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// Why a command was not issued earlier: what became free in the cycle before its issue.
///
/// Data come before units and units before shared resources, where several became free at once.
final class WaitCause {
  private WaitCause() {}

  /// Returns the cause in words.
  ///
  /// @param released commands whose last busy cycle is the one before the issue
  static String of(Command command, List<Command> released) {
    if (command instanceof Command.End) {
      return "all units";
    }
    Set<Unit> units = EnumSet.noneOf(Unit.class);
    released.forEach(other -> other.unit().ifPresent(units::add));
    for (Unit unit : units) {
      if (command.waits().contains(unit)) {
        return "data of " + lower(unit);
      }
    }
    for (Unit unit : units) {
      if (command.unit().filter(unit::equals).isPresent()) {
        return lower(unit) + " busy";
      }
    }
    for (Command other : released) {
      for (Resource resource : Resource.values()) {
        if (command.uses().contains(resource) && other.uses().contains(resource)) {
          String holder = other.unit().map(WaitCause::lower).orElse("none");
          return lower(resource) + " in use by " + holder;
        }
      }
    }
    // A product also waits until the one in front has read its operands, which ends no command.
    return command instanceof Command.Gemm ? lower(Unit.MAC) + " busy" : "the sequencer";
  }

  private static String lower(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
