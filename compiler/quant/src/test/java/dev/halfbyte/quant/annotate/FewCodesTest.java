package dev.halfbyte.quant.annotate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfbyte.ir.ElemType.IntType;
import dev.halfbyte.ir.Encoding;
import dev.halfbyte.ir.Shape;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.quant.codes.BinaryFamily;
import dev.halfbyte.quant.codes.NearestCode;
import dev.halfbyte.quant.codes.TernaryFamily;
import java.util.List;
import java.util.Random;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Scales of weights of at most 3 bits, against the rules that papers give for them.
class FewCodesTest {
  private static final int ROWS = 6;
  private static final int COLUMNS = 500;
  private static final Encoding BINARY = new BinaryFamily().table(1);
  private static final Encoding TERNARY = new TernaryFamily().table(2);

  /// Even rows are normal, odd ones have long tails.
  private static Tensor weights() {
    Random random = new Random(5);
    return Tensor.generateFloats(
        Shape.of(ROWS, COLUMNS),
        i -> {
          double normal = random.nextGaussian();
          return (i / COLUMNS + 1) * (i / COLUMNS % 2 == 0 ? normal : normal * normal * normal);
        });
  }

  private static double[] row(Tensor data, int row) {
    return IntStream.range(row * COLUMNS, (row + 1) * COLUMNS).mapToDouble(data::floatAt).toArray();
  }

  private static double mean(double[] values, ToDoubleFunction<Double> of) {
    return IntStream.range(0, values.length)
        .mapToDouble(i -> of.applyAsDouble(values[i]))
        .average()
        .orElse(0);
  }

  /// The squared error of a row.
  private static double error(CodedConstant coded, Tensor data, int row) {
    double error = 0;
    for (int i = row * COLUMNS; i < (row + 1) * COLUMNS; i++) {
      double number = coded.encoding().decode(coded.codes().longAt(i));
      double difference = number * coded.scale().floatAt(row) - data.floatAt(i);
      error += difference * difference;
    }
    return error;
  }

  @Test
  void signsAreScaledByTheMeanMagnitude() {
    Tensor data = weights();
    CodedConstant coded = CodedConstant.code(data, BINARY, List.of(0));
    for (int row = 0; row < ROWS; row++) {
      double mean = mean(row(data, row), Math::abs);
      assertEquals(mean, coded.scale().floatAt(row), 1e-5 * mean);
    }
    for (int i = 0; i < data.count(); i++) {
      assertEquals(data.floatAt(i) > 0 ? 1 : 0, coded.codes().longAt(i));
    }
  }

  /// Threshold 0.7 of the mean magnitude, scale the mean of what is above.
  @Test
  void threeSignsAreAsGoodAsTheThresholdOfThePaper() {
    Tensor data = weights();
    CodedConstant coded = CodedConstant.code(data, TERNARY, List.of(0));
    for (int row = 0; row < ROWS; row++) {
      double[] values = row(data, row);
      double threshold = 0.7 * mean(values, Math::abs);
      double above = mean(values, v -> Math.abs(v) > threshold ? Math.abs(v) : 0);
      double scale = above / mean(values, v -> Math.abs(v) > threshold ? 1 : 0);
      double paper =
          COLUMNS
              * mean(
                  values,
                  v -> {
                    double number = Math.abs(v) > threshold ? Math.signum(v) * scale : 0;
                    return (v - number) * (v - number);
                  });
      double own = error(coded, data, row);
      assertTrue(own <= 1.001 * paper, "row " + row + ": " + own + " against " + paper);
    }
  }

  @Test
  void threeBitsAreNearTheBestOfManyScales() {
    Encoding encoding = CodedConstant.symmetric(new IntType(3, true));
    NearestCode nearest = new NearestCode(encoding);
    Tensor data = weights();
    CodedConstant coded = CodedConstant.code(data, encoding, List.of(0));
    for (int row = 0; row < ROWS; row++) {
      double[] values = row(data, row);
      double best = Double.POSITIVE_INFINITY;
      for (int step = 1; step <= 400; step++) {
        double scale = (row + 1) * 0.01 * step;
        double squares =
            mean(
                values,
                v -> {
                  double clipped = Math.clamp(v / scale, -3.0, 3.0);
                  double number = encoding.decode(nearest.of(clipped)) * scale;
                  return (v - number) * (v - number);
                });
        best = Math.min(best, COLUMNS * squares);
      }
      double own = error(coded, data, row);
      assertTrue(own <= 1.03 * best, "row " + row + ": " + own + " against " + best);
    }
  }

  /// There is no sign for zero, so it is shown as next to nothing.
  @Test
  void zerosWithoutACodeOfTheirOwnAreSmall() {
    Tensor mixed = Tensor.generateFloats(Shape.of(2, 4), i -> i < 4 ? 0 : i);
    CodedConstant coded = CodedConstant.code(mixed, BINARY, List.of(0));
    assertTrue(coded.scale().floatAt(0) <= 7 * 0x1p-16, "scale " + coded.scale().floatAt(0));
    assertEquals(5.5f, coded.scale().floatAt(1));
    Tensor zeros = Tensor.generateFloats(Shape.of(2, 4), _ -> 0);
    CodedConstant none = CodedConstant.code(zeros, BINARY, List.of());
    assertTrue(none.scale().floatAt(0) <= 0x1p-16, "scale " + none.scale().floatAt(0));
  }
}
