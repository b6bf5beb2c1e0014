package dev.halfbyte.backend.jvm.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Every form of the integer leaf gives the sums of the definition, for ragged sizes and for
/// factors at the ends of their ranges.
final class TilesTest {
  @ParameterizedTest
  @CsvSource({
    "1, 2, 16, 8, 15",
    "5, 31, 48, 8, 15",
    "6, 96, 600, 8, 15",
    "13, 100, 1100, 8, 15",
    "8, 50, 300, 128, 8",
    "20, 96, 1040, 255, 127",
    "3, 7, 48, 32768, 127",
  })
  void allFormsGiveTheSameSums(int rows, int columns, int depth, int activation, int weight) {
    assertNotEquals(LeafChoice.SCALAR, LeafChoice.current(), "tests run with the Vector API");
    TileForm form = TileForm.of(activation, weight);
    int steps = form.steps(activation, weight);
    int width = (columns + 1) / 2 * 2;
    for (boolean extreme : new boolean[] {false, true}) {
      Product product = new Product(rows, columns, width, depth, activation, weight, extreme);
      product.assertSums(product.run(product.weights, TileForm.COLUMNS, steps));
      product.assertSums(product.vectors(form, steps));
      product.assertSums(product.constants(form, steps));
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 2, 1", "5, 31, 40", "13, 100, 300", "20, 96, 520"})
  void floatsAreAddedInAscendingOrder(int rows, int columns, int depth) {
    int width = (columns + 1) / 2 * 2;
    Random random = new Random(depth);
    float[] activations = floats(random, rows * (depth + 1) + 4);
    float[] weights = floats(random, 2 * width * depth);
    float[] initial = floats(random, width);
    Tile tile = new Tile(0, 4, depth + 1, rows, columns, width, depth);
    float[] scalar = new float[rows * width];
    ScalarTiles.contract(tile, scalar, initial, activations, weights, width * depth);
    float[] computed = new float[rows * width];
    SerialTiles.start(tile, computed, initial, activations)
        .contract(tile, weights, width * depth, false);
    for (int r = 0; r < rows; r++) {
      for (int n = 0; n < columns; n++) {
        float sum = initial[n];
        for (int k = 0; k < depth; k++) {
          float factor = activations[4 + r * (depth + 1) + k];
          sum = Math.fma(factor, weights[(width + n) * depth + k], sum);
        }
        assertEquals(sum, scalar[r * width + n], "row " + r + ", column " + n);
        assertEquals(sum, computed[r * width + n], "row " + r + ", column " + n);
      }
    }
  }

  private static float[] floats(Random random, int count) {
    float[] numbers = new float[count];
    for (int i = 0; i < count; i++) {
      numbers[i] = (float) random.nextGaussian();
    }
    return numbers;
  }

  @Test
  void formsFollowFromTheBounds() {
    assertEquals(TileForm.DOUBLES, TileForm.of(15, 8));
    assertEquals(TileForm.FLOATS, TileForm.of(128, 8));
    assertEquals(TileForm.FLOATS, TileForm.of(255, 128));
    assertEquals(TileForm.COLUMNS, TileForm.of(32768, 128));
    assertEquals(546, TileForm.DOUBLES.steps(15, 8));
    assertEquals(0, TileForm.COLUMNS.steps(1L << 32, 255));
  }

  @Test
  void otherWordsForALeafAreRefused() {
    String before = System.getProperty(LeafChoice.PROPERTY);
    try {
      System.setProperty(LeafChoice.PROPERTY, "fast");
      KernelError fault = assertThrows(KernelError.class, LeafChoice::current);
      assertEquals(KernelFault.USAGE, fault.fault());
    } finally {
      if (before == null) {
        System.clearProperty(LeafChoice.PROPERTY);
      } else {
        System.setProperty(LeafChoice.PROPERTY, before);
      }
    }
  }

  /// One tile with its operands.
  private static final class Product {
    private final int rows;
    private final int columns;
    private final int width;
    private final int depth;
    private final int[] initial;
    private final int[] activations;
    private final int[] weights;

    Product(
        int rows, int columns, int width, int depth, int activation, int weight, boolean extreme) {
      Random random = new Random(rows * 31L + depth);
      this.rows = rows;
      this.columns = columns;
      this.width = width;
      this.depth = depth;
      initial = random.ints(width + 3).toArray();
      activations = new int[rows * (depth + 5) + 2];
      for (int i = 0; i < activations.length; i++) {
        activations[i] = extreme ? activation : random.nextInt(-activation, activation + 1);
      }
      weights = new int[(width * depth) * 2];
      for (int i = 0; i < weights.length; i++) {
        boolean padding = i % depth >= depth - 3;
        int drawn = extreme ? -weight : random.nextInt(-weight, weight + 1);
        weights[i] = padding ? 0 : drawn;
      }
      // Padded depth holds anything.
      for (int r = 0; r < rows; r++) {
        activations[2 + r * (depth + 5) + depth - 1] = Integer.MIN_VALUE;
      }
    }

    private int[] run(Object panels, TileForm form, int steps) {
      int[] output = new int[(rows + 1) * width];
      Tiles.contract(
          output,
          initial,
          3,
          activations,
          2,
          depth + 5,
          rows,
          columns,
          panels,
          width * depth,
          width,
          depth,
          form,
          steps);
      return output;
    }

    private int[] vectors(TileForm form, int steps) {
      int[] output = new int[(rows + 1) * width];
      Tile tile = new Tile(3, 2, depth + 5, rows, columns, width, depth);
      int at = width * depth;
      switch (form) {
        case FLOATS ->
            FloatTiles.start(tile, output, initial, activations).computed(tile, weights, at, steps);
        case DOUBLES ->
            DoubleTiles.start(tile, output, initial, activations)
                .computed(tile, weights, at, steps);
        case COLUMNS -> ScalarTiles.contract(tile, output, initial, activations, weights, at);
      }
      return output;
    }

    private int[] constants(TileForm form, int steps) {
      byte[] image = new byte[weights.length];
      for (int i = 0; i < image.length; i++) {
        image[i] = (byte) weights[i];
      }
      KernelSpec.Memory memory =
          new KernelSpec.Memory(
              KernelSpec.Source.WEIGHTS_S8, ElementType.I32, 0, image.length, width, depth, form);
      return run(new ConstantImage(image, LeafChoice.VECTOR).array(memory), form, steps);
    }

    private void assertSums(int[] output) {
      for (int r = 0; r < rows; r++) {
        for (int n = 0; n < columns; n++) {
          int sum = initial[3 + n];
          for (int k = 0; k < depth; k++) {
            sum += activations[2 + r * (depth + 5) + k] * weights[(width + n) * depth + k];
          }
          assertEquals(sum, output[r * width + n], "row " + r + ", column " + n);
        }
      }
    }
  }
}
