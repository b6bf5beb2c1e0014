package dev.halfbyte.quant.reparam;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.halfbyte.ir.Shape;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.quant.annotate.TransformedNames;
import dev.halfbyte.quant.exact.Rational;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Sums with signs, by exact fractions.
final class SignedSumsTest {
  @ParameterizedTest
  @ValueSource(ints = {2, 4, 8, 16, 64, 256})
  void theMatrixIsItsOwnInverseButForTheBlock(int block) {
    Tensor signs = TransformedNames.matrix(block);
    for (int i = 0; i < block; i++) {
      for (int j = 0; j < block; j++) {
        assertEquals(1, Math.abs(signs.floatAt(i * block + j)));
        assertEquals(signs.floatAt(i * block + j), signs.floatAt(j * block + i));
        int sum = 0;
        for (int k = 0; k < block; k++) {
          sum += (int) (signs.floatAt(i * block + k) * signs.floatAt(k * block + j));
        }
        assertEquals(i == j ? block : 0, sum);
      }
    }
  }

  /// `sum (w H / block) (H y) = sum w y`: no rounding for numbers of few bits, on any axis.
  @ParameterizedTest
  @ValueSource(ints = {2, 8, 32})
  void whatIsFoldedUndoesWhatIsSummed(int block) {
    Random random = new Random(block);
    int channels = 3 * block;
    Tensor y = Tensor.generateFloats(Shape.of(4, channels), _ -> random.nextInt(-99, 99) / 8.0);
    Tensor w = Tensor.generateFloats(Shape.of(2, channels, 5), _ -> random.nextInt(-99, 99) / 64.0);
    Tensor t = SignedSums.along(y, 1, block, 1);
    Tensor v = SignedSums.along(w, 1, block, block);
    for (int row = 0; row < 4; row++) {
      for (int i = 0; i < 2; i++) {
        for (int o = 0; o < 5; o++) {
          assertEquals(product(y, w, row, i, o), product(t, v, row, i, o));
        }
      }
    }
  }

  private static Rational product(Tensor y, Tensor w, int row, int i, int o) {
    int channels = Math.toIntExact(y.type().shape().dim(1).fixed());
    Rational sum = Rational.of(0);
    for (int c = 0; c < channels; c++) {
      Rational left = Rational.of(y.floatAt(row * channels + c));
      sum = sum.plus(left.times(Rational.of(w.floatAt((i * channels + c) * 5 + o))));
    }
    return sum;
  }

  /// Block by block the product with the matrix.
  @Test
  void sumsAreThoseOfTheMatrix() {
    int block = 8;
    Tensor signs = TransformedNames.matrix(block);
    Tensor y = Tensor.generateFloats(Shape.of(3 * block), i -> (i * 37 % 101) - 50.0);
    Tensor t = SignedSums.along(y, 0, block, 1);
    for (int i = 0; i < t.count(); i++) {
      float sum = 0;
      for (int k = 0; k < block; k++) {
        sum += signs.floatAt(i % block * block + k) * y.floatAt(i / block * block + k);
      }
      assertEquals(sum, t.floatAt(i), "element " + i);
    }
  }

  @Test
  void oneNumberForAllChannelsBecomesOneOfEachBlock() {
    Tensor same = SignedSums.repeated(Tensor.ofFloats(Shape.of(2), 3f, -1f), 8);
    Tensor summed = SignedSums.along(same, 1, 4, 1);
    for (int i = 0; i < summed.count(); i++) {
      float all = i < 8 ? 12 : -4;
      assertEquals(i % 4 == 0 ? all : 0, summed.floatAt(i), "element " + i);
    }
  }
}
