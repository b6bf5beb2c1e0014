package dev.halfbyte.loop.lower;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.halfbyte.ir.Tensor;
import dev.halfbyte.loop.PackedWeights;
import dev.halfbyte.loop.TileShape;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Reads packed panels back by the formulas in the documentation of [PackedWeights].
final class WeightPackerTest {
  private static final int COLUMNS = 8;
  private static final int STEP = 4;
  private static final int DEPTH = 12;
  private static final int PANELS = 3;

  @ParameterizedTest
  @EnumSource
  void everyWeightStandsWhereTheFormatSays(PackedWeights format) {
    TileShape tile = new TileShape(2, COLUMNS, STEP);
    Tensor packed =
        new WeightPacker(tile, format, DEPTH).pack(PANELS, (k, n) -> weight(format, k, n));
    assertEquals(PANELS * format.panelBytes(tile, DEPTH), packed.count());
    for (int column = 0; column < PANELS * COLUMNS; column++) {
      int base = (int) (column / COLUMNS * format.panelBytes(tile, DEPTH));
      for (int k = 0; k < DEPTH; k++) {
        assertEquals(
            weight(format, k, column),
            read(packed, format, base, k, column % COLUMNS),
            format + " weight " + k + ", " + column);
      }
    }
  }

  private static int weight(PackedWeights format, int k, int column) {
    int number = 7 * k + 5 * column + k * column;
    return format.together() == 4 ? number % 4 - 2 : number % 16 - 8;
  }

  private static int read(Tensor packed, PackedWeights format, int base, int k, int n) {
    int half = COLUMNS / 2;
    int quarter = COLUMNS / 4;
    return switch (format) {
      case STEPS_S8 -> (int) packed.longAt(base + (k / STEP * COLUMNS + n) * STEP + k % STEP);
      case STEPS_S4 ->
          inStep(packed.longAt(base + (k / STEP * half + n % half) * STEP + k % STEP), n / half);
      case COLUMNS_S8 -> (int) packed.longAt(base + n * DEPTH + k);
      case COLUMNS_S4 -> nibble(packed.longAt(base + n % half * DEPTH + k), n / half);
      case STEPS_S2 -> {
        int at = base + (k / STEP * quarter + n % quarter) * STEP + k % STEP;
        int field = twoBits(packed.longAt(at), n / quarter);
        yield n / quarter < 3 ? field - 2 : signed(field, 2);
      }
      case COLUMNS_S2 ->
          signed(twoBits(packed.longAt(base + n % quarter * DEPTH + k), n / quarter), 2);
    };
  }

  private static int twoBits(long four, int field) {
    return (int) ((four & 0xff) / (1 << (2 * field)) % 4);
  }

  /// From `bits` bits in two's complement.
  private static int signed(int field, int bits) {
    return field < (1 << (bits - 1)) ? field : field - (1 << bits);
  }

  /// Low nibble, which holds 8 more, or high (1) nibble in two's complement.
  private static int inStep(long pair, int which) {
    return which == 0 ? (int) (pair & 15) - 8 : nibble(pair, 1);
  }

  /// Low (0) or high (1) nibble in two's complement.
  private static int nibble(long pair, int which) {
    int unsigned = (int) (pair >> (4 * which)) & 15;
    return unsigned < 8 ? unsigned : unsigned - 16;
  }
}
