package dev.halfbyte.backend.verilog.cmd;

import dev.halfbyte.rtl.AcceleratorConfig;
import dev.halfbyte.rtl.ArrayKind;
import dev.halfbyte.rtl.Command;
import dev.halfbyte.rtl.Memory;
import dev.halfbyte.rtl.Resource;
import dev.halfbyte.rtl.Unit;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Follows a program in issue order and knows which commands may still run.
///
/// A unit runs one command at a time, so at most one command per unit is in flight. Issuing a
/// command proves that every earlier command which shares a resource with it, or whose unit it
/// waits for, has completed; since issue is in order, the proof holds for all later commands.
///
/// A product on a row array may be issued while another is drained, which is then in flight on the
/// unit DRAIN: it has read its operands, and the new one drains nothing before it has completed.
public final class IssueOrder {
  /// What a product reads in front of its drain.
  private static final Set<Memory> OPERANDS =
      EnumSet.of(Memory.ACT, Memory.WGT, Memory.INDEX, Memory.DECODE);

  private final AcceleratorConfig config;
  private final Map<Unit, Command> inFlight = new EnumMap<>(Unit.class);

  public IssueOrder(AcceleratorConfig config) {
    this.config = config;
  }

  /// Returns the units whose command in flight touches words, here or in the DRAM, that `command`
  /// must not race for and which `command` neither shares a resource with nor waits for.
  public Set<Unit> unordered(Command command) {
    Set<Unit> unordered = EnumSet.noneOf(Unit.class);
    inFlight.forEach((unit, earlier) -> {
      if (!completes(unit, command)
          && (conflicts(unit, earlier, command) || conflictInDram(earlier, command))) {
        unordered.add(unit);
      }
    });
    return Collections.unmodifiableSet(unordered);
  }

  /// Adds `command` to what was issued.
  public void issue(Command command) {
    Set<Unit> completed = EnumSet.noneOf(Unit.class);
    inFlight.keySet().stream().filter(unit -> completes(unit, command)).forEach(completed::add);
    inFlight.keySet().removeAll(completed);
    command
        .unit()
        .ifPresent(unit -> {
          Optional<Command> drained = Optional.ofNullable(inFlight.put(unit, command));
          drained.ifPresent(earlier -> inFlight.put(Unit.DRAIN, earlier));
        });
  }

  /// Puts `command` in the place of the last one, which it continues.
  public void extend(Command command) {
    inFlight.put(command.unit().orElseThrow(), command);
  }

  /// Returns whether one command writes words of the DRAM that the other reads or writes.
  public static boolean conflictInDram(Command earlier, Command later) {
    boolean written = earlier instanceof Command.Store || later instanceof Command.Store;
    return written
        && earlier.dram().stream().anyMatch(old -> later.dram().filter(old::overlaps).isPresent());
  }

  private boolean conflicts(Unit unit, Command earlier, Command command) {
    boolean follows = unit == Unit.MAC && command instanceof Command.Gemm;
    List<Access> before =
        Accesses.of(earlier, config).stream()
            .filter(access -> !isOperand(access) || !(follows || unit == Unit.DRAIN))
            .toList();
    List<Access> accesses =
        Accesses.of(command, config).stream()
            .filter(access -> !follows || isOperand(access))
            .toList();
    return before.stream().anyMatch(old -> accesses.stream().anyMatch(old::conflicts));
  }

  private static boolean isOperand(Access access) {
    return !access.write() && OPERANDS.contains(access.memory());
  }

  /// Whether the command in flight on `unit` has completed when `command` is issued.
  private boolean completes(Unit unit, Command command) {
    if (command instanceof Command.End || command.waits().contains(unit)) {
      return true;
    }
    boolean product = command instanceof Command.Gemm && config.arrayKind() == ArrayKind.ROW;
    Optional<Command> earlier = Optional.ofNullable(inFlight.get(unit));
    boolean shares = earlier.filter(c -> sharesResource(c.uses(), command.uses())).isPresent();
    return switch (unit) {
      case MAC -> shares && !product;
      case DRAIN -> shares || product || completes(Unit.MAC, command);
      case LOAD, EW, STORE, SOFTMAX, NORM ->
          shares || command.unit().filter(unit::equals).isPresent();
    };
  }

  private static boolean sharesResource(Set<Resource> earlier, Set<Resource> later) {
    return later.stream().anyMatch(earlier::contains);
  }
}
