package dev.halfbyte.driver.bind;

import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.Tensor;

/// Refuses NaN and infinity where they would be quantized.
public final class Finite {
  private Finite() {}

  /// Returns when all elements are finite; else a diagnostic names the first that is not.
  public static void require(String name, Tensor tensor) {
    if (!tensor.type().elem().equals(ElemType.F32)) {
      return;
    }
    for (int i = 0; i < tensor.count(); i++) {
      float value = tensor.floatAt(i);
      if (!Float.isFinite(value)) {
        throw DimSolver.fault(
            BindCode.NOT_FINITE,
            "`%s`%s is %s".formatted(name, index(tensor, i), value),
            "remove NaN and infinities from the data");
      }
    }
  }

  private static String index(Tensor tensor, int flat) {
    long[] extents = tensor.type().shape().extents();
    StringBuilder text = new StringBuilder("]");
    long rest = flat;
    for (int axis = extents.length - 1; axis >= 0; axis--) {
      text.insert(0, (axis == 0 ? "" : ", ") + rest % extents[axis]);
      rest /= extents[axis];
    }
    return text.insert(0, '[').toString();
  }
}
