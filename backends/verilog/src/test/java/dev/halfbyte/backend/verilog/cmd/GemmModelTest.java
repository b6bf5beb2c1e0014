package dev.halfbyte.backend.verilog.cmd;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.halfbyte.rtl.AcceleratorConfig;
import dev.halfbyte.rtl.Command;
import dev.halfbyte.rtl.Destination;
import dev.halfbyte.rtl.DigitPlanes;
import dev.halfbyte.rtl.DigitSegment;
import dev.halfbyte.rtl.Epilogue;
import dev.halfbyte.rtl.Memory;
import dev.halfbyte.rtl.OctaveSegment;
import dev.halfbyte.rtl.OctaveTable;
import dev.halfbyte.rtl.Segment;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// GEMMs of a row engine against sums of products in numbers of any size.
class GemmModelTest {
  private static final AcceleratorConfig CONFIG =
      AcceleratorConfig.preset("edge16")
          .orElseThrow()
          .with(Map.of("COLS", 12, "LANES", 4, "ACT_BITS", 8));
  private static final int LANES = CONFIG.lanes();
  private static final int COLS = CONFIG.cols();
  private static final int DRAIN = CONFIG.drainWords();
  private static final int WORDS = 400;

  private final Random random = new Random(3);
  private final MemoryModel memory = new MemoryModel(CONFIG);

  /// Weights by word, column and lane.
  private final int[][][] weights = new int[WORDS][COLS][LANES];

  GemmModelTest() {
    for (int word = 0; word < WORDS; word++) {
      for (int i = 0; i < COLS * LANES; i++) {
        weights[word][i / LANES][i % LANES] = random.nextInt(-8, 8);
        memory.write(Memory.WGT, word, i, weights[word][i / LANES][i % LANES]);
      }
      for (int lane = 0; lane < LANES; lane++) {
        int zeros = random.nextInt(3);
        memory.write(Memory.ACT, word, lane, random.nextInt(16) * (zeros > 0 ? 1 : 0));
        memory.write(Memory.ACT, Memory.SIDE_BASE + word, lane, random.nextInt(16));
        memory.write(Memory.RES, word, lane, random.nextInt());
        memory.write(Memory.RES, Memory.SIDE_BASE + word, lane, random.nextInt());
        memory.write(Memory.PAR, word, 4 * lane, random.nextInt() >> random.nextInt(16, 24));
        memory.write(Memory.PAR, word, 4 * lane + 1, random.nextInt() >>> random.nextInt(1, 20));
        memory.write(Memory.PAR, word, 4 * lane + 2, random.nextInt(8, 40));
      }
    }
    for (int row = 0; row < CONFIG.factorDepth(); row++) {
      memory.writeFactor(row, random.nextInt() >>> random.nextInt(1, 20), random.nextInt(8, 40));
    }
    for (int i = 0; i < 256; i++) {
      memory.write(Memory.TABLE, 32, i, random.nextInt(256));
    }
  }

  @ParameterizedTest
  @EnumSource(Destination.class)
  void randomCommandsGiveTheFormula(Destination destination) {
    for (int i = 0; i < 60; i++) {
      DigitPlanes planes =
          random.nextBoolean() ? DigitPlanes.plain(random.nextBoolean()) : planes();
      Command.Gemm gemm = gemm(destination, planes);
      check(gemm, planes);
    }
  }

  @Test
  void oneRowOfOneWordAndWeightsAtBothEnds() {
    for (int zero : new int[] {-16, -8, 0, 7, 15}) {
      DigitPlanes planes = DigitPlanes.plain(true);
      Epilogue epilogue = epilogue(Destination.RES, false);
      check(
          new Command.Gemm(
              new Command.Gemm.Rows(Memory.SIDE_BASE, 16, 1, true, false),
              new Command.Gemm.Tiles(1, 1, 1, zero),
              1,
              0,
              Optional.of(CONFIG.factorDepth() - 1),
              new Command.Gemm.Output(0, 0),
              epilogue,
              Set.of()),
          planes);
    }
  }

  /// Rows that pass together change nothing but the order.
  private void run(Command.Gemm gemm) {
    int engines = List.of(1, 2, 4).get(random.nextInt(3));
    new GemmModel(CONFIG.with(Map.of("ENGINES", engines)), memory, gemm).run();
  }

