package dev.halfbyte.interp;

import dev.halfbyte.ir.op.Order;
import dev.halfbyte.ir.op.Softmax;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.IntPredicate;

/// Sugar that looks at whole rows (the last axis), by its own formulas; see numerics.md.
final class RowFunctions {
  private RowFunctions() {}

  /// One row of a result.
  @FunctionalInterface
  private interface Row {
    /// @param from index of the row's first element
    void write(int from, int length, float[] result);
  }

  private static Cells rows(Cells like, Row row) {
    float[] result = new float[like.count()];
    long[] extents = like.extents();
    int length = Math.toIntExact(extents[extents.length - 1]);
    for (int from = 0; from < result.length; from += length) {
      row.write(from, length, result);
    }
    return Cells.ofFloats(like.type(), result);
  }

  static Cells softmax(Softmax.Form form, Cells x, Optional<Cells> mask) {
    float[] values = x.floats();
    IntPredicate present = i -> mask.isEmpty() || mask.get().longs()[i] != 0;
    return rows(
        x,
        (from, length, result) -> {
          switch (form) {
            case THREE_PASS -> exponentials(values, from, length, present, result);
            case TWO_PASS -> mantissas(values, from, length, present, result);
          }
          float reciprocal = 1f / sum(result, from, length, present);
          for (int i = from; i < from + length; i++) {
            result[i] = present.test(i) ? result[i] * reciprocal : 0f;
          }
        });
  }

  private static void exponentials(
      float[] x, int from, int length, IntPredicate present, float[] result) {
    float max = max(x, from, length, present);
    for (int i = from; i < from + length; i++) {
      result[i] = FloatMath.exp(x[i] - max);
    }
  }

  private static void mantissas(
      float[] x, int from, int length, IntPredicate present, float[] result) {
    float[] whole = new float[length];
    for (int k = 0; k < length; k++) {
      whole[k] = x[from + k] * 0x1.715476p0f + 0x1.8p23f - 0x1.8p23f;
    }
    float max = max(whole, 0, length, k -> present.test(from + k));
    for (int k = 0; k < length; k++) {
      float rest = x[from + k] - whole[k] * 0x1.62e43p-1f - whole[k] * -0x1.05c61p-29f;
      result[from + k] = FloatMath.exp(rest) * FloatMath.exp2(whole[k] - max);
    }
  }

  static Cells layerNorm(Cells x, Cells scale, Cells bias, float epsilon) {
    float[] values = x.floats();
    return rows(
        x,
        (from, length, result) -> {
          float mean = sum(values, from, length, _ -> true) / length;
          for (int i = from; i < from + length; i++) {
            result[i] = values[i] - mean;
          }
          float factor = factor(result, from, length, epsilon);
          for (int i = from; i < from + length; i++) {
            result[i] = result[i] * factor * scale.floats()[i] + bias.floats()[i];
          }
        });
  }

  static Cells rmsNorm(Cells x, Cells scale, float epsilon) {
    float[] values = x.floats();
    return rows(
        x,
        (from, length, result) -> {
          float factor = factor(values, from, length, epsilon);
          for (int i = from; i < from + length; i++) {
            result[i] = values[i] * factor * scale.floats()[i];
          }
        });
  }

  /// `1 / sqrt(mean of squares + epsilon)`.
  private static float factor(float[] x, int from, int length, float epsilon) {
    float[] squares = new float[length];
    for (int k = 0; k < length; k++) {
      squares[k] = x[from + k] * x[from + k];
    }
    float mean = sum(squares, 0, length, _ -> true) / length;
    return 1f / (float) Math.sqrt(mean + epsilon);
  }

  private static float max(float[] x, int from, int length, IntPredicate present) {
    return lanes(x, from, 0, length, present, Float.NEGATIVE_INFINITY, Elementwise::max);
  }

  /// In blocks of sixteen lanes.
  private static float sum(float[] x, int from, int length, IntPredicate present) {
    float sum = 0;
    for (int first = 0; first < length; first += Order.BLOCK) {
      int end = Math.min(first + Order.BLOCK, length);
      sum += lanes(x, from, first, end, present, 0f, Float::sum);
    }
    return sum;
  }

  private static float lanes(
      float[] x,
      int from,
      int first,
      int end,
      IntPredicate present,
      float start,
      Lanes.Joiner joiner) {
    float[] lanes = new float[Lanes.COUNT];
    Arrays.fill(lanes, start);
    for (int k = first; k < end; k++) {
      if (present.test(from + k)) {
        lanes[k % Lanes.COUNT] = joiner.join(lanes[k % Lanes.COUNT], x[from + k]);
      }
    }
    return Lanes.join(lanes, joiner);
  }
}
