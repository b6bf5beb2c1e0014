package dev.halfbyte.loop.fuse;

import dev.halfbyte.loop.Bound;
import dev.halfbyte.loop.Buffer;
import dev.halfbyte.loop.Index;
import dev.halfbyte.loop.LoopVariable;
import java.util.List;
import java.util.Optional;

/// A read or a write of a buffer inside the loops `around` it.
///
/// @param address of the element; absent where it is computed or only touched under a guard
/// @param around the loops between the header of the fused stage and the access, outermost first
record Access(Buffer buffer, boolean write, Optional<Index> address, List<Range> around) {
  Access {
    around = List.copyOf(around);
  }

  /// `0 <= variable < extent`.
  record Range(LoopVariable variable, Bound extent) {}
}
