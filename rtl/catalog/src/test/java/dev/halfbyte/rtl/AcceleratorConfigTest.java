package dev.halfbyte.rtl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class AcceleratorConfigTest {
  @Test
  void thePresetsHaveNoProblems() {
    AcceleratorConfig.presets()
        .forEach((name, config) -> assertEquals(List.of(), config.problems(), name));
    assertEquals(
        AcceleratorConfig.preset(AcceleratorConfig.DEFAULT_PRESET).orElseThrow(),
        AcceleratorConfig.edge8x8());
    assertTrue(AcceleratorConfig.preset("none").isEmpty());
  }

  @Test
  void eachBrokenLimitIsSaidInWords() {
    assertEquals(
        List.of(
            "rows must be 1..64, not 0",
            "activation codes are stored in 4 or 8 bits, not 5",
            "weights are stored in 4 or 8 bits, not 16",
            "accumulator bits must be 24..32, not 40",
            "array must be 0 (multiply), 1 (decode), 2 (shift) or 3 (row), not 4",
            "weight memory words must be 2..49152, not 65537",
            "tables must be 1..8, not 9"),
        AcceleratorConfig.plain(0, 8, 1, 5, 16, 40, 4, 64, 64, 65537, 64, 9, 64).problems());
    assertEquals(
        List.of("cols (6) must be a multiple of lanes (4)"),
        AcceleratorConfig.plain(2, 6, 4, 8, 4, 24, 0, 64, 64, 64, 64, 1, 64).problems());
    assertEquals(
        List.of(
            "rows * lanes is 128, the epilogue takes at most 64 a cycle",
            "rows * cols * lanes is 8192, at most 4096 are supported"),
        AcceleratorConfig.plain(32, 64, 4, 8, 4, 24, 0, 64, 64, 64, 64, 1, 64).problems());
  }

  @Test
  void aBrokenLimitIsMendedByTheNearestValue() {
    AcceleratorConfig edge = AcceleratorConfig.preset("edge").orElseThrow();
    assertEquals(edge, edge.mended());
    assertEquals(edge, edge.with(Map.of("COLS", 65)).mended());
    assertEquals(edge, edge.with(Map.of("LANES", 3, "ROWS", 8)).mended());
    assertEquals(
        edge.with(Map.of("LANES", 16, "COLS", 128)),
        edge.with(Map.of("LANES", 99, "COLS", 120)).mended());
    assertEquals(edge, edge.with(Map.of("ARRAY", 0)).mended());
    assertEquals(
        edge.with(Map.of("ACT_DEPTH", 48, "NORM_ROW_MAX", 512)),
        edge.with(Map.of("ACT_DEPTH", 33, "NORM_ROW_MAX", 300)).mended());
  }

  @Test
  void anythingCanBeMended() {
    Random random = new Random(7);
    List<Integer> values = List.of(-1, 0, 1, 2, 3, 4, 7, 8, 16, 60, 64, 100, 128, 1000, 1 << 20);
    for (int trial = 0; trial < 2000; trial++) {
      AcceleratorConfig config = AcceleratorConfig.edge8x8();
      for (String parameter : config.parameters().keySet()) {
        config = config.with(Map.of(parameter, values.get(random.nextInt(values.size()))));
      }
      assertEquals(List.of(), config.mended().problems(), config.toString());
    }
  }

  @Test
  void aRowArrayMayStoreWideCodesButNoWideWeights() {
    AcceleratorConfig config = AcceleratorConfig.preset("edge").orElseThrow();
    AcceleratorConfig wide = config.with(Map.of("ACT_BITS", 8));
    assertEquals(List.of(), wide.problems());
    assertEquals(2 * Memory.ACT.wordBits(config), Memory.ACT.wordBits(wide));
    assertEquals(
        List.of("a row array stores weights of 4 bits, wider ones as two of these; wgt_bits=4"),
        config.with(Map.of("WGT_BITS", 8)).problems());
  }

  @Test
  void onlyRowArraysHaveSeveralEngines() {
    AcceleratorConfig config = AcceleratorConfig.preset("edge").orElseThrow();
    AcceleratorConfig four = config.with(Map.of("ENGINES", 4));
    assertEquals(List.of(), four.problems());
    assertEquals(4 * config.macsPerCycle(), four.macsPerCycle());
    assertEquals(config.rowBlockMacs(), four.rowBlockMacs());
    assertEquals(
        List.of("engines must be 1, 2 or 4, not 3"), config.with(Map.of("ENGINES", 3)).problems());
    assertEquals(
        List.of("several engines need a row array, array=row; others work with engines=1"),
        AcceleratorConfig.edge8x8().with(Map.of("ENGINES", 2)).problems());
    assertEquals(
        List.of(
            "cols * lanes * engines is 3072, several engines have at most 2048; engines=2 works"),
        config.with(Map.of("ENGINES", 4, "COLS", 96, "LANES", 8)).problems());
  }

  @Test
  void wordsFollowFromTheShape() {
    AcceleratorConfig config = AcceleratorConfig.preset("row64x4").orElseThrow();
    assertEquals(32, Memory.ACT.wordBits(config));
    assertEquals(64, Memory.RES.wordBits(config));
    assertEquals(1024, Memory.WGT.wordBits(config));
    assertEquals(16, Memory.WGT.beatsPerWord(config));
    assertEquals(512, Memory.PAR.wordBits(config));
    assertEquals(1, Memory.TABLE.beatsPerWord(config));
    assertEquals(16, config.drainWords());
    assertEquals(256, config.macsPerCycle());
  }

  @Test
  void parametersAreChangedByName() {
    AcceleratorConfig config = AcceleratorConfig.preset("shift8x8").orElseThrow();
    AcceleratorConfig changed = config.with(Map.of("ARRAY", 1, "CMD_DEPTH", 9));
    assertEquals(ArrayKind.DECODE, changed.arrayKind());
    assertEquals(9, changed.cmdDepth());
    assertEquals(config, changed.with(Map.of("ARRAY", 2, "CMD_DEPTH", config.cmdDepth())));
  }

  @Test
  void onlyAShiftArrayGivesWiderValuesThanItsSums() {
    AcceleratorConfig config = AcceleratorConfig.preset("shift8x8").orElseThrow();
    assertEquals(24, config.accBits());
    assertEquals(32, config.sumBits());
    assertEquals(24, config.with(Map.of("ARRAY", 1)).sumBits());
    assertEquals(1, Memory.DECODE.depth(config));
    assertEquals(0, Memory.DECODE.depth(config.with(Map.of("ARRAY", 0))));
  }

  @Test
  void layoutsPlaceElementsByBlockWordAndLane() {
    AcceleratorConfig config = AcceleratorConfig.preset("dot4x4x2").orElseThrow();
    MatrixLayout rows = MatrixLayout.rows(config, Memory.ACT, 6, 5);
    assertEquals(3, rows.blockWords());
    assertEquals(6, rows.words());
    assertEquals(5, rows.word(4, 4));
    assertEquals(3, rows.position(5, 3));
    MatrixLayout weights = MatrixLayout.weights(config, 5, 6);
    assertEquals(2, weights.blocks());
    assertEquals(4, weights.word(5, 2));
    assertEquals(2, weights.position(5, 2));
  }
}
