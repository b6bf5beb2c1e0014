package dev.halfbyte.backend.llvm.leaf;

import dev.halfbyte.backend.llvm.text.FunctionText;
import dev.halfbyte.backend.llvm.toolchain.IsaVariant;
import dev.halfbyte.loop.TileContract;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// Memory for unpacked panels on the stack of a stage, one for each tile ([Spread]).
///
/// Not thread-safe: it gives memory to the tiles that ask first.
public final class StageSpreads {
  private final FunctionText text;
  private final IsaVariant variant;
  private final Map<TileContract, Optional<String>> known = new HashMap<>();
  private long taken;

  /// @param text the function of the stage
  public StageSpreads(FunctionText text, IsaVariant variant) {
    this.text = text;
    this.variant = variant;
  }

  /// What all calls for `tile` share, where its leaf wants memory and there is some left.
  public Optional<String> of(TileContract tile) {
    return known.computeIfAbsent(tile, this::allocate);
  }

  private Optional<String> allocate(TileContract tile) {
    long bytes = Spread.bytes(tile, variant);
    if (bytes == 0 || taken + bytes > Spread.STAGE_BYTES) {
      return Optional.empty();
    }
    taken += bytes;
    String type = "[%d x i8]".formatted(bytes);
    return Optional.of(text.allocateNulled("spread", type, Spread.HEAD_BYTES));
  }
}
