package dev.halfbyte.backend.llvm.leaf;

import dev.halfbyte.backend.llvm.text.FunctionText;

/// Tile registers in memory, by the functions of `emulated_tiles.ll`, which end the process where a
/// processor would refuse the instruction.
record EmulatedTiles() implements TileUnit {
  private static final int UNIT = CONFIGURATION + CONFIGURATION_BYTES;
  private static final int REGISTERS = 8;

  /// The configuration in force, then the registers.
  private static final int UNIT_BYTES = CONFIGURATION_BYTES + REGISTERS * ROWS * ROW_BYTES;

  @Override
  public long bytes() {
    return UNIT + UNIT_BYTES;
  }

  @Override
  public void begin(FunctionText text, String memory) {
    text.line("store i64 0, ptr %s, align %d".formatted(memory, ALIGNMENT));
    end(text, memory);
  }

  @Override
  public void end(FunctionText text, String memory) {
    text.line("call void @hb.tile.release(ptr %s)".formatted(unit(text, memory)));
  }

  @Override
  public void configure(FunctionText text, String memory) {
    String configuration = VectorText.advance(text, memory, CONFIGURATION);
    text.line(
        "call void @hb.tile.configure(ptr %s, ptr %s)"
            .formatted(unit(text, memory), configuration));
  }

  @Override
  public void load(FunctionText text, String memory, int tile, String pointer, String stride) {
    move(text, "load", memory, tile, pointer, stride);
  }

  @Override
  public void store(FunctionText text, String memory, int tile, String pointer, String stride) {
    move(text, "store", memory, tile, pointer, stride);
  }

  private static void move(
      FunctionText text, String what, String memory, int tile, String pointer, String stride) {
    text.line(
        "call void @hb.tile.%s(ptr %s, i64 %d, ptr %s, i64 %s)"
            .formatted(what, unit(text, memory), tile, pointer, stride));
  }

  @Override
  public void multiply(FunctionText text, String memory, int sums, int left, int right) {
    text.line(
        "call void @hb.tile.tdpbusd(ptr %s, i64 %d, i64 %d, i64 %d)"
            .formatted(unit(text, memory), sums, left, right));
  }

  private static String unit(FunctionText text, String memory) {
    return VectorText.advance(text, memory, UNIT);
  }
}
