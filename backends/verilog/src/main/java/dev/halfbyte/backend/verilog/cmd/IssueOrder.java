package dev.halfbyte.backend.verilog.cmd;

import dev.halfbyte.rtl.AcceleratorConfig;
import dev.halfbyte.rtl.Command;
import dev.halfbyte.rtl.Resource;
import dev.halfbyte.rtl.Unit;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Follows a program in issue order and knows which commands may still run.
///
/// A unit runs one command at a time, so at most one command per unit is in flight. Issuing a
/// command proves that every earlier command which shares a resource with it, or whose unit it
/// waits for, has completed; since issue is in order, the proof holds for all later commands.
public final class IssueOrder {
  private final AcceleratorConfig config;
  private final Map<Unit, Command> inFlight = new EnumMap<>(Unit.class);

  public IssueOrder(AcceleratorConfig config) {
    this.config = config;
  }

  /// Returns the units whose command in flight touches words, here or in the DRAM, that `command`
  /// must not race for and which `command` neither shares a resource with nor waits for.
  public Set<Unit> unordered(Command command) {
    Set<Unit> unordered = EnumSet.noneOf(Unit.class);
    List<Access> accesses = Accesses.of(command, config);
    inFlight.forEach((unit, earlier) -> {
      if (!completes(earlier, unit, command)
          && (conflicts(earlier, accesses) || conflictInDram(earlier, command))) {
        unordered.add(unit);
      }
    });
    return Collections.unmodifiableSet(unordered);
  }

  /// Adds `command` to what was issued.
  public void issue(Command command) {
    inFlight.entrySet().removeIf(e -> completes(e.getValue(), e.getKey(), command));
    command.unit().ifPresent(unit -> inFlight.put(unit, command));
  }

  private boolean conflicts(Command earlier, List<Access> accesses) {
    return Accesses.of(earlier, config).stream()
        .anyMatch(old -> accesses.stream().anyMatch(old::conflicts));
  }

  /// Returns whether one command writes words of the DRAM that the other reads or writes.
  public static boolean conflictInDram(Command earlier, Command later) {
    boolean written = earlier instanceof Command.Store || later instanceof Command.Store;
    return written
        && earlier.dram().stream().anyMatch(old -> later.dram().filter(old::overlaps).isPresent());
  }

  private static boolean completes(Command earlier, Unit unit, Command command) {
    return switch (command) {
      case Command.End _ -> true;
      case Command.Load _,
          Command.Gemm _,
          Command.Elementwise _,
          Command.Store _,
          Command.Softmax _,
          Command.Norm _ ->
          command.waits().contains(unit) || sharesResource(earlier.uses(), command.uses());
    };
  }

  private static boolean sharesResource(Set<Resource> earlier, Set<Resource> later) {
    return later.stream().anyMatch(earlier::contains);
  }
}
