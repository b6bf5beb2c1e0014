package dev.halfbyte.backend.llvm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.halfbyte.backend.llvm.run.Job;
import dev.halfbyte.backend.llvm.toolchain.IsaFamily;
import dev.halfbyte.backend.llvm.toolchain.IsaVariant;
import dev.halfbyte.loop.PackedWeights;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/// The leaf of every variant against a plain loop: extremes that saturate a careless sequence, and
/// shapes around the tile.
class TileContractTest {
  private static final List<Integer> ROWS = List.of(0, 1, 2, 3, 4, 5, 7, 8, 11, 12, 13, 25);

  private static final List<PackedWeights> FORMATS =
      List.of(PackedWeights.STEPS_S8, PackedWeights.STEPS_S4, PackedWeights.STEPS_S2);

  /// Shared, so that the C host is compiled once.
  @TempDir static Path scratch;

  @TempDir Path folder;

  static Stream<Arguments> cases() {
    List<Arguments> cases = new ArrayList<>();
    for (IsaFamily family : IsaFamily.values()) {
      for (PackedWeights format : FORMATS) {
        for (int[] shape : new int[][] {{33, 7}, {5, 1}, {70, 203}}) {
          cases.add(Arguments.of(family, format, shape[0], shape[1]));
        }
      }
    }
    return cases.stream();
  }

  /// The least weight of a byte that holds so many.
  private static int least(PackedWeights format) {
    return -1 << (Byte.SIZE / format.together() - 1);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void equalsPlainLoop(IsaFamily family, PackedWeights format, int columns, int depth)
      throws Exception {
    Random random = new Random(columns * 1000L + depth);
    int low = least(format);
    int high = -low - 1;
    // A quarter of the weights sits at each end of the range.
    int[] weights =
        IntStream.range(0, columns * depth)
            .map(i ->
                switch (random.nextInt(4)) {
                  case 0 -> low;
                  case 1 -> high;
                  default -> low + random.nextInt(high - low + 1);
                })
            .toArray();
    check(
        new TileKernel("tile", family, format, columns, depth, (k, n) -> weights[k * columns + n]),
        random,
        ROWS);
  }

  /// Blocks of one and of two registers, rows left over, depths of whole steps and others; panels
  /// unpacked once (below 768) and into a ring; 57 is too shallow.
  @ParameterizedTest
  @CsvSource({
    "32, STEPS_S4, 33, 57",
    "32, STEPS_S4, 40, 64",
    "32, STEPS_S4, 32, 128",
    "32, STEPS_S4, 5, 191",
    "32, STEPS_S4, 70, 260",
    "32, STEPS_S4, 32, 840",
    "32, STEPS_S4, 40, 832",
    "32, STEPS_S8, 33, 57",
    "32, STEPS_S8, 40, 64",
    "32, STEPS_S8, 70, 333",
    "32, STEPS_S2, 70, 333",
    // More rows than two registers have.
    "70, STEPS_S4, 33, 330"
  })
  void tileRegistersEqualPlainLoop(int rows, PackedWeights format, int columns, int depth)
      throws Exception {
    Random random = new Random(columns * 1000L + depth);
    int low = least(format);
    int[] weights = random.ints((long) columns * depth, low, -low).toArray();
    TileKernel kernel =
        new TileKernel(
            "tile",
            IsaFamily.X86_64,
            rows,
            format,
            columns,
            depth,
            (k, n) -> weights[k * columns + n]);
    check(kernel, random, List.of(7, 8, 12, 16, 17, 25, 31, 32, 33, 38, 40, 47, 53, 104));
  }

  @ParameterizedTest
  @CsvSource({
    "X86_64, STEPS_S4, 4096",
    "X86_64, STEPS_S8, 4096",
    "X86_64, STEPS_S2, 4096",
    "AARCH64, STEPS_S2, 4096",
    "AARCH64, STEPS_S4, 4096",
    "AARCH64, STEPS_S8, 4096",
    // Panels too large to lie unpacked on the stack.
    "AARCH64, STEPS_S4, 4100",
    "AARCH64, STEPS_S2, 4100",
    "AARCH64, STEPS_S8, 4100"
  })
  void constantExtremesDoNotSaturate(IsaFamily family, PackedWeights format, int depth)
      throws Exception {
    int low = least(format);
    // Columns of the lowest and of the highest weight, deep enough to overflow 16 bits at once.
    check(
        new TileKernel("tile", family, format, 32, depth, (k, n) -> n % 2 == 0 ? low : -low - 1),
        new Random(1),
        ROWS);
  }

  /// Sums that do not fit beside a scale.
  @ParameterizedTest
  @CsvSource({"X86_64, STEPS_S4", "X86_64, STEPS_S2", "AARCH64, STEPS_S2"})
  void deepSumsAreExact(IsaFamily family, PackedWeights format) throws Exception {
    int low = least(format);
    check(
        new TileKernel("tile", family, format, 8, 65540, (k, n) -> n % 2 == 0 ? low : -low - 1),
        new Random(2),
        List.of(1, 3));
  }

  private void check(TileKernel kernel, Random random, List<Integer> rowCounts) throws Exception {
    Path artefact =
        Runs.write(
            Runs.buildRunnable(kernel.program(), kernel.family()), folder.resolve("artefact"));
    List<byte[]> activations =
        rowCounts.stream().map(rows -> activations(kernel, rows, random)).toList();
    for (IsaVariant variant : Runs.runnable(kernel.family())) {
      List<Job> jobs = new ArrayList<>();
      for (int j = 0; j < rowCounts.size(); j++) {
        List<Long> dims = List.of((long) rowCounts.get(j));
        List<Long> outputBytes = List.of(4L * rowCounts.get(j) * kernel.columns());
        jobs.add(new Job(variant.featureBit(), dims, List.of(activations.get(j)), outputBytes));
      }
      List<Job.Result> results = Runs.host(variant).run("tile", artefact, jobs, scratch);
      for (int j = 0; j < jobs.size(); j++) {
        assertEquals(variant.label(), results.get(j).variant());
        compare(kernel, activations.get(j), results.get(j).outputs().getFirst());
      }
    }
  }

  /// Random rows after three rows of one extreme value each.
  private static byte[] activations(TileKernel kernel, int rows, Random random) {
    int depth = kernel.paddedDepth();
    byte[] activations = new byte[rows * depth];
    random.nextBytes(activations);
    byte[] extremes = {(byte) 0x80, (byte) 0xff, 0x7f};
    for (int row = 0; row < Math.min(rows, extremes.length); row++) {
      Arrays.fill(activations, row * depth, (row + 1) * depth, extremes[row]);
    }
    return activations;
  }

  private static void compare(TileKernel kernel, byte[] activations, byte[] output) {
    int[] actual = new int[output.length / 4];
    ByteBuffer.wrap(output).order(ByteOrder.LITTLE_ENDIAN).asIntBuffer().get(actual);
    for (int row = 0; row < actual.length / kernel.columns(); row++) {
      assertArrayEquals(
          kernel.expected(activations, row),
          Arrays.copyOfRange(actual, row * kernel.columns(), (row + 1) * kernel.columns()),
          "row " + row);
    }
  }
}
