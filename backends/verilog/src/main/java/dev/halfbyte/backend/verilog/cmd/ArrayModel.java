package dev.halfbyte.backend.verilog.cmd;

import dev.halfbyte.rtl.AcceleratorConfig;
import dev.halfbyte.rtl.ArrayKind;
import dev.halfbyte.rtl.Command;
import dev.halfbyte.rtl.DecodeTable;
import dev.halfbyte.rtl.DigitPlanes;
import dev.halfbyte.rtl.DigitSegment;
import java.math.BigInteger;

/// What the array gives for a row and a column, on modelled memories.
///
/// @param config says the kind of the array
/// @param memory act, wgt and the decode table
record ArrayModel(AcceleratorConfig config, MemoryModel memory) {

  /// Returns the drained value of a row and a column of row block `block`.
  ///
  /// @param col counted through the tiles
  int value(Command.Gemm gemm, int block, int row, int col) {
    return switch (config.arrayKind()) {
      case MULTIPLY, DECODE, ROW -> accumulator(sum(gemm, block, row, col, Part.ALL));
      case SHIFT ->
          DecodeTable.combine(
              memory.decode(DecodeTable.SCALES),
              accumulator(sum(gemm, block, row, col, Part.FIRST)),
              accumulator(sum(gemm, block, row, col, Part.SECOND)));
    };
  }

  /// Returns the segments that the codes of `gemm` pass in; of a row array.
  DigitPlanes planes(Command.Gemm gemm) {
    return gemm.act().decode() ? planes() : DigitPlanes.plain(gemm.act().signed());
  }

  private DigitPlanes planes() {
    BigInteger word = BigInteger.ZERO;
    for (int element = DecodeTable.SCALES + 3; element >= 0; element--) {
      int bits = memory.decode(element) & (1 << DecodeTable.RECORD_BITS) - 1;
      word = word.shiftLeft(DecodeTable.RECORD_BITS).or(BigInteger.valueOf(bits));
    }
    return DigitPlanes.ofWord(word);
  }

  /// Returns the codes of a row of `gemm`, as far as the engine reads them.
  byte[] row(Command.Gemm gemm, int row) {
    int lanes = config.lanes();
    byte[] codes = new byte[gemm.act().stride() * lanes];
    for (int i = 0; i < codes.length; i++) {
      codes[i] =
          (byte)
              memory.act(
                  gemm.act().base() + row * gemm.act().stride() + i / lanes, i % lanes, false);
    }
    return codes;
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
      int act = gemm.act().base() + block * gemm.act().stride() + k;
      int word = gemm.weights().base() + col / config.cols() * gemm.weights().stride() + k;
      for (int lane = 0; lane < lanes; lane++) {
        int code = memory.act(act, row * lanes + lane, gemm.act().signed());
        int weight = memory.wgt(word, col % config.cols() * lanes + lane);
        sum += operand(gemm, code, part) * weight;
      }
    }
    return sum;
  }

  private int operand(Command.Gemm gemm, int code, Part part) {
    if (!gemm.act().decode()) {
      return code;
    }
    if (config.arrayKind() == ArrayKind.ROW) {
      return planes().number(code & (DigitSegment.CODES - 1));
    }
    int found = memory.decode(code & (DecodeTable.RECORDS - 1));
    return switch (part) {
      case ALL -> WordBits.extend(found, config.actBits() + 1, true);
      case FIRST -> DecodeTable.isSecond(found) ? 0 : DecodeTable.multiplier(found);
      case SECOND -> DecodeTable.isSecond(found) ? DecodeTable.multiplier(found) : 0;
    };
  }
}
