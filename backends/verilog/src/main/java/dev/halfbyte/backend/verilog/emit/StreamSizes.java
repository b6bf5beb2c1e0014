package dev.halfbyte.backend.verilog.emit;

import dev.halfbyte.backend.verilog.cmd.CommandProgram;
import dev.halfbyte.rtl.Command;

/// Lengths of the streams of one run, in 64-bit beats.
final class StreamSizes {
  private StreamSizes() {}

  static long beatsIn(CommandProgram program) {
    long beats = 0;
    for (Command command : program.commands()) {
      if (command instanceof Command.Load load && load.dram().isEmpty()) {
        beats += (long) load.words() * load.target().beatsPerWord(program.config());
      }
    }
    return beats;
  }

  static long beatsOut(CommandProgram program) {
    long beats = 0;
    for (Command command : program.commands()) {
      if (command instanceof Command.Store store && store.dram().isEmpty()) {
        beats += (long) store.allWords() * store.source().beatsPerWord(program.config());
      }
    }
    return beats;
  }
}
