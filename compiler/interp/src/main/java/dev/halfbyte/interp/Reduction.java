package dev.halfbyte.interp;

import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.TensorType;
import dev.halfbyte.ir.op.Order;
import dev.halfbyte.ir.op.Reduce;
import java.util.Arrays;
import java.util.Optional;

/// Sums and extrema over axes; elements whose mask is false take no part.
final class Reduction {
  private final Reduce op;
  private final TensorType type;
  private final int[] results;
  private final int[] steps;
  private final Optional<long[]> mask;

  private Reduction(Reduce op, Cells operand, Optional<Cells> mask, TensorType type) {
    this.op = op;
    this.type = type;
    this.mask = mask.map(Cells::longs);
    long[] extents = operand.extents();
    long[] strides = Offsets.strides(extents);
    long[] kept = new long[extents.length - op.axes().size()];
    long[] keptStrides = new long[kept.length];
    long[] reduced = new long[op.axes().size()];
    long[] reducedStrides = new long[reduced.length];
    int nextKept = 0;
    int nextReduced = 0;
    for (int axis = 0; axis < extents.length; axis++) {
      if (op.axes().contains(axis)) {
        reduced[nextReduced] = extents[axis];
        reducedStrides[nextReduced++] = strides[axis];
      } else {
        kept[nextKept] = extents[axis];
        keptStrides[nextKept++] = strides[axis];
      }
    }
    results = Offsets.inside(kept, keptStrides);
    steps = Offsets.inside(reduced, reducedStrides);
  }

  /// The result, of `type`; see numerics.md, section Reductions.
  static Cells evaluate(Reduce op, Cells operand, Optional<Cells> mask, TensorType type) {
    Offsets.count(type.shape());
    Reduction reduction = new Reduction(op, operand, mask, type);
    return operand.isFloat()
        ? reduction.floats(operand.floats())
        : reduction.integers(operand.longs());
  }

  private boolean present(int place) {
    return mask.isEmpty() || mask.get()[place] != 0;
  }

  private Cells floats(float[] elements) {
    float start =
        switch (op.kind()) {
          case SUM -> 0f;
          case MAX -> Float.NEGATIVE_INFINITY;
          case MIN -> Float.POSITIVE_INFINITY;
        };
    Lanes.Joiner joiner =
        switch (op.kind()) {
          case SUM -> Float::sum;
          case MAX -> Elementwise::max;
          case MIN -> Elementwise::min;
        };
    float[] result = new float[results.length];
    for (int i = 0; i < result.length; i++) {
      result[i] =
          switch (op.order()) {
            case SERIAL -> partial(elements, results[i], 0, steps.length, 1, start, joiner);
            case LANES16 ->
                partial(elements, results[i], 0, steps.length, Lanes.COUNT, start, joiner);
            case BLOCKS16 -> blocks(elements, results[i], start, joiner);
          };
    }
    return Cells.ofFloats(type, result);
  }

  private float blocks(float[] elements, int result, float start, Lanes.Joiner joiner) {
    float joined = start;
    for (int first = 0; first < steps.length; first += Order.BLOCK) {
      int end = Math.min(first + Order.BLOCK, steps.length);
      float block = partial(elements, result, first, end, Lanes.COUNT, start, joiner);
      joined = joiner.join(joined, block);
    }
    return joined;
  }

  /// Elements `first .. end` in so many lanes.
  private float partial(
      float[] elements,
      int result,
      int first,
      int end,
      int count,
      float start,
      Lanes.Joiner joiner) {
    float[] lanes = new float[count];
    Arrays.fill(lanes, start);
    for (int k = first; k < end; k++) {
      int place = result + steps[k];
      if (present(place)) {
        lanes[k % count] = joiner.join(lanes[k % count], elements[place]);
      }
    }
    return count == 1 ? lanes[0] : Lanes.join(lanes, joiner);
  }

  private Cells integers(long[] elements) {
    ElemType.IntType accumulator = ElemType.storage(type.elem()).orElseThrow();
    long start =
        switch (op.kind()) {
          case SUM -> 0;
          case MAX -> accumulator.min();
          case MIN -> accumulator.max();
        };
    long[] result = new long[results.length];
    for (int i = 0; i < result.length; i++) {
      long partial = start;
      for (int step : steps) {
        int place = results[i] + step;
        if (present(place)) {
          partial =
              switch (op.kind()) {
                case SUM -> Math.addExact(partial, elements[place]);
                case MAX -> Math.max(partial, elements[place]);
                case MIN -> Math.min(partial, elements[place]);
              };
        }
      }
      result[i] = partial;
    }
    return Cells.ofLongs(type, result);
  }
}
