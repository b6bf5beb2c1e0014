package dev.halfbyte.backend.llvm;

import dev.halfbyte.backend.llvm.leaf.LeafFunction;
import dev.halfbyte.backend.llvm.leaf.StageLeaves;
import dev.halfbyte.backend.llvm.toolchain.IsaVariant;
import dev.halfbyte.loop.LoopProgram;
import dev.halfbyte.loop.Stage;

/// What a variant takes of memory, beside weights and workspace.
///
/// @param codeBytes instructions, those of entry points with the first variant
/// @param stackBytes what the stage that needs most keeps on the stack of its thread, without saved
///   registers
record VariantCode(IsaVariant variant, long codeBytes, long stackBytes) {
  private static final long ALIGNMENT = 64;

  /// @param codeBytes of its object file
  static VariantCode of(IsaVariant variant, LoopProgram program, long codeBytes) {
    long most =
        program.stages().stream().mapToLong(stage -> stackBytes(stage, variant)).max().orElse(0);
    return new VariantCode(variant, codeBytes, most);
  }

  private static long stackBytes(Stage stage, IsaVariant variant) {
    long scratch = stage.scratch().stream().mapToLong(b -> aligned(b.bytes().fixed())).sum();
    long panels =
        StageLeaves.of(stage, variant).functions().values().stream()
            .mapToLong(LeafFunction::stackBytes)
            .sum();
    return scratch + panels;
  }

  private static long aligned(long bytes) {
    return (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
  }

  @Override
  public String toString() {
    return "%s %d bytes of code, %d of stack".formatted(variant.label(), codeBytes, stackBytes);
  }
}
