package dev.halfbyte.quant.annotate;

import java.util.List;
import java.util.Optional;

/// Where the summed elements of a constant are cut into groups.
///
/// Groups are runs of neighbours in row-major order that hold whole indices of the inner summed
/// axes: `per` indices of `axis`, with all of the summed axes behind it. The last group of a run
/// may be shorter; every index of the summed axes before `axis` has groups of its own.
///
/// @param axis of the data
/// @param extent of that axis
/// @param per indices of the axis in a group, less than its extent
/// @param inner summed axes behind it, ascending
record GroupAxis(int axis, int extent, int per, List<Integer> inner) {
  GroupAxis {
    inner = List.copyOf(inner);
  }

  /// The cut for groups of at most `size` elements, at least one index of an axis; absent where one
  /// group holds all that is summed.
  ///
  /// @param summed axes, ascending
  static Optional<GroupAxis> of(long[] extents, List<Integer> summed, int size) {
    long behind = 1;
    for (int i = summed.size() - 1; i >= 0; i--) {
      int axis = summed.get(i);
      if (behind * extents[axis] > size) {
        int per = (int) Math.max(1, size / behind);
        List<Integer> inner = summed.subList(i + 1, summed.size());
        return Optional.of(new GroupAxis(axis, Math.toIntExact(extents[axis]), per, inner));
      }
      behind *= extents[axis];
    }
    return Optional.empty();
  }

  /// Groups along the axis.
  int count() {
    return (extent + per - 1) / per;
  }

  /// The extents with the axis as two: groups, and indices in a group.
  long[] split(long[] extents) {
    long[] split = new long[extents.length + 1];
    for (int i = 0; i < extents.length; i++) {
      split[i <= axis ? i : i + 1] = extents[i];
    }
    split[axis] = count();
    split[axis + 1] = per;
    return split;
  }
}
