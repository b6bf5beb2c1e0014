package dev.halfbyte.backend.verilog.cmd;

import dev.halfbyte.rtl.AcceleratorConfig;
import dev.halfbyte.rtl.Command;
import dev.halfbyte.rtl.Epilogue;
import dev.halfbyte.rtl.Memory;

/// One GEMM on modelled memories. Words are drained in the order of the hardware: as many rows as
/// there are engines come tile by tile.
///
/// @param config the accelerator
/// @param memory all of its memories
/// @param gemm the command
record GemmModel(AcceleratorConfig config, MemoryModel memory, Command.Gemm gemm) {

  void run() {
    int[][] values = new ArrayModel(config, memory, gemm).values();
    EpilogueModel codes = new EpilogueModel(gemm.epilogue(), memory);
    for (int first = 0; first < values.length; first += config.engines()) {
      int end = Math.min(values.length, first + config.engines());
      for (int tile = 0; tile < gemm.weights().count(); tile++) {
        for (int i = first; i < end; i++) {
          drain(codes, i, tile * config.cols(), values[i]);
        }
      }
    }
  }

  /// Drains the columns of a tile for a row.
  private void drain(EpilogueModel codes, int row, int first, int[] values) {
    for (int col = first; col < Math.min(first + config.cols(), values.length); col++) {
      drain(codes, row / config.rows(), row % config.rows(), col, values[col]);
    }
  }

  private void drain(EpilogueModel codes, int block, int row, int col, int value) {
    int drained = col / config.lanes();
    int lane = col % config.lanes();
    int position = row * config.lanes() + lane;
    int par = gemm.parameterBase() + drained;
    int code =
        gemm.factorBase().isPresent()
            ? codes.rowCode(value, par, lane, gemm.factorBase().get() + block)
            : codes.code(value, par, lane, codes.residual(block, drained, position));
    write(block, drained, position, code);
  }

  private void write(int block, int drained, int position, int code) {
    Epilogue epilogue = gemm.epilogue();
    int base = epilogue.outputBase();
    int stride = gemm.output().stride();
    int lanes = config.lanes();
    int row = gemm.output().column() + block;
    switch (epilogue.destination()) {
      case ACT -> memory.write(Memory.ACT, base + block * stride + drained, position, code);
      case RES -> memory.write(Memory.RES, base + block * stride + drained, position, code);
      case WGT_COLUMNS -> {
        if (gemm.output().folded()) {
          int group = drained % config.foldGroups();
          int col = group * config.foldCols() + row;
          weight(base + drained / config.foldGroups(), col, position, code);
        } else {
          weight(
              base + row / config.cols() * stride + drained, row % config.cols(), position, code);
        }
      }
      case WGT_ROWS -> {
        int col = drained % config.drainWords() * lanes + position;
        int word = base + drained / config.drainWords() * stride + row / lanes;
        weight(word, col, row % lanes, code);
      }
    }
  }

  private void weight(int word, int col, int lane, int code) {
    memory.weights().write(word, col, lane, code);
    int plane = gemm.output().plane();
    if (plane != 0) {
      memory.weights().write(word + plane, col, lane, code >> config.wgtBits());
    }
  }
}
