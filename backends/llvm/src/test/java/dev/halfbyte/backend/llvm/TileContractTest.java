package dev.halfbyte.backend.llvm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.halfbyte.backend.llvm.run.Host;
import dev.halfbyte.backend.llvm.run.Job;
import dev.halfbyte.backend.llvm.toolchain.IsaVariant;
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
import org.junit.jupiter.params.provider.MethodSource;

/// The leaf of every variant against a plain loop: extremes that saturate a careless sequence, and
/// shapes around the tile.
class TileContractTest {
  private static final List<Integer> ROWS = List.of(0, 1, 2, 3, 4, 5, 7, 8, 11, 12, 13, 25);

  /// Shared, so that the C host is compiled once.
  @TempDir static Path scratch;

  @TempDir Path folder;

  static Stream<Arguments> cases() {
    List<Arguments> cases = new ArrayList<>();
    for (IsaVariant variant : IsaVariant.values()) {
      for (boolean nibbles : new boolean[] {true, false}) {
        for (int[] shape : new int[][] {{33, 7}, {64, 64}, {5, 1}, {40, 203}}) {
          cases.add(Arguments.of(variant, nibbles, shape[0], shape[1]));
        }
      }
    }
    return cases.stream();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void equalsPlainLoop(IsaVariant variant, boolean nibbles, int columns, int depth)
      throws Exception {
    Random random = new Random(columns * 1000L + depth);
    int low = nibbles ? -8 : -128;
    int high = nibbles ? 7 : 127;
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
    TileKernel kernel =
        new TileKernel(
            "tile", variant.family(), nibbles, columns, depth, (k, n) -> weights[k * columns + n]);
    check(variant, kernel, random);
  }

  static Stream<Arguments> extremes() {
    List<Arguments> cases = new ArrayList<>();
    for (IsaVariant variant : IsaVariant.values()) {
      for (boolean nibbles : new boolean[] {true, false}) {
        cases.add(Arguments.of(variant, nibbles, nibbles ? -8 : -128));
        cases.add(Arguments.of(variant, nibbles, nibbles ? 7 : 127));
      }
    }
    return cases.stream();
  }

  @ParameterizedTest
  @MethodSource("extremes")
  void constantExtremesDoNotSaturate(IsaVariant variant, boolean nibbles, int weight)
      throws Exception {
    int columns = 32;
    int depth = 4096;
    check(
        variant,
        new TileKernel("tile", variant.family(), nibbles, columns, depth, (k, n) -> weight),
        new Random(1));
  }

  private void check(IsaVariant variant, TileKernel kernel, Random random) throws Exception {
    Host host = Runs.host(variant);
    assumeTrue(host.unavailable().isEmpty(), () -> host.unavailable().orElseThrow());
    List<Job> jobs = new ArrayList<>();
    for (int rows : ROWS) {
      byte[] activations = new byte[rows * kernel.paddedDepth()];
      random.nextBytes(activations);
      if (rows > 0) {
        Arrays.fill(activations, 0, kernel.paddedDepth(), (byte) 0x80);
      }
      if (rows > 1) {
        Arrays.fill(activations, kernel.paddedDepth(), 2 * kernel.paddedDepth(), (byte) 0xff);
      }
      if (rows > 2) {
        Arrays.fill(activations, 2 * kernel.paddedDepth(), 3 * kernel.paddedDepth(), (byte) 0x7f);
      }
      jobs.add(
          new Job(
              variant.featureBit(),
              List.of((long) rows),
              List.of(activations),
              List.of(4L * rows * kernel.columns())));
    }
    NativeLibrary library = new NativeLibrary(kernel.program(), variant.family());
    Path artefact = Runs.write(library.files(), folder.resolve("artefact"));
    List<Job.Result> results = host.run("tile", artefact, jobs, scratch);
    for (int j = 0; j < jobs.size(); j++) {
      assertEquals(variant.label(), results.get(j).variant());
      int[] actual = new int[ROWS.get(j) * kernel.columns()];
      ByteBuffer.wrap(results.get(j).outputs().getFirst())
          .order(ByteOrder.LITTLE_ENDIAN)
          .asIntBuffer()
          .get(actual);
      for (int row = 0; row < ROWS.get(j); row++) {
        assertArrayEquals(
            kernel.expected(jobs.get(j).inputs().getFirst(), row),
            Arrays.copyOfRange(actual, row * kernel.columns(), (row + 1) * kernel.columns()),
            "row " + row + " of " + ROWS.get(j));
      }
    }
  }
}
