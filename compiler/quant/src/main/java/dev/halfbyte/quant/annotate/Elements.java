package dev.halfbyte.quant.annotate;

import dev.halfbyte.ir.Tensor;
import java.util.Arrays;

/// Names of tensor elements in messages.
public final class Elements {
  private Elements() {}

  /// The index of row-major element `position`, e.g. `[3, 17]`.
  public static String index(Tensor tensor, int position) {
    long[] extents = tensor.type().shape().extents();
    long[] index = new long[extents.length];
    long rest = position;
    for (int axis = extents.length - 1; axis >= 0; axis--) {
      index[axis] = rest % extents[axis];
      rest /= extents[axis];
    }
    return Arrays.toString(index);
  }
}
