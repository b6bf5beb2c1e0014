package dev.halfbyte.rtl;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/// Exact cycles of programs, for an in stream that is always valid and an out stream always ready.
///
/// Cycle 0 is the first running cycle, the first command can issue in cycle [#FIRST_ISSUE]. A
/// command issued in cycle i keeps its unit and its resources busy in cycles i+1 .. i+busy; its
/// last write is presented to the memory in cycle i+busy, and whatever waits for it issues in cycle
/// i+busy+1 at the earliest, early enough to read that write.
///
/// @param config the configuration; must have no problems
public record Timing(AcceleratorConfig config) {
  /// The cycle in which the first command can issue.
  public static final int FIRST_ISSUE = 1;

  /// Busy cycles of a LOAD beyond its beats.
  public static final int LOAD_OVERHEAD = 1;

  /// Busy cycles of a STORE beyond its beats.
  public static final int STORE_OVERHEAD = 3;

  /// Cycles from the address of a drained or source word to its write.
  public static final int EPILOGUE_LATENCY = 7;

  /// Cycles from the address of the last k word to the address of the first drained word.
  public static final int ARRAY_LATENCY = 2;

  /// Returns the busy cycles of a command; 0 for END.
  public long busyCycles(Command command) {
    return switch (command) {
      case Command.End _ -> 0;
      case Command.Load load -> beats(load.target(), load.words()) + LOAD_OVERHEAD;
      case Command.Gemm gemm ->
          (gemm.rowBlocks() - 1) * rowBlockCycles(gemm)
              + gemm.kWords()
              + (ARRAY_LATENCY + config.drainWords() - 1)
              + EPILOGUE_LATENCY;
      case Command.Elementwise ew -> (long) ew.words() + EPILOGUE_LATENCY;
      case Command.Store store -> beats(store.source(), store.words()) + STORE_OVERHEAD;
    };
  }

  /// Returns the multiply-accumulates of a command as the MACS counter counts them.
  public long macs(Command command) {
    return command instanceof Command.Gemm gemm
        ? (long) gemm.rowBlocks() * gemm.kWords() * config.macsPerCycle()
        : 0;
  }

  /// Predicts a whole program.
  ///
  /// @param commands a program whose last command, and only that, is END
  public Prediction predict(List<Command> commands) {
    Map<Resource, Long> resourceFree = new EnumMap<>(Resource.class);
    Map<Unit, Long> unitFree = new EnumMap<>(Unit.class);
    Map<Unit, Long> busy = new EnumMap<>(Unit.class);
    for (Unit unit : Unit.values()) {
      busy.put(unit, 0L);
    }
    List<Long> issues = new ArrayList<>();
    long earliest = FIRST_ISSUE;
    long macs = 0;
    for (Command command : commands) {
      long issue = Math.max(earliest, release(command, resourceFree, unitFree));
      long free = issue + busyCycles(command) + 1;
      command
          .unit()
          .ifPresent(unit -> {
            unitFree.put(unit, free);
            busy.merge(unit, busyCycles(command), Long::sum);
          });
      command.uses().forEach(resource -> resourceFree.put(resource, free));
      macs += macs(command);
      issues.add(issue);
      earliest = issue + 1;
    }
    return new Prediction(issues, busy, macs);
  }

  /// Returns the first cycle in which nothing that the command depends on is busy.
  private static long release(
      Command command, Map<Resource, Long> resourceFree, Map<Unit, Long> unitFree) {
    long release = 0;
    for (Resource resource : command.uses()) {
      release = Math.max(release, resourceFree.getOrDefault(resource, 0L));
    }
    for (Unit unit : Unit.values()) {
      boolean needed =
          command instanceof Command.End
              || command.waits().contains(unit)
              || command.unit().filter(unit::equals).isPresent();
      if (needed) {
        release = Math.max(release, unitFree.getOrDefault(unit, 0L));
      }
    }
    return release;
  }

  private long rowBlockCycles(Command.Gemm gemm) {
    return Math.max(gemm.kWords(), config.drainWords());
  }

  private long beats(Memory memory, int words) {
    return (long) words * memory.beatsPerWord(config);
  }
}
