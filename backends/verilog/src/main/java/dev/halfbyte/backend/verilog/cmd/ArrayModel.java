package dev.halfbyte.backend.verilog.cmd;

import dev.halfbyte.rtl.AcceleratorConfig;
import dev.halfbyte.rtl.Command;
import dev.halfbyte.rtl.DecodeTable;

/// What the array gives for a row and a column, on modelled memories.
///
/// @param config says the kind of the array
/// @param memory act, wgt and the decode table
record ArrayModel(AcceleratorConfig config, MemoryModel memory) {

  /// Returns the drained value of a row and a column of row block `block`.
  int value(Command.Gemm gemm, int block, int row, int col) {
    return switch (config.arrayKind()) {
      case MULTIPLY, DECODE -> accumulator(sum(gemm, block, row, col, Part.ALL));
      case SHIFT ->
          DecodeTable.combine(
              memory.decode(DecodeTable.SCALES),
              accumulator(sum(gemm, block, row, col, Part.FIRST)),
              accumulator(sum(gemm, block, row, col, Part.SECOND)));
    };
  }

  /// Which products a sum takes.
  private enum Part {
    ALL,
    FIRST,
    SECOND
  }

  private int accumulator(int sum) {
    return WordBits.extend(sum, config.accBits(), true);
  }

  private int sum(Command.Gemm gemm, int block, int row, int col, Part part) {
    int lanes = config.lanes();
    int sum = 0;
    for (int k = 0; k < gemm.kWords(); k++) {
      int act = gemm.actBase() + block * gemm.kWords() + k;
      for (int lane = 0; lane < lanes; lane++) {
        int code = memory.act(act, row * lanes + lane, gemm.actSigned());
        int weight = memory.wgt(gemm.weightBase() + k, col * lanes + lane);
        sum += operand(gemm, code, part) * weight;
      }
    }
    return sum;
  }

  private int operand(Command.Gemm gemm, int code, Part part) {
    if (!gemm.decode()) {
      return code;
    }
    int found = memory.decode(code & (DecodeTable.RECORDS - 1));
    return switch (part) {
      case ALL -> WordBits.extend(found, config.actBits() + 1, true);
      case FIRST -> DecodeTable.isSecond(found) ? 0 : DecodeTable.multiplier(found);
      case SECOND -> DecodeTable.isSecond(found) ? DecodeTable.multiplier(found) : 0;
    };
  }
}
