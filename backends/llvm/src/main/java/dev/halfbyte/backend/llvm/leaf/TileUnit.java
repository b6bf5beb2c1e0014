package dev.halfbyte.backend.llvm.leaf;

import dev.halfbyte.backend.llvm.abi.Resources;
import dev.halfbyte.backend.llvm.text.FunctionText;
import dev.halfbyte.backend.llvm.toolchain.IsaVariant;
import dev.halfbyte.source.CompilerBug;
import java.util.List;

/// Eight tile registers of 16 rows of 64 bytes, as AMX has them: those of the processor, or a copy
/// of their behaviour in memory for tests.
///
/// Registers are named by number: LLVM allocates none of them, so none is ever spilled. A stage
/// keeps the *memory* of the unit on its stack: the number of rows that the registers are
/// configured for (0: not at all), at [#CONFIGURATION] what they were configured with, and behind
/// that what an emulation needs.
public sealed interface TileUnit permits HardwareTiles, EmulatedTiles {
  /// Rows of a register.
  int ROWS = 16;

  /// Bytes of a row of a register.
  int ROW_BYTES = 64;

  /// Where the operand of `ldtilecfg` lies in the memory of the unit.
  int CONFIGURATION = 64;

  /// Bytes of that operand.
  int CONFIGURATION_BYTES = 64;

  /// Alignment of the memory.
  int ALIGNMENT = 64;

  /// What the functions of [#emulation] call.
  List<String> EMULATION_DECLARATIONS =
      List.of(
          "declare void @llvm.trap()",
          "declare <64 x i8> @llvm.masked.load.v64i8.p0(ptr, i32, <64 x i1>, <64 x i8>)",
          "declare void @llvm.masked.store.v64i8.p0(<64 x i8>, ptr, i32, <64 x i1>)");

  static TileUnit of(IsaVariant variant) {
    return switch (variant) {
      case AMX -> new HardwareTiles();
      case AMX_EMULATED -> new EmulatedTiles();
      case AVX2, AVX512_VNNI, NEON, DOTPROD, I8MM ->
          throw new CompilerBug("no tile registers on " + variant);
    };
  }

  /// Functions of the module that the code of [EmulatedTiles] calls.
  static String emulation(String attributes) {
    return Resources.read("emulated_tiles.ll").replace("#own", attributes);
  }

  /// Bytes of the memory that a stage keeps.
  long bytes();

  /// Writes code that a stage runs first: nothing is configured.
  void begin(FunctionText text, String memory);

  /// Writes code that a stage runs last: the registers are free again.
  void end(FunctionText text, String memory);

  /// Configures the registers by what lies at [#CONFIGURATION]; they are zero then.
  void configure(FunctionText text, String memory);

  /// Loads register `tile`, rows `stride` bytes apart; 0 loads one row again and again.
  void load(FunctionText text, String memory, int tile, String pointer, String stride);

  void store(FunctionText text, String memory, int tile, String pointer, String stride);

  /// Adds to the s32 sums of register `sums` the products of the u8 of `left` by the s8 of `right`.
  void multiply(FunctionText text, String memory, int sums, int left, int right);
}
