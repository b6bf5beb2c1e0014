package dev.halfbyte.rtl;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/// Makes a scenario with a DRAM of one without: words of most LOADs lie in the DRAM, anywhere and
/// some of them twice used, and what a STORE gives goes to the DRAM and comes back before.
final class DramScenario {
  private final Scenario plain;
  private final Random random;
  private final Timing timing;
  private final List<Command> commands = new ArrayList<>();
  private final List<Cost> costs = new ArrayList<>();
  private final List<Long> in = new ArrayList<>();
  private final List<Long> dram = new ArrayList<>();
  private int consumed;

  private DramScenario(Scenario plain, AcceleratorConfig config, long seed) {
    this.plain = plain;
    this.random = new Random(seed);
    this.timing = new Timing(config);
  }

  /// Returns a random scenario of a seed for a preset with a DRAM.
  static Scenario of(String preset, long seed) {
    AcceleratorConfig base = AcceleratorConfig.preset(preset).orElseThrow();
    AcceleratorConfig config = base.with(Map.of("DRAM", 1));
    Scenario plain =
        config.hasSoftmax() ? RowAttention.of(config, seed) : Scenario.of(config, seed);
    return new DramScenario(plain, config, seed).build(config);
  }

  private Scenario build(AcceleratorConfig config) {
    for (int i = 0; i < plain.commands().size(); i++) {
      switch (plain.commands().get(i)) {
        case Command.Load load -> load(load);
        case Command.Store store -> store(store);
        case Command.End _,
            Command.Gemm _,
            Command.Elementwise _,
            Command.Softmax _,
            Command.Norm _ -> {
          commands.add(plain.commands().get(i));
          costs.add(plain.costs().get(i));
        }
      }
    }
    return new Scenario(
        config,
        List.copyOf(commands),
        List.copyOf(costs),
        List.copyOf(in),
        plain.outBeats(),
        plain.lastBeats(),
        List.copyOf(dram));
  }

  private void load(Command.Load load) {
    int beats = load.words() * load.target().beatsPerWord(timing.config());
    List<Long> words = plain.inBeats().subList(consumed, consumed + beats);
    consumed += beats;
    if (random.nextInt(5) == 0) {
      in.addAll(words);
      add(load);
      return;
    }
    DramSpan span = place(beats);
    for (int beat = 0; beat < beats; beat++) {
      dram.set(span.first() + beat, words.get(beat));
    }
    Command.Load there =
        new Command.Load(load.target(), load.base(), load.words(), Optional.of(span), load.waits());
    add(there);
    if (random.nextInt(5) == 0) {
      add(there);
    }
  }

  /// To the DRAM, back to the same words row by row, and out.
  private void store(Command.Store store) {
    Command.RowSpan rows = store.rows();
    int rowBeats = store.words() * store.source().beatsPerWord(timing.config());
    DramSpan span = place(rows.rows() * rowBeats);
    Optional<DramSpan> there = Optional.of(span);
    add(new Command.Store(store.source(), rows, store.words(), false, there, store.waits()));
    for (int row = 0; row < rows.rows(); row++) {
      int base = rows.base() + row * rows.stride();
      Optional<DramSpan> back = Optional.of(new DramSpan(span.first() + row * rowBeats, rowBeats));
      Set<Unit> all = EnumSet.allOf(Unit.class);
      add(new Command.Load(store.source(), base, store.words(), back, all));
    }
    Set<Unit> waits = EnumSet.of(Unit.LOAD);
    waits.addAll(store.waits());
    add(new Command.Store(store.source(), rows, store.words(), store.streamLast(), waits));
  }

  /// A new stretch, some beats behind the last one.
  private DramSpan place(int beats) {
    int gap = random.nextInt(random.nextBoolean() ? 4 : 200);
    int first = dram.size() + gap;
    while (dram.size() < first + beats) {
      dram.add(random.nextLong());
    }
    return new DramSpan(first, beats);
  }

  private void add(Command command) {
    commands.add(command);
    costs.add(timing.cost(command));
  }
}
