package dev.halfbyte.rtl;

import java.util.Map;
import java.util.Random;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Whole commands of `hb_softmax` against SoftmaxModel and SoftmaxTiming.
class SoftmaxTest {
  private static final int LANES = 4;
  private static final int ACT_BITS = 4;
  private static final int ROW_MAX = 256;

  /// More than any random command reaches.
  private static final int WORDS = 1 << 12;

  private static SoftmaxBench bench(int lanes, int actBits, int rowMax, int[] res) {
    Map<String, Integer> parameters =
        Map.of("LANES", lanes, "ACT_BITS", actBits, "ROW_MAX", rowMax);
    Dut dut = Dut.open(Dut.model("hb_softmax", parameters), rowMax);
    return new SoftmaxBench(dut, lanes, actBits, res);
  }

  @ParameterizedTest
  @CsvSource({"4, 4, 256", "1, 8, 64", "3, 8, 100", "4, 4, 4"})
  void randomCommandsFollowEachOtherWithoutGaps(int lanes, int actBits, int rowMax) {
    Random random = new Random(lanes + rowMax);
    int[] res = random.ints(WORDS * lanes, -150, 150).toArray();
    try (SoftmaxBench bench = bench(lanes, actBits, rowMax, res)) {
      for (int command = 0; command < 60; command++) {
        if (command % 20 == 0) {
          bench.load(SoftmaxModel.random(random));
        }
        bench.run(SoftmaxJob.random(random, lanes, rowMax));
        if (random.nextBoolean()) {
          bench.idle(1 + random.nextInt(3));
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void rowsThatAreMeantToHurt(boolean early) {
    everyRow(early, _ -> 0);
    everyRow(early, _ -> Short.MIN_VALUE);
    everyRow(early, _ -> Short.MAX_VALUE);
    everyRow(early, i -> i % 2 == 0 ? Short.MIN_VALUE : Short.MAX_VALUE);
    everyRow(early, i -> i % 7 == 3 ? 2000 : 0);
    everyRow(early, i -> -3 * i);
    everyRow(early, i -> i);
    everyRow(early, i -> 5 * (i % 3));
  }

  private static void everyRow(boolean early, IntUnaryOperator logit) {
    int[] res = IntStream.range(0, WORDS).map(logit).toArray();
    try (SoftmaxBench bench = bench(LANES, ACT_BITS, ROW_MAX, res)) {
      bench.load(SoftmaxModel.of(SoftmaxModel.logarithmic(2)));
      for (int count : new int[] {1, 2, 3, 4, 5, 63, 64, 65, 197, 255, 256}) {
        bench.run(SoftmaxJob.dense(early, 3, count, LANES));
      }
    }
  }

  @Test
  void causalRowsGrowFromNothingUpToTheWholeRow() {
    Random random = new Random(3);
    int[] res = random.ints(WORDS, -60, 60).toArray();
    try (SoftmaxBench bench = bench(LANES, ACT_BITS, ROW_MAX, res)) {
      bench.load(SoftmaxModel.of(SoftmaxModel.logarithmic(1)));
      for (boolean early : new boolean[] {false, true}) {
        bench.run(new SoftmaxJob(early, true, 40, 37, 0, 16, 5, 10, 9, 16, 3, 15));
        bench.run(new SoftmaxJob(early, true, 4, 37, 1, 10, 5, 10, 9, 16, 3, 15));
        bench.run(new SoftmaxJob(early, true, 4, 37, 500, 10, 5, 10, 9, 16, 3, 15));
      }
    }
  }

  @Test
  void sumsOfTheLargestNumbersFit() {
    SoftmaxModel all =
        new SoftmaxModel(
            IntStream.range(0, 256).map(_ -> 65535).toArray(),
            IntStream.range(0, 256).map(d -> d).toArray());
    try (SoftmaxBench bench = bench(LANES, ACT_BITS, ROW_MAX, new int[WORDS])) {
      bench.load(all);
      bench.run(SoftmaxJob.dense(false, 2, ROW_MAX, LANES));
      bench.run(SoftmaxJob.dense(true, 2, ROW_MAX, LANES));
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aResetEndsACommandAnywhere(boolean early) {
    Random random = new Random(5);
    int[] res = random.ints(WORDS * LANES, -90, 90).toArray();
    try (SoftmaxBench bench = bench(LANES, ACT_BITS, ROW_MAX, res)) {
      bench.load(SoftmaxModel.of(SoftmaxModel.logarithmic(2)));
      SoftmaxJob job = SoftmaxJob.dense(early, 3, 30, LANES);
      for (int cycles = 0; cycles < job.timing().busyCycles(); cycles += 1 + random.nextInt(3)) {
        bench.abandon(job, cycles);
        bench.run(SoftmaxJob.random(random, LANES, 40));
      }
    }
  }
}
