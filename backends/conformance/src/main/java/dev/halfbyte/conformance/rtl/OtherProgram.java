package dev.halfbyte.conformance.rtl;

import dev.halfbyte.rtl.AcceleratorConfig;
import dev.halfbyte.rtl.Command;
import dev.halfbyte.rtl.CommandFormat;
import dev.halfbyte.rtl.Memory;
import dev.halfbyte.rtl.Unit;
import dev.halfbyte.testkit.Choices;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// A program that ran before on the same accelerator: it fills some words of every memory and sends
/// some of them out, so that neither its commands nor its data belong to what runs next.
///
/// @param commands END included
/// @param beats that its LOADs take
record OtherProgram(List<Command> commands, int beats) {
  private static final int MOST_WORDS = 32;

  OtherProgram {
    commands = List.copyOf(commands);
  }

  static OtherProgram draw(AcceleratorConfig config, Choices choices) {
    List<Command> commands = new ArrayList<>();
    int beats = 0;
    for (Memory memory : Memory.values()) {
      int depth = memory.depth(config);
      if (depth > 0 && memory.loadable()) {
        int base = choices.below(depth);
        int words = choices.between(1, Math.min(MOST_WORDS, depth - base));
        commands.add(new Command.Load(memory, base, words, Set.of()));
        beats += words * memory.beatsPerWord(config);
      }
    }
    for (Memory memory : List.of(Memory.ACT, Memory.RES)) {
      int words = choices.between(1, Math.min(MOST_WORDS, memory.depth(config)));
      commands.add(new Command.Store(memory, 0, words, choices.below(2) == 1, Set.of(Unit.LOAD)));
    }
    commands.add(new Command.End());
    return new OtherProgram(commands, beats);
  }

  int[] words() {
    return CommandFormat.program(commands).stream().mapToInt(Integer::intValue).toArray();
  }
}
