package dev.halfbyte.conformance.rtl;

import dev.halfbyte.rtl.AcceleratorConfig;
import dev.halfbyte.rtl.Command;
import dev.halfbyte.rtl.CommandFormat;
import dev.halfbyte.rtl.DramSpan;
import dev.halfbyte.rtl.Memory;
import dev.halfbyte.rtl.Unit;
import dev.halfbyte.testkit.Choices;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// A program that ran before on the same accelerator: it fills some words of every memory and sends
/// some of them out, over the streams or to a DRAM, so that neither its commands nor its data
/// belong to what runs next.
///
/// @param commands END included
/// @param beats of the in stream that its LOADs take
record OtherProgram(List<Command> commands, int beats) {
  private static final int MOST_WORDS = 32;

  OtherProgram {
    commands = List.copyOf(commands);
  }

  /// @param room beats of the DRAM; 0 without one
  static OtherProgram draw(AcceleratorConfig config, int room, Choices choices) {
    List<Command> commands = new ArrayList<>();
    int beats = 0;
    for (Memory memory : Memory.values()) {
      int depth = memory.depth(config);
      if (depth > 0 && memory.loadable()) {
        int base = choices.below(depth);
        int words = choices.between(1, Math.min(MOST_WORDS, depth - base));
        int size = words * memory.beatsPerWord(config);
        Optional<DramSpan> there = place(size, room, choices);
        commands.add(new Command.Load(memory, base, words, there, Set.of()));
        beats += there.isPresent() ? 0 : size;
      }
    }
    for (Memory memory : List.of(Memory.ACT, Memory.RES)) {
      int words = choices.between(1, Math.min(MOST_WORDS, memory.depth(config)));
      boolean last = choices.below(2) == 1;
      Optional<DramSpan> there = place(words * memory.beatsPerWord(config), room, choices);
      commands.add(
          new Command.Store(memory, 0, words, last && there.isEmpty(), there, Set.of(Unit.LOAD)));
    }
    commands.add(new Command.End());
    return new OtherProgram(commands, beats);
  }

  /// Some words lie in the DRAM if they fit there.
  private static Optional<DramSpan> place(int beats, int room, Choices choices) {
    return beats <= room && choices.below(2) == 1
        ? Optional.of(new DramSpan(choices.below(room - beats + 1), beats))
        : Optional.empty();
  }

  int[] words() {
    return CommandFormat.program(commands).stream().mapToInt(Integer::intValue).toArray();
  }
}
