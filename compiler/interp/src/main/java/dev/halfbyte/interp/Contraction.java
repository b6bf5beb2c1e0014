package dev.halfbyte.interp;

import dev.halfbyte.ir.Einsum;
import dev.halfbyte.ir.TensorType;
import dev.halfbyte.ir.op.Contract;
import dev.halfbyte.source.CompilerBug;
import java.util.List;
import java.util.Optional;

/// Sums of products over the reduced labels of an einsum.
///
/// Offsets of all result elements and of all reduced indices are laid out first, so the loops read
/// `a[result + step] * b[result + step]`.
final class Contraction {
  private final Contract op;
  private final TensorType type;
  private final int[] leftResults;
  private final int[] rightResults;
  private final int[] leftSteps;
  private final int[] rightSteps;
  private final Optional<long[]> mask;

  private Contraction(Contract op, Cells left, Cells right, Optional<Cells> mask, TensorType type) {
    this.op = op;
    this.type = type;
    this.mask = mask.map(Cells::longs);
    Einsum einsum = op.einsum();
    long[] result = type.shape().extents();
    long[] reduced = extents(einsum.reduced(), einsum.left(), left.extents());
    leftResults = offsets(einsum.result(), result, einsum.left(), left.extents());
    rightResults = offsets(einsum.result(), result, einsum.right(), right.extents());
    leftSteps = offsets(einsum.reduced(), reduced, einsum.left(), left.extents());
    rightSteps = offsets(einsum.reduced(), reduced, einsum.right(), right.extents());
  }

  /// The result, of `type`; see numerics.md, section Reductions.
  static Cells evaluate(
      Contract op, Cells left, Cells right, Optional<Cells> mask, TensorType type) {
    Offsets.count(type.shape());
    Contraction contraction = new Contraction(op, left, right, mask, type);
    return left.isFloat()
        ? contraction.floats(left.floats(), right.floats())
        : contraction.integers(left.decoded(), right.decoded());
  }

  private static long[] extents(List<String> labels, List<String> operand, long[] extents) {
    return labels.stream().mapToLong(label -> extents[operand.indexOf(label)]).toArray();
  }

  /// Offsets in an operand for all indices of `labels`; labels it does not have do not move it.
  private static int[] offsets(
      List<String> labels, long[] extents, List<String> operand, long[] operandExtents) {
    long[] strides = Offsets.strides(operandExtents);
    long[] moves =
        labels.stream()
            .mapToInt(operand::indexOf)
            .mapToLong(axis -> axis < 0 ? 0 : strides[axis])
            .toArray();
    return Offsets.inside(extents, moves);
  }

  private boolean present(int leftPlace) {
    return mask.isEmpty() || mask.get()[leftPlace] != 0;
  }

  private Cells integers(long[] a, long[] b) {
    long[] result = new long[leftResults.length];
    for (int i = 0; i < result.length; i++) {
      int left = leftResults[i];
      int right = rightResults[i];
      long sum = 0;
      for (int k = 0; k < leftSteps.length; k++) {
        int place = left + leftSteps[k];
        sum += present(place) ? a[place] * b[right + rightSteps[k]] : 0;
      }
      result[i] = sum;
    }
    return Cells.ofLongs(type, result);
  }

  private Cells floats(float[] a, float[] b) {
    float[] result = new float[leftResults.length];
    for (int i = 0; i < result.length; i++) {
      result[i] =
          switch (op.order()) {
            case SERIAL -> serial(a, leftResults[i], b, rightResults[i]);
            case LANES16 -> lanes(a, leftResults[i], b, rightResults[i]);
            case BLOCKS16 -> throw new CompilerBug("a contraction in blocks: " + op);
          };
    }
    return Cells.ofFloats(type, result);
  }

  private float serial(float[] a, int left, float[] b, int right) {
    float sum = 0;
    for (int k = 0; k < leftSteps.length; k++) {
      int place = left + leftSteps[k];
      sum = present(place) ? Math.fma(a[place], b[right + rightSteps[k]], sum) : sum;
    }
    return sum;
  }

  private float lanes(float[] a, int left, float[] b, int right) {
    float[] lanes = new float[Lanes.COUNT];
    for (int k = 0; k < leftSteps.length; k++) {
      int place = left + leftSteps[k];
      if (present(place)) {
        int lane = k % Lanes.COUNT;
        lanes[lane] = Math.fma(a[place], b[right + rightSteps[k]], lanes[lane]);
      }
    }
    return Lanes.join(lanes, Float::sum);
  }
}
