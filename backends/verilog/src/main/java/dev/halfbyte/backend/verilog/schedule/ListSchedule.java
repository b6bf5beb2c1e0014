package dev.halfbyte.backend.verilog.schedule;

import dev.halfbyte.backend.verilog.cmd.Access;
import dev.halfbyte.backend.verilog.cmd.Accesses;
import dev.halfbyte.rtl.AcceleratorConfig;
import dev.halfbyte.rtl.Command;
import dev.halfbyte.rtl.Memory;
import dev.halfbyte.rtl.Resource;
import dev.halfbyte.rtl.Timing;
import dev.halfbyte.rtl.Unit;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// Puts steps into an order in which units wait little, by list scheduling: of the steps whose
/// operands are ready or under way, the one that can begin first goes first; of several, the one
/// with the longest way to the end behind it.
///
/// The order of two steps that touch the same words stays. A LOAD of rows goes at most one such
/// LOAD ahead of the first reader of the rows before, so that constants get their turn on the
/// stream.
final class ListSchedule {
  /// Steps among which the next is chosen.
  private static final int WINDOW = 192;

  private static final Map<Memory, Integer> ANYWHERE =
      Map.of(
          Memory.WGT,
          0,
          Memory.PAR,
          0,
          Memory.TABLE,
          0,
          Memory.DECODE,
          0,
          Memory.EXP,
          0,
          Memory.GAIN,
          0);

  private final List<Step> steps;
  private final List<Command> commands;
  private final long[] cycles;
  private final List<List<Integer>> producers = new ArrayList<>();
  private final List<List<Integer>> followers = new ArrayList<>();
  private final int[] open;
  private final long[] heights;
  private final long[] ends;
  private final Map<Unit, Long> unitFree = new EnumMap<>(Unit.class);
  private final Map<Resource, Long> resourceFree = new EnumMap<>(Resource.class);

  private ListSchedule(List<Step> steps, AcceleratorConfig config) {
    Timing timing = new Timing(config);
    this.steps = steps;
    this.commands = steps.stream().map(s -> s.maker().make(ANYWHERE, Set.of())).toList();
    this.cycles = commands.stream().mapToLong(timing::busyCycles).toArray();
    this.open = new int[steps.size()];
    this.heights = new long[steps.size()];
    this.ends = new long[steps.size()];
    depend(config);
  }

  /// Returns the steps in a better order.
  ///
  /// @param steps in an order in which they may run one after another, with accesses of act, res
  ///   and computed weights that are final; those of constants conflict with none
  static List<Step> order(List<Step> steps, AcceleratorConfig config) {
    return new ListSchedule(steps, config).run();
  }

  private void depend(AcceleratorConfig config) {
    List<List<Access>> accesses =
        commands.stream().map(command -> Accesses.of(command, config)).toList();
    Optional<Integer> store = Optional.empty();
    Optional<Integer> reader = Optional.empty();
    for (int step = 0; step < steps.size(); step++) {
      producers.add(new ArrayList<>());
      followers.add(new ArrayList<>());
      for (int earlier = Math.max(0, step - WINDOW); earlier < step; earlier++) {
        if (conflict(accesses.get(earlier), accesses.get(step))) {
          producers.get(step).add(earlier);
          follow(earlier, step);
        }
      }
      if (steps.get(step).out().isPresent()) {
        int now = step;
        store.ifPresent(earlier -> follow(earlier, now));
        store = Optional.of(step);
      }
      if (steps.get(step).in().isPresent()) {
        int now = step;
        reader.ifPresent(earlier -> follow(earlier, now));
        reader = Optional.empty();
      } else if (reader.isEmpty()) {
        reader = Optional.of(step);
      }
    }
    for (int step = steps.size() - 1; step >= 0; step--) {
      long behind = followers.get(step).stream().mapToLong(f -> heights[f]).max().orElse(0);
      heights[step] = behind + cycles[step];
    }
  }

  private void follow(int earlier, int later) {
    followers.get(earlier).add(later);
    open[later]++;
  }

  private static boolean conflict(List<Access> earlier, List<Access> later) {
    for (Access first : earlier) {
      for (Access second : later) {
        if (first.conflicts(second)) {
          return true;
        }
      }
    }
    return false;
  }

  private List<Step> run() {
    TreeSet<Integer> ready = new TreeSet<>();
    TreeSet<Integer> pending = new TreeSet<>();
    for (int step = 0; step < steps.size(); step++) {
      pending.add(step);
      if (open[step] == 0) {
        ready.add(step);
      }
    }
    List<Step> ordered = new ArrayList<>();
    long now = Timing.FIRST_ISSUE;
    while (!pending.isEmpty()) {
      int chosen = choose(ready.headSet(pending.first() + WINDOW), now);
      now = issue(chosen, now) + 1;
      ordered.add(steps.get(chosen));
      ready.remove(chosen);
      pending.remove(chosen);
      for (int follower : followers.get(chosen)) {
        open[follower]--;
        if (open[follower] == 0) {
          ready.add(follower);
        }
      }
    }
    return ordered;
  }

  private int choose(Set<Integer> candidates, long now) {
    int best = -1;
    long bestStart = Long.MAX_VALUE;
    for (int candidate : candidates) {
      long start = start(candidate, now);
      if (start < bestStart || start == bestStart && heights[candidate] > heights[best]) {
        best = candidate;
        bestStart = start;
      }
    }
    return best;
  }

  /// Returns the first cycle in which a step could be issued.
  private long start(int step, long now) {
    Command command = commands.get(step);
    long start = now;
    for (Resource resource : command.uses()) {
      start = Math.max(start, resourceFree.getOrDefault(resource, 0L));
    }
    if (command.unit().isPresent()) {
      start = Math.max(start, unitFree.getOrDefault(command.unit().get(), 0L));
    }
    for (int producer : producers.get(step)) {
      start = Math.max(start, ends[producer]);
    }
    return start;
  }

  private long issue(int step, long now) {
    long start = start(step, now);
    long end = start + cycles[step] + 1;
    Command command = commands.get(step);
    command.uses().forEach(resource -> resourceFree.put(resource, end));
    command.unit().ifPresent(unit -> unitFree.put(unit, end));
    ends[step] = end;
    return start;
  }
}
