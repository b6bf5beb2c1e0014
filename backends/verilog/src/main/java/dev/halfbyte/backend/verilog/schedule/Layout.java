package dev.halfbyte.backend.verilog.schedule;

import dev.halfbyte.backend.verilog.bind.Matrix;
import java.util.List;
import java.util.Set;

/// What a plan is made for: how rows are cut, and how generously memory is used.
///
/// @param cuts how each phase is cut
/// @param buffers buffers of what lives in one phase: two let a chunk begin before the one in front
///   of it has ended
/// @param lag tasks for which a buffer is kept beyond its last reader, so that what takes it over
///   does not have to wait for that; in side memories [#LAG] if there is room
/// @param side matrices in the side memories
record Layout(List<Cuts> cuts, int buffers, int lag, Set<Matrix> side) {
  /// Tasks between the last reader of a buffer and the next that takes it, in roomy layouts.
  static final int LAG = 3;

  Layout {
    cuts = List.copyOf(cuts);
    side = Set.copyOf(side);
  }
}
