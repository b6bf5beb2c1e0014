package dev.halfbyte.loop.fuse;

import dev.halfbyte.loop.Buffer;
import dev.halfbyte.loop.Decision;
import dev.halfbyte.loop.Stage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;

/// A fusion of the first `count` stages of a group that could be done.
///
/// @param inner buffers that these stages keep to themselves
/// @param saved bytes of these buffers that need no memory any more
/// @param before stages that move before the fused one, `after` those that stay behind it
record Attempt(
    Group group,
    int count,
    SequencedMap<Buffer, Cells.Cell> inner,
    long saved,
    List<Stage> before,
    List<Stage> after,
    Decision decision) {
  /// Name of the fused stage.
  String name() {
    return group.name();
  }

  /// The stages with this fusion done.
  List<Stage> apply(List<Stage> stages) {
    Stage first = group.parts().getFirst().stage();
    List<Stage> applied = new ArrayList<>(stages.subList(0, stages.indexOf(first)));
    applied.addAll(before);
    applied.add(group.fused(count, inner));
    applied.addAll(after);
    return List.copyOf(applied);
  }

  /// The deeper one, since an iteration needs least there; of equal ones that which saves more, or
  /// else the first.
  static Optional<Attempt> better(Optional<Attempt> first, Optional<Attempt> second) {
    if (first.isEmpty() || second.isEmpty()) {
      return first.isPresent() ? first : second;
    }
    int deeper = Integer.compare(second.get().group.depth(), first.get().group.depth());
    boolean saves = second.get().saved > first.get().saved;
    return deeper > 0 || (deeper == 0 && saves) ? second : first;
  }
}
