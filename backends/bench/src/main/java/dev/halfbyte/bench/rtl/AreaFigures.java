package dev.halfbyte.bench.rtl;

import dev.halfbyte.bench.Figure;
import dev.halfbyte.rtl.AcceleratorConfig;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Cells of the array and of the units around it, in the forms that are synthesized.
final class AreaFigures {
  private static final String CELLS = "cells";
  private static final int SLICES = 4;
  private static final int LANES = 4;
  private static final Map<String, Integer> SLICE =
      Map.of("COLS", 16, "LANES", LANES, "PARTIAL_PRODUCTS", 1);
  private static final Map<String, Integer> WHOLE =
      Map.of("COLS", 64, "LANES", LANES, "PARTIAL_PRODUCTS", 1);
  private static final AcceleratorConfig EDGE = AcceleratorConfig.preset("edge").orElseThrow();

  private final Yosys yosys;
  private final List<Figure> figures = new ArrayList<>();

  AreaFigures(Rtl rtl) {
    yosys = new Yosys(rtl);
  }

  List<Figure> measure() {
    long slices = SLICES * yosys.cells("hb_dot_array", SLICE);
    long plainSlices =
        SLICES * yosys.cells("tb_outer_array", Map.of("ROWS", 8, "COLS", 8, "PARTIAL_PRODUCTS", 1));
    figures.add(
        cells("array of 256, four slices of 64", (double) slices).beside((double) plainSlices));
    long array = yosys.cells("hb_dot_array", WHOLE);
    long plain = yosys.cells("tb_outer_array", Map.of("PARTIAL_PRODUCTS", 1));
    figures.add(cells("array of 256, whole", (double) array).beside((double) plain).atMost(46_000));
    long lanes = LANES * yosys.cells("hb_skip_lane", Map.of());
    figures.add(
        Figure.of("area", "skip lanes", (double) lanes / (double) array, "x array").atMost(0.12));
    double core = (double) yosys.cells("hb_softmax_core", Map.of("LANES", 1));
    double usual = (double) yosys.cells("tb_softmax_baseline", Map.of());
    figures.add(cells("softmax core, one lane", core).beside(usual).atMost(Math.floor(usual / 3)));
    computePath();
    return List.copyOf(figures);
  }

  /// All with the parameters of the preset, which runs whole blocks: its sums, folded products and
  /// all.
  private void computePath() {
    long sum = part("array as edge has it", "hb_dot_array", array());
    sum += part("hb_row_engine, its lanes included", "hb_row_engine", engine());
    sum += part("hb_softmax, four lanes", "hb_softmax", softmax());
    sum += part("hb_norm, two elements", "hb_norm", norm());
    long epilogue = part("hb_epilogue, four lanes", "hb_epilogue", epilogue());
    Map<String, Integer> short16 = new LinkedHashMap<>(epilogue());
    short16.put("MULT_BITS", 16);
    long narrow = part("hb_epilogue, multipliers of 16 bits", "hb_epilogue", short16);
    figures.add(cells("compute path of edge", (double) (sum + epilogue)).atMost(85_000));
    figures.add(cells("compute path, multipliers of 16 bits", (double) (sum + narrow)));
  }

  private static Map<String, Integer> array() {
    return Map.of(
        "COLS", EDGE.cols(),
        "LANES", EDGE.lanes(),
        "ACC_BITS", EDGE.accBits(),
        "FOLD", EDGE.foldGroups(),
        "PARTIAL_PRODUCTS", 1);
  }

  private static Map<String, Integer> engine() {
    return Map.of(
        "LANES", EDGE.lanes(),
        "DRAIN", EDGE.drainWords(),
        "ACT_BITS", EDGE.actBits(),
        "FOLD", EDGE.foldGroups());
  }

  private static Map<String, Integer> softmax() {
    return Map.of(
        "LANES", EDGE.lanes(), "ACT_BITS", EDGE.actBits(), "ROW_MAX", EDGE.softmaxRowMax());
  }

  private static Map<String, Integer> norm() {
    return Map.of(
        "LANES", EDGE.lanes(),
        "ACT_BITS", EDGE.actBits(),
        "ROW_MAX", EDGE.normRowMax(),
        "PARAM_DEPTH", EDGE.gainDepth(),
        "EXPLICIT", 1);
  }

  private static Map<String, Integer> epilogue() {
    return Map.of(
        "ELEMENTS", EDGE.wordElements(),
        "LANES", EDGE.lanes(),
        "ACT_BITS", EDGE.actBits(),
        "ACC_BITS", EDGE.sumBits(),
        "TABLES", EDGE.tables(),
        "VALUE_BITS", EDGE.valueBits(),
        "EXPLICIT", 1);
  }

  private long part(String name, String module, Map<String, Integer> parameters) {
    long cells = yosys.cells(module, parameters);
    figures.add(cells(name, (double) cells));
    return cells;
  }

  private static Figure cells(String name, double cells) {
    return Figure.of("area", name, cells, CELLS);
  }
}
