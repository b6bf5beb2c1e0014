package dev.halfbyte.loop;

import dev.halfbyte.ir.Dim;
import java.util.List;

/// Placement of the workspace buffers: each lies in one slot, slots lie one after another on
/// 64-byte boundaries.
public record Workspace(List<Slot> slots, List<Placement> placements) {
  /// A piece of memory; all its buffers have its element type and size.
  ///
  /// @param offset bytes from the start of the workspace, a multiple of 64
  public record Slot(MemoryType elem, Dim size, Dim offset) {}

  /// A buffer and its slot, by position.
  public record Placement(Buffer buffer, int slot) {}

  public Workspace {
    slots = List.copyOf(slots);
    placements = List.copyOf(placements);
  }

  /// Bytes needed in all, a multiple of 64.
  public Dim bytes() {
    if (slots.isEmpty()) {
      return Dim.ZERO;
    }
    Slot last = slots.getLast();
    return last.offset.plus(align(last.size.times(Dim.of(last.elem.bytes()))));
  }

  /// Rounds up to a multiple of 64.
  public static Dim align(Dim bytes) {
    return bytes.plus(Dim.of(63)).floorDiv(64).times(Dim.of(64));
  }
}
