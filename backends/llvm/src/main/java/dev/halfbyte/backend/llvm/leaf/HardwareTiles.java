package dev.halfbyte.backend.llvm.leaf;

import dev.halfbyte.backend.llvm.text.FunctionText;

/// The tile registers of the processor, by LLVM's intrinsics that take their numbers.
record HardwareTiles() implements TileUnit {
  @Override
  public long bytes() {
    return CONFIGURATION + CONFIGURATION_BYTES;
  }

  @Override
  public void begin(FunctionText text, String memory) {
    text.line("store i64 0, ptr %s, align %d".formatted(memory, ALIGNMENT));
  }

  @Override
  public void end(FunctionText text, String memory) {
    text.callVoid("llvm.x86.tilerelease");
  }

  @Override
  public void configure(FunctionText text, String memory) {
    String configuration = VectorText.advance(text, memory, CONFIGURATION);
    text.callVoid("llvm.x86.ldtilecfg", "ptr " + configuration);
  }

  @Override
  public void load(FunctionText text, String memory, int tile, String pointer, String stride) {
    text.callVoid("llvm.x86.tileloadd64", "i8 " + tile, "ptr " + pointer, "i64 " + stride);
  }

  @Override
  public void store(FunctionText text, String memory, int tile, String pointer, String stride) {
    text.callVoid("llvm.x86.tilestored64", "i8 " + tile, "ptr " + pointer, "i64 " + stride);
  }

  @Override
  public void multiply(FunctionText text, String memory, int sums, int left, int right) {
    text.callVoid("llvm.x86.tdpbusd", "i8 " + sums, "i8 " + left, "i8 " + right);
  }
}
