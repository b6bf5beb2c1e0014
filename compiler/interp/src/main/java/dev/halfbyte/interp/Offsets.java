package dev.halfbyte.interp;

import dev.halfbyte.ir.RunCode;
import dev.halfbyte.ir.Shape;
import dev.halfbyte.source.Diagnostic;
import dev.halfbyte.source.DiagnosticException;
import java.util.Arrays;

/// Index arithmetic, done once per op and kept in arrays.
final class Offsets {
  private static final long MAX_ELEMENTS = 1L << 28;

  private Offsets() {}

  /// Number of elements of a bound shape, at most 2^28: the interpreter is no place for more.
  static int count(Shape shape) {
    return count(shape.extents());
  }

  private static int count(long[] extents) {
    long count = Arrays.stream(extents).anyMatch(extent -> extent == 0) ? 0 : 1;
    for (long extent : extents) {
      if (count > 0 && extent > MAX_ELEMENTS / count) {
        throw new DiagnosticException(
            Diagnostic.error(
                RunCode.TOO_LARGE,
                "extents %s have more than %d elements"
                    .formatted(Arrays.toString(extents), MAX_ELEMENTS)));
      }
      count *= extent;
    }
    return Math.toIntExact(count);
  }

  /// Row-major strides.
  static long[] strides(long[] extents) {
    long[] strides = new long[extents.length];
    long pitch = 1;
    for (int axis = extents.length - 1; axis >= 0; axis--) {
      strides[axis] = pitch;
      pitch *= extents[axis];
    }
    return strides;
  }

  /// `base + sum index[axis] * strides[axis]` for every index below `extents`, row-major.
  static long[] all(long[] extents, long[] strides, long base) {
    long[] offsets = new long[count(extents)];
    if (offsets.length == 0) {
      return offsets;
    }
    offsets[0] = base;
    int filled = 1;
    // From the innermost axis outwards: what is filled repeats, shifted, along the next axis.
    for (int axis = extents.length - 1; axis >= 0; axis--) {
      int block = filled;
      for (long i = 1; i < extents[axis]; i++) {
        for (int j = 0; j < block; j++) {
          offsets[filled++] = offsets[j] + i * strides[axis];
        }
      }
    }
    return offsets;
  }

  /// [#all] for offsets that are known to be inside an array.
  static int[] inside(long[] extents, long[] strides) {
    long[] offsets = all(extents, strides, 0);
    int[] narrow = new int[offsets.length];
    for (int i = 0; i < narrow.length; i++) {
      narrow[i] = (int) offsets[i];
    }
    return narrow;
  }
}
