package dev.halfbyte.quant.annotate;

import dev.halfbyte.ir.Dim;
import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.ElemType.IntType;
import dev.halfbyte.ir.Encoding;
import dev.halfbyte.ir.Shape;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.TensorType;
import dev.halfbyte.quant.codes.NearestCode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/// Constant data as symmetric codes and scales.
///
/// @param scale f32, with one axis for each of `scaleAxes` of the codes
record CodedConstant(Tensor codes, Tensor scale, List<Integer> scaleAxes) {
  private static final int CLIPPINGS = 7;
  private static final double CLIPPING_STEP = 0.05;

  /// Encodings that reach less far have so few codes that the best scale may be a small part of the
  /// largest magnitude.
  private static final int FEW_REACH = 7;

  private static final int FEW_CLIPPINGS = 18;

  /// Steps towards the scale of least error for the codes as they are.
  private static final int REFINEMENTS = 4;

  static final double LEAST_MAGNITUDE = 0x1p-16;

  /// Elements that are worth more than one thread.
  private static final int LARGE = 1 << 16;

  /// The codes nearest to `x / scale`; affine ones round ties to even and stay within `-max .. max`
  /// of the storage type.
  ///
  /// The scale of a group reaches that fraction of its largest magnitude, of 1, 0.95 ... 0.65,
  /// which gives the least squared error: at 4 bits a few clipped weights cost less than a coarse
  /// step for all others. Encodings that reach less than 7 go down to 0.1 and then take the scale
  /// `sum x * T / sum T * T` of the codes made so far, four times over, as long as the error falls:
  /// for signs that is the mean magnitude. Groups of zeros, or of next to nothing beside the
  /// largest, are scaled as if they reached 2^-16 of it: biases are counted in this scale, and a
  /// finer one would widen accumulators for values that no 16-bit code can show.
  ///
  /// @param data finite f32 elements of fixed shape
  /// @param encoding with both signs; affine ones symmetric around zero
  static CodedConstant code(Tensor data, Encoding encoding, List<Integer> scaleAxes) {
    long[] extents = data.type().shape().extents();
    Runs runs = Runs.of(extents, scaleAxes);
    int groups = 1;
    List<Dim> scaleDims = new ArrayList<>();
    for (int axis : scaleAxes) {
      groups = Math.multiplyExact(groups, Math.toIntExact(extents[axis]));
      scaleDims.add(Dim.of(extents[axis]));
    }
    Rounding rounding = new Rounding(encoding);
    float[] values = data.floats();
    float[] scales = scales(values, rounding, runs, groups);
    TensorType type = data.type().withElem(new ElemType.CodeType(encoding));
    long[] codes = new long[values.length];
    runs.each(run -> {
      float scale = scales[runs.group(run)];
      for (int i = runs.begin(run); i < runs.begin(run + 1); i++) {
        codes[i] = rounding.code(values[i], scale);
      }
    });
    return new CodedConstant(
        Tensor.ofInts(type, codes), Tensor.ofFloats(new Shape(scaleDims), scales), scaleAxes);
  }

  Encoding encoding() {
    return ((ElemType.CodeType) codes.type().elem()).encoding();
  }

  /// The codes of symmetric affine storage.
  static Encoding symmetric(IntType storage) {
    return new Encoding.Affine(storage, AffineFit.middle(storage));
  }

  /// Codes of numbers in units of their scale.
  static final class Rounding {
    private final Encoding encoding;
    private final NearestCode nearest;
    private final double reach;

    /// Whether all whole numbers between the ends have a code.
    private final boolean whole;

    Rounding(Encoding encoding) {
      this.encoding = encoding;
      nearest = new NearestCode(encoding);
      reach =
          switch (encoding) {
            case Encoding.Affine affine -> affine.maxDecoded();
            case Encoding.Table table -> NearestCode.largest(table);
          };
      whole =
          switch (encoding) {
            case Encoding.Affine _ -> true;
            case Encoding.Table table ->
                LongStream.rangeClosed(table.minDecoded(), table.maxDecoded())
                    .allMatch(table.entries()::contains);
          };
    }

    /// Fractions of the largest magnitude to try besides the whole.
    int clippings() {
      return reach < FEW_REACH ? FEW_CLIPPINGS : CLIPPINGS;
    }

    boolean fewCodes() {
      return reach < FEW_REACH;
    }

    long code(float value, double scale) {
      return nearest.of(Math.min(Math.max(value / scale, -reach), reach));
    }

    /// A scale that reaches `magnitude`. Codes without a zero show a tensor of zeros as next to
    /// nothing.
    float scale(double magnitude) {
      boolean none = magnitude == 0 && encoding.zeroCode().isEmpty();
      return AffineFit.scale((none ? LEAST_MAGNITUDE : magnitude) / reach);
    }

    double decoded(float value, double scale) {
      return encoding.decode(code(value, scale)) * scale;
    }

    /// `sum` and the squared errors of `values[begin .. end-1]`, in this order.
    double squaredErrors(double sum, float[] values, int begin, int end, double scale) {
      if (whole) {
        return wholeErrors(sum, values, begin, end, scale);
      }
      double errors = sum;
      for (int i = begin; i < end; i++) {
        double error = decoded(values[i], scale) - values[i];
        errors += error * error;
      }
      return errors;
    }

