package dev.halfbyte.rtl;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;

/// Follows the issue of commands, cycle by cycle: when each unit and resource is free again.
///
/// On a row array a GEMM may issue as soon as the one in front of it has read its operands. What is
/// left of that one is then the unit [Unit#DRAIN]; the first pass of the new one does not end
/// before it is done.
public final class IssueClock {
  /// A GEMM that was issued.
  ///
  /// @param uses its resources
  /// @param done cycle of its last write
  /// @param frontFree cycle in which the next one can issue
  private record Product(Set<Resource> uses, long done, long frontFree) {
    static final Product NONE = new Product(Set.of(), 0, 0);
  }

  private final AcceleratorConfig config;
  private final Timing timing;
  private final Map<Unit, Long> unitFree = new EnumMap<>(Unit.class);
  private final Map<Resource, Long> resourceFree = new EnumMap<>(Resource.class);
  private final Map<Unit, Long> busy = new EnumMap<>(Unit.class);
  private Product newest = Product.NONE;
  private Product older = Product.NONE;

  public IssueClock(AcceleratorConfig config) {
    this.config = config;
    this.timing = new Timing(config);
    for (Unit unit : Unit.values()) {
      busy.put(unit, 0L);
    }
  }

  /// Returns the first cycle in which nothing that the command depends on is busy; the order of
  /// issue is not looked at.
  public long release(Command command) {
    long release = 0;
    for (Unit unit : Unit.values()) {
      if (command instanceof Command.End || command.waits().contains(unit)) {
        release = Math.max(release, free(unit));
      }
    }
    for (Resource resource : command.uses()) {
      release = Math.max(release, resourceFree.getOrDefault(resource, 0L));
    }
    return Math.max(
        release,
        switch (command) {
          case Command.End _ -> 0;
          case Command.Gemm _ -> Math.max(newest.frontFree, free(Unit.DRAIN));
          case Command.Load _,
              Command.Elementwise _,
              Command.Store _,
              Command.Softmax _,
              Command.Norm _ ->
              Math.max(
                  free(command.unit().orElseThrow()),
                  Math.max(shared(command, newest), shared(command, older)));
        });
  }

  private long free(Unit unit) {
    return switch (unit) {
      case MAC -> newest.done + 1;
      case DRAIN -> older.done + 1;
      case LOAD, EW, STORE, SOFTMAX, NORM -> unitFree.getOrDefault(unit, 0L);
    };
  }

  private static long shared(Command command, Product product) {
    boolean shares = !Collections.disjoint(command.uses(), product.uses);
    return shares ? product.done + 1 : 0;
  }

  /// Issues a command, and returns the cycle of its last write.
  ///
  /// @param cycle not before [#release] of the command
  public long issue(Command command, Cost cost, long cycle) {
    if (command instanceof Command.Gemm gemm) {
      return issueProduct(gemm, cost, cycle);
    }
    long done = cycle + cost.busyCycles();
    command
        .unit()
        .ifPresent(unit -> {
          unitFree.put(unit, done + 1);
          count(unit, cost.busyCycles());
        });
    command.uses().forEach(resource -> resourceFree.put(resource, done + 1));
    return done;
  }

  private long issueProduct(Command.Gemm command, Cost cost, long cycle) {
    long firstPassEnd = cycle + RowTiming.START + cost.firstPass();
    boolean row = config.arrayKind() == ArrayKind.ROW;
    long wait = row ? Math.max(0, newest.done + RowTiming.HANDOVER - firstPassEnd) : 0;
    long done = cycle + cost.busyCycles() + wait;
    older = newest;
    newest =
        new Product(
            command.uses(),
            done,
            row ? timing.rowTiming(command).frontFree(done, command.act().blocks()) : done + 1);
    count(Unit.MAC, done - Math.max(cycle, older.done));
    count(Unit.DRAIN, Math.max(0, older.done - cycle));
    return done;
  }

  private void count(Unit unit, long cycles) {
    busy.merge(unit, cycles, Long::sum);
  }

  /// Returns the busy cycles of each unit so far.
  public Map<Unit, Long> busyCycles() {
    return Collections.unmodifiableMap(busy);
  }
}