  private DigitPlanes planes() {
    List<List<Integer>> tables =
        Stream.generate(() -> random.ints(DigitSegment.CODES, 0, 16).boxed().toList())
            .limit(DigitPlanes.MAX_TABLES)
            .toList();
    OctaveTable octaves = OctaveTable.ofMantissas(random.ints(16, 0, 256).boxed().toList());
    boolean octave = random.nextInt(3) == 0;
    List<Segment> segments = new ArrayList<>();
    for (int s = random.nextInt(DigitPlanes.MAX_SEGMENTS); s >= 0; s--) {
      int table = random.nextInt(tables.size());
      int shift = List.of(0, 1, 4).get(random.nextInt(3));
      segments.add(
          octave
              ? new OctaveSegment(octaves, table, random.nextInt(2), random.nextBoolean(), shift)
              : new DigitSegment(
                  tables.get(table),
                  random.nextInt(2),
                  random.nextInt(2),
                  table % 2 == 0,
                  random.nextBoolean(),
                  shift));
    }
    DigitPlanes planes = new DigitPlanes(segments, random.nextInt(segments.size()));
    for (int element = 0; element < 20; element++) {
      int bits = planes.word().shiftRight(16 * element).intValue();
      memory.write(Memory.DECODE, 0, element, bits);
    }
    return planes;
  }

  private Command.Gemm gemm(Destination destination, DigitPlanes planes) {
    int kWords = 1 + random.nextInt(20);
    int tiles = 1 + random.nextInt(3);
    boolean signed = planes.equals(DigitPlanes.plain(true));
    boolean decode = !signed && !planes.equals(DigitPlanes.plain(false));
    boolean factors = random.nextBoolean();
    int column =
        switch (destination) {
          case ACT, RES -> 0;
          case WGT_COLUMNS -> random.nextInt(COLS);
          case WGT_ROWS -> random.nextInt(LANES);
        };
    boolean turned = destination.memory() == Memory.WGT;
    int plane = turned && random.nextBoolean() ? 500 : 0;
    int side = random.nextBoolean() ? Memory.SIDE_BASE : 0;
    return new Command.Gemm(
        new Command.Gemm.Rows(
            side + 16 * random.nextInt(4), 64, 1 + random.nextInt(5), signed, decode),
        new Command.Gemm.Tiles(
            random.nextInt(20),
            40 + random.nextInt(20),
            tiles,
            random.nextInt(-16, 16),
            Optional.of(
                new Command.Gemm.HighPlane(20 + random.nextInt(20), random.nextInt(-16, 16)))),
        kWords,
        random.nextInt(10),
        factors ? Optional.of(random.nextInt(20)) : Optional.empty(),
        new Command.Gemm.Output(tiles * DRAIN + random.nextInt(3), column, plane),
        epilogue(destination, !factors && random.nextBoolean()),
        Set.of());
  }

  private Epilogue epilogue(Destination destination, boolean residual) {
    int side = random.nextBoolean() ? Memory.SIDE_BASE : 0;
    int base =
        switch (destination) {
          case ACT, RES -> (random.nextBoolean() ? Memory.SIDE_BASE : 0) + 1000;
          case WGT_COLUMNS, WGT_ROWS -> 3000;
        };
    return new Epilogue(
        destination,
        base,
        random.nextInt(-4, 5),
        -random.nextInt(200),
        random.nextInt(200),
        residual
            ? Optional.of(
                new Epilogue.Residual(
                    side + random.nextInt(20),
                    random.nextInt(20),
                    random.nextInt() >>> random.nextInt(1, 20),
                    random.nextInt(-100, 100)))
            : Optional.empty(),
        random.nextBoolean()
            ? Optional.of(new Epilogue.Table(1, random.nextBoolean()))
            : Optional.empty());
  }

  private void check(Command.Gemm gemm, DigitPlanes planes) {
    int[][] expected = new int[gemm.act().blocks()][gemm.weights().count() * COLS];
    for (int row = 0; row < expected.length; row++) {
      for (int col = 0; col < expected[row].length; col++) {
        expected[row][col] = code(gemm, row, col, value(gemm, planes, row, col));
      }
    }
    run(gemm);
    for (int row = 0; row < expected.length; row++) {
      for (int col = 0; col < expected[row].length; col++) {
        int kept = kept(gemm.epilogue().destination(), expected[row][col]);
        assertEquals(kept, found(gemm, row, col, 0), gemm + ": " + row + ", " + col);
        int plane = gemm.output().plane();
        if (plane != 0) {
          int high = kept(gemm.epilogue().destination(), expected[row][col] >> 4);
          assertEquals(high, found(gemm, row, col, plane), gemm + ": " + row + ", " + col);
        }
      }
    }
  }

