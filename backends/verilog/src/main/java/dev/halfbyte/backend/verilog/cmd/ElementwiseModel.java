package dev.halfbyte.backend.verilog.cmd;

import dev.halfbyte.rtl.AcceleratorConfig;
import dev.halfbyte.rtl.Command;
import dev.halfbyte.rtl.Memory;
import dev.halfbyte.rtl.Reduction;

/// One elementwise command on modelled memories.
///
/// @param config the accelerator
/// @param memory all of its memories
/// @param ew the command
record ElementwiseModel(AcceleratorConfig config, MemoryModel memory, Command.Elementwise ew) {

  void run() {
    EpilogueModel codes = new EpilogueModel(ew.epilogue(), memory);
    Memory target = ew.epilogue().destination().memory();
    for (int word = 0; word < ew.words(); word++) {
      for (int position = 0; position < config.wordElements(); position++) {
        int value = value(ew.sourceBase() + word, position);
        long addend = codes.residual(0, word, position);
        int code = codes.code(value, ew.parameterBase(), 0, addend);
        memory.write(target, ew.epilogue().outputBase() + word, position, code);
      }
    }
  }

  private int value(int word, int position) {
    int value = source(word, position);
    if (ew.reduction().isPresent()) {
      Reduction reduction = ew.reduction().get();
      for (int row = 1; row < reduction.rows(); row++) {
        int next = source(word + row * reduction.stride(), position);
        value = WordBits.extend(reduction.kind().apply(value, next), config.sumBits(), true);
      }
    }
    return value;
  }

  private int source(int word, int position) {
    return ew.source() == Memory.ACT
        ? memory.act(word, position, ew.actSigned())
        : memory.res(word, position);
  }
}