    /// Eight scales and more are tried for every weight of a model, hence a loop without calls.
    private double wholeErrors(double sum, float[] values, int begin, int end, double scale) {
      double least = encoding.minDecoded();
      double greatest = encoding.maxDecoded();
      double errors = sum;
      for (int i = begin; i < end; i++) {
        double value = values[i];
        double number = Math.rint(Math.min(Math.max(value / scale, -reach), reach));
        double error = Math.min(Math.max(number, least), greatest) * scale - value;
        errors += error * error;
      }
      return errors;
    }
  }

  /// The scale of each group of elements, by the search that [#code] tells of.
  static float[] scales(float[] values, Rounding rounding, Runs runs, int groups) {
    double[] magnitudes = new double[groups];
    runs.each(run -> {
      double magnitude = magnitudes[runs.group(run)];
      for (int i = runs.begin(run); i < runs.begin(run + 1); i++) {
        magnitude = Math.max(magnitude, Math.abs((double) values[i]));
      }
      magnitudes[runs.group(run)] = magnitude;
    });
    double floor = Arrays.stream(magnitudes).max().orElse(0) * LEAST_MAGNITUDE;
    for (int g = 0; g < groups; g++) {
      magnitudes[g] = Math.max(magnitudes[g], floor);
    }
    float[] best = new float[groups];
    double[] leastError = new double[groups];
    Arrays.fill(leastError, Double.POSITIVE_INFINITY);
    for (int step = 0; step <= rounding.clippings(); step++) {
      double fraction = 1 - step * CLIPPING_STEP;
      float[] scales = new float[groups];
      for (int g = 0; g < groups; g++) {
        scales[g] = rounding.scale(magnitudes[g] * fraction);
      }
      keepBetter(values, rounding, runs, scales, best, leastError);
    }
    for (int step = 0; rounding.fewCodes() && step < REFINEMENTS; step++) {
      float[] scales = refined(values, rounding, runs, best, magnitudes);
      keepBetter(values, rounding, runs, scales, best, leastError);
    }
    return best;
  }

  /// Puts those of `scales` into `best` that give less error.
  private static void keepBetter(
      float[] values,
      Rounding rounding,
      Runs runs,
      float[] scales,
      float[] best,
      double[] leastError) {
    double[] errors = new double[best.length];
    runs.each(run -> {
      int g = runs.group(run);
      errors[g] =
          rounding.squaredErrors(
              errors[g], values, runs.begin(run), runs.begin(run + 1), scales[g]);
    });
    for (int g = 0; g < best.length; g++) {
      if (errors[g] < leastError[g]) {
        leastError[g] = errors[g];
        best[g] = scales[g];
      }
    }
  }

  /// The scales of least squared error for the codes that `scales` give, none below 2^-16 of what
  /// reaches the magnitude.
  private static float[] refined(
      float[] values, Rounding rounding, Runs runs, float[] scales, double[] magnitudes) {
    double[] products = new double[scales.length];
    double[] squares = new double[scales.length];
    runs.each(run -> {
      int g = runs.group(run);
      for (int i = runs.begin(run); i < runs.begin(run + 1); i++) {
        double number = rounding.encoding.decode(rounding.code(values[i], scales[g]));
        products[g] += values[i] * number;
        squares[g] += number * number;
      }
    });
    float[] refined = new float[scales.length];
    for (int g = 0; g < scales.length; g++) {
      float least = rounding.scale(magnitudes[g] * LEAST_MAGNITUDE);
      refined[g] =
          squares[g] == 0 ? scales[g] : Math.max(least, (float) (products[g] / squares[g]));
    }
    return refined;
  }

  /// The elements of a tensor in runs of neighbours that have one scale.
  static final class Runs {
    /// Elements of each run, at least 1.
    private final int length;

    /// The group of each run; groups count row-major over the scale axes.
    private final int[] groups;

    /// Whether every run has a group of its own.
    private final boolean own;

    private Runs(int length, int[] groups, boolean own) {
      this.length = length;
      this.groups = groups;
      this.own = own;
    }

    static Runs of(long[] extents, List<Integer> scaleAxes) {
      int last = scaleAxes.stream().mapToInt(axis -> axis).max().orElse(-1);
      int[] sizes = Arrays.stream(extents).mapToInt(Math::toIntExact).toArray();
      int length = product(Arrays.copyOfRange(sizes, last + 1, sizes.length));
      int[] strides = new int[sizes.length];
      int pitch = 1;
      for (int axis : scaleAxes.reversed()) {
        strides[axis] = pitch;
        pitch *= sizes[axis];
      }
      int[] groups = new int[length == 0 ? 0 : product(Arrays.copyOf(sizes, last + 1))];
      for (int run = 0; run < groups.length; run++) {
        int rest = run;
        for (int axis = last; axis >= 0; axis--) {
          groups[run] += rest % sizes[axis] * strides[axis];
          rest /= sizes[axis];
        }
      }
      return new Runs(Math.max(1, length), groups, groups.length == pitch);
    }

    private static int product(int[] factors) {
      return Arrays.stream(factors).reduce(1, Math::multiplyExact);
    }

    int group(int run) {
      return groups[run];
    }

    int begin(int run) {
      return run * length;
    }

    /// Calls `work` for each run, in order.
    void inOrder(IntConsumer work) {
      IntStream.range(0, groups.length).forEach(work);
    }

    /// Calls `work` for each run: in order where runs share a group, else side by side.
    void each(IntConsumer work) {
      IntStream runs = IntStream.range(0, groups.length);
      if (own && length * (long) groups.length >= LARGE) {
        runs.parallel().forEach(work);
      } else {
        runs.forEach(work);
      }
    }
  }
}