  private int value(Command.Gemm gemm, DigitPlanes planes, int row, int col) {
    BigInteger value = BigInteger.ZERO;
    BigInteger held = BigInteger.ZERO;
    Command.Gemm.HighPlane high = gemm.weights().high().orElse(new Command.Gemm.HighPlane(1, 0));
    for (int s = 0; s < planes.segments().size(); s++) {
      Segment segment = planes.segments().get(s);
      if (s > 0 && s == planes.held()) {
        held = Exact.big(Exact.wrapped(value, CONFIG.accBits() - 7, true));
        value = BigInteger.ZERO;
      }
      value = value.multiply(BigInteger.TWO.pow(segment.shift()));
      for (int k = 0; k < gemm.kWords() * LANES; k++) {
        int act = gemm.act().base() + row * gemm.act().stride();
        int code = memory.act(act + k / LANES, k % LANES, false);
        int tile = gemm.weights().base() + col / COLS * gemm.weights().stride();
        int word = tile + segment.weightPlane() * high.words() + k / LANES;
        int weight = segment.weight(weights[word][col % COLS][k % LANES] & 15);
        int zero = segment.weightPlane() == 1 ? high.zero() : gemm.weights().zero();
        int product = segment.number(code) * (weight - zero);
        value = value.add(Exact.big(product));
      }
    }
    if (planes.held() > 0) {
      value = Exact.big(181).multiply(held).add(Exact.big(128).multiply(value));
    }
    return Exact.wrapped(value, CONFIG.accBits(), true);
  }

  private int code(Command.Gemm gemm, int row, int col, int value) {
    Epilogue epilogue = gemm.epilogue();
    int word = gemm.parameterBase() + col / LANES;
    int lane = col % LANES;
    boolean factors = gemm.factorBase().isPresent();
    int factor = gemm.factorBase().orElse(0) + row;
    int multiplier = factors ? memory.factorMultiplier(factor) : memory.multiplier(word, lane);
    int shift = factors ? memory.factorShift(factor) : memory.shift(word, lane);
    BigInteger sum = Exact.big(value).add(Exact.big(memory.bias(word, lane)));
    sum = sum.multiply(Exact.big(multiplier));
    if (epilogue.residual().isPresent()) {
      Epilogue.Residual second = epilogue.residual().get();
      int element = memory.res(second.base() + row * second.stride() + col / LANES, lane);
      sum = sum.add(Exact.big(second.multiplier()).multiply(Exact.big(element - second.zero())));
    }
    BigInteger shifted = Exact.shifted(sum, shift).add(Exact.big(epilogue.zero()));
    int code = Exact.clamped(shifted, epilogue.lo(), epilogue.hi());
    if (epilogue.table().isEmpty()) {
      return code;
    }
    int entry = memory.table(1, Math.floorMod(code, 256));
    return epilogue.table().get().signed() ? (byte) entry : entry;
  }

  /// Returns what the destination keeps of a code.
  private static int kept(Destination destination, int code) {
    return switch (destination) {
      case ACT -> code & 255;
      case RES -> code;
      case WGT_COLUMNS, WGT_ROWS -> Exact.wrapped(Exact.big(code), 4, true);
    };
  }

  private int found(Command.Gemm gemm, int row, int col, int plane) {
    int stride = gemm.output().stride();
    int m = gemm.output().column() + row;
    int base = gemm.epilogue().outputBase() + plane;
    int word = base + row * stride + col / LANES;
    return switch (gemm.epilogue().destination()) {
      case ACT -> memory.act(word, col % LANES, false);
      case RES -> memory.res(word, col % LANES);
      case WGT_COLUMNS -> weight(base + m / COLS * stride + col / LANES, m % COLS, col % LANES);
      case WGT_ROWS -> weight(base + col / COLS * stride + m / LANES, col % COLS, m % LANES);
    };
  }

  private int weight(int word, int col, int lane) {
    int[] sums = new int[COLS];
    memory.weights().addProducts(1, word, lane, -1, sums, 0);
    return sums[col];
  }
}
