package dev.halfbyte.backend.verilog.schedule;

import dev.halfbyte.backend.verilog.cmd.Access;
import dev.halfbyte.backend.verilog.cmd.Accesses;
import dev.halfbyte.backend.verilog.cmd.IssueOrder;
import dev.halfbyte.backend.verilog.cmd.StreamIn;
import dev.halfbyte.rtl.AcceleratorConfig;
import dev.halfbyte.rtl.Command;
import dev.halfbyte.rtl.Cost;
import dev.halfbyte.rtl.IssueClock;
import dev.halfbyte.rtl.Memory;
import dev.halfbyte.rtl.Timing;
import dev.halfbyte.rtl.Unit;
import dev.halfbyte.source.CompilerBug;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// Puts work into an order in which units wait little, by list scheduling: of the pieces whose
/// operands are ready or under way, the one that can begin first goes first; of several, the one
/// with the longest way to the end behind it.
///
/// The order of two pieces that touch the same words stays. A LOAD of rows comes behind the first
/// product or norm of the rows before, so that constants get their turn on the stream.
final class ListSchedule {
  /// Pieces among which the next is chosen.
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
          0,
          Memory.INDEX,
          0);

  /// Read by many at the same time, written by LOADs of constants, which are not here yet.
  private static final Set<Memory> CONSTANT =
      EnumSet.of(Memory.PAR, Memory.TABLE, Memory.DECODE, Memory.EXP, Memory.GAIN, Memory.INDEX);

  private final List<Work> works;
  private final List<Command> commands;
  private final long[] cycles;
  private final List<List<Integer>> producers = new ArrayList<>();
  private final List<List<Integer>> followers = new ArrayList<>();
  private final int[] open;
  private final long[] heights;
  private final long[] ends;
  private final List<List<Command>> commandsOf;
  private final Timing timing;
  private final IssueClock clock;

  private ListSchedule(List<Work> works, AcceleratorConfig config) {
    this.works = works;
    this.timing = new Timing(config);
    this.clock = new IssueClock(config);
    this.commandsOf =
        works.stream()
            .map(work -> work.steps().stream().map(ListSchedule::command).toList())
            .toList();
    this.commands = commandsOf.stream().map(List::getFirst).toList();
    this.cycles = works.stream().mapToLong(work -> cycles(work, config)).toArray();
    this.open = new int[works.size()];
    this.heights = new long[works.size()];
    this.ends = new long[works.size()];
    depend(config);
  }

  /// Returns the steps in a better order.
  ///
  /// @param works in an order in which they may be done one after another, with accesses of act,
  ///   res and computed weights that are final; those of constants conflict with none
  static List<Step> order(List<Work> works, AcceleratorConfig config) {
    return new ListSchedule(works, config)
        .run().stream().flatMap(work -> work.steps().stream()).toList();
  }

  private static Command command(Step step) {
    return step.maker().make(ANYWHERE, Set.of());
  }

  private static long cycles(Work work, AcceleratorConfig config) {
    Timing timing = new Timing(config);
    return work.steps().stream()
        .mapToLong(step -> timing.cost(command(step), step.digits()).busyCycles() + 1)
        .sum();
  }

  private static List<Access> accesses(Work work, AcceleratorConfig config) {
    return work.steps().stream()
        .flatMap(step -> Accesses.of(command(step), config).stream())
        .filter(access -> access.write() || !CONSTANT.contains(access.memory()))
        .distinct()
        .toList();
  }

  private void depend(AcceleratorConfig config) {
    List<List<Access>> accesses = works.stream().map(work -> accesses(work, config)).toList();
    Optional<Integer> store = Optional.empty();
    Optional<Integer> product = Optional.empty();
    for (int step = 0; step < works.size(); step++) {
      producers.add(new ArrayList<>());
      followers.add(new ArrayList<>());
      for (int earlier = Math.max(0, step - WINDOW); earlier < step; earlier++) {
        if (conflict(accesses.get(earlier), accesses.get(step))
            || IssueOrder.conflictInDram(commands.get(earlier), commands.get(step))) {
          follow(earlier, step);
          if (!product(earlier) || !product(step) || reads(step, earlier, accesses)) {
            producers.get(step).add(earlier);
          }
        }
      }
      if (works.get(step).steps().getFirst().out().isPresent()) {
        int now = step;
        store.ifPresent(earlier -> follow(earlier, now));
        store = Optional.of(step);
      }
      if (works.get(step).steps().getFirst().in().isPresent()) {
        int now = step;
        product.ifPresent(earlier -> follow(earlier, now));
        product = Optional.empty();
      } else if (product.isEmpty() && usesArray(step)) {
        product = Optional.of(step);
      }
    }
    partsInTurn();
    for (int step = works.size() - 1; step >= 0; step--) {
      long behind = followers.get(step).stream().mapToLong(f -> heights[f]).max().orElse(0);
      heights[step] = behind + cycles[step];
    }
  }

  /// The LOAD of a part of the rows of a chunk comes behind the norm of the part in front.
  private void partsInTurn() {
    for (int step = 1; step < works.size(); step++) {
      int now = step;
      if (loadsPartOf(works.get(step - 1), works.get(step))) {
        followers.get(step - 1).stream()
            .filter(user -> commands.get(user) instanceof Command.Norm)
            .min(Integer::compare)
            .filter(user -> user > now && !leadsTo(now, user))
            .ifPresent(user -> follow(user, now));
      }
    }
  }

  /// Whether a step has to come in front of a later one.
  private boolean leadsTo(int step, int later) {
    return followers.get(step).stream()
        .anyMatch(next -> next == later || next > step && next < later && leadsTo(next, later));
  }

  private static boolean loadsPartOf(Work before, Work work) {
    Optional<StreamIn> first = before.steps().getFirst().in();
    Optional<StreamIn> second = work.steps().getFirst().in();
    return first.isPresent()
        && second.isPresent()
        && first.get() instanceof StreamIn.Input a
        && second.get() instanceof StreamIn.Input b
        && a.input().equals(b.input())
        && a.elementBits() == b.elementBits()
        && a.firstRow() + a.rows() == b.firstRow();
  }

  private boolean product(int step) {
    return commands.get(step) instanceof Command.Gemm;
  }

  /// Whether a product has operands that another one writes; what else they share is in order.
  private static boolean reads(int product, int earlier, List<List<Access>> accesses) {
    List<Access> operands =
        accesses.get(product).stream()
            .filter(access -> !access.write() && access.memory() != Memory.RES)
            .toList();
    return conflict(accesses.get(earlier).stream().filter(Access::write).toList(), operands);
  }

  private boolean usesArray(int step) {
    return commands.get(step).unit().filter(u -> u == Unit.MAC || u == Unit.EW).isPresent();
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

  private List<Work> run() {
    TreeSet<Integer> ready = new TreeSet<>();
    TreeSet<Integer> pending = new TreeSet<>();
    for (int step = 0; step < works.size(); step++) {
      pending.add(step);
      if (open[step] == 0) {
        ready.add(step);
      }
    }
    List<Work> ordered = new ArrayList<>();
    long now = Timing.FIRST_ISSUE;
    while (!pending.isEmpty()) {
      int chosen = choose(ready.headSet(pending.first() + WINDOW), now);
      now = issue(chosen, now) + 1;
      ordered.add(works.get(chosen));
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
    if (best < 0) {
      throw new CompilerBug("pieces of work wait for each other");
    }
    return best;
  }

  /// Returns the first cycle in which a step could be issued.
  private long start(int step, long now) {
    long start = Math.max(now, clock.release(commands.get(step)));
    for (int producer : producers.get(step)) {
      start = Math.max(start, ends[producer]);
    }
    return start;
  }

  /// Issues all commands of a step, and returns the cycle of the last.
  private long issue(int step, long now) {
    long cycle = start(step, now);
    List<Step> steps = works.get(step).steps();
    for (int i = 0; i < steps.size(); i++) {
      Command command = commandsOf.get(step).get(i);
      cycle = Math.max(cycle, clock.release(command));
      Cost cost = timing.cost(command, steps.get(i).digits());
      ends[step] = Math.max(ends[step], clock.issue(command, cost, cycle) + 1);
    }
    return cycle;
  }
}
