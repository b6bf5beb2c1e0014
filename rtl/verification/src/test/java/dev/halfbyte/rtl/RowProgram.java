package dev.halfbyte.rtl;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;

/// Collects a program for a row array while [RowMachine] executes it: each command waits for the
/// units whose last command it depends on, and for no other; the last product but one may still be
/// drained.
final class RowProgram {
  private final AcceleratorConfig config;
  private final Timing timing;
  private final RowMachine machine;
  private final List<Command> commands = new ArrayList<>();
  private final List<Cost> costs = new ArrayList<>();
  private final BeatStream in = new BeatStream();
  private final BeatStream out = new BeatStream();
  private final Map<Unit, RowMachine.Access> last = new EnumMap<>(Unit.class);
  private RowMachine.Access current = new RowMachine.Access(Set.of(), Set.of());

  RowProgram(AcceleratorConfig config) {
    this.config = config;
    this.timing = new Timing(config);
    this.machine = new RowMachine(config);
  }

  RowMachine machine() {
    return machine;
  }

  /// Loads words that are given.
  void load(Memory memory, int base, Bits words) {
    in.append(config, memory, words);
    machine.load(memory, base, words);
    int count = words.width() / memory.wordBits(config);
    add(waits -> new Command.Load(memory, base, count, waits));
  }

  /// Loads random words.
  void load(Memory memory, int base, int count, Random random) {
    load(memory, base, Bits.random(random, count * memory.wordBits(config)));
  }

  void load(DigitPlanes planes) {
    Bits word = new Bits(Memory.DECODE_BITS);
    for (int bit = 0; bit < Memory.DECODE_BITS; bit++) {
      word.set(bit, 1, planes.word().testBit(bit) ? 1 : 0);
    }
    in.append(config, Memory.DECODE, word);
    machine.load(planes);
    add(waits -> new Command.Load(Memory.DECODE, 0, 1, waits));
  }

  void store(Memory memory, Command.RowSpan rows, int count) {
    for (int row = 0; row < rows.rows(); row++) {
      out.append(config, memory, machine.words(memory, rows.base() + row * rows.stride(), count));
    }
    add(waits -> new Command.Store(memory, rows, count, false, waits));
  }

  void gemm(Function<Set<Unit>, Command.Gemm> gemm) {
    Cost cost = machine.execute(gemm.apply(Set.of()));
    add(gemm.apply(waits()), cost);
  }

  void softmax(Function<Set<Unit>, Command.Softmax> softmax) {
    machine.execute(softmax.apply(Set.of()));
    add(softmax::apply);
  }

  void norm(Function<Set<Unit>, Command.Norm> norm) {
    machine.execute(norm.apply(Set.of()));
    add(norm::apply);
  }

  Scenario build() {
    commands.add(new Command.End());
    costs.add(timing.cost(new Command.End()));
    return new Scenario(
        config, List.copyOf(commands), List.copyOf(costs), in.beats(), out.beats(), List.of());
  }

  private void add(Function<Set<Unit>, Command> command) {
    Command finished = command.apply(waits());
    add(finished, timing.cost(finished));
  }

  private void add(Command command, Cost cost) {
    commands.add(command);
    costs.add(cost);
    Optional<RowMachine.Access> drained =
        Optional.ofNullable(last.put(command.unit().orElseThrow(), current));
    if (command instanceof Command.Gemm) {
      drained.ifPresent(access -> last.put(Unit.DRAIN, access));
    }
  }

  /// Takes what the command touched.
  private Set<Unit> waits() {
    current = machine.takeAccess();
    Set<Unit> waits = EnumSet.noneOf(Unit.class);
    last.forEach((unit, access) -> {
      if (current.dependsOn(access)) {
        waits.add(unit);
      }
    });
    return waits;
  }
}
