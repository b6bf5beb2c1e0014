package dev.halfbyte.interp;

import dev.halfbyte.ir.Dim;
import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.Shape;
import dev.halfbyte.ir.TensorType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Elements along the leading axis, one at a time and together again.
final class Slices {
  private Slices() {}

  /// Element `index` of the leading axis.
  static Cells slice(Cells cells, int index) {
    List<Dim> dims = cells.type().shape().dims();
    TensorType type = new TensorType(cells.type().elem(), new Shape(dims.subList(1, dims.size())));
    int count = Offsets.count(type.shape());
    int from = index * count;
    return cells.isFloat()
        ? Cells.ofFloats(type, Arrays.copyOfRange(cells.floats(), from, from + count))
        : Cells.ofLongs(type, Arrays.copyOfRange(cells.longs(), from, from + count));
  }

  /// Slices of `type` under a new leading axis.
  static Cells stack(TensorType type, List<Cells> slices) {
    List<Dim> dims = new ArrayList<>(List.of(Dim.of(slices.size())));
    dims.addAll(type.shape().dims());
    TensorType stacked = new TensorType(type.elem(), new Shape(dims));
    int total = Offsets.count(stacked.shape());
    int count = Offsets.count(type.shape());
    boolean floats = type.elem().equals(ElemType.F32);
    float[] floatResult = new float[floats ? total : 0];
    long[] longResult = new long[floats ? 0 : total];
    for (int i = 0; i < slices.size(); i++) {
      if (floats) {
        System.arraycopy(slices.get(i).floats(), 0, floatResult, i * count, count);
      } else {
        System.arraycopy(slices.get(i).longs(), 0, longResult, i * count, count);
      }
    }
    return floats ? Cells.ofFloats(stacked, floatResult) : Cells.ofLongs(stacked, longResult);
  }
}
