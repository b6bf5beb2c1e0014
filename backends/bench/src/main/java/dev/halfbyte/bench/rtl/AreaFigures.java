package dev.halfbyte.bench.rtl;

import dev.halfbyte.bench.Figure;
import dev.halfbyte.rtl.AcceleratorConfig;
import java.util.ArrayList;
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
  private static final Map<String, Integer> NORM =
      Map.of("LANES", LANES, "EXPLICIT", 1, "ROW_MAX", 1024, "PARAM_DEPTH", 512);
  private static final Map<String, Integer> EPILOGUE =
      Map.of("ELEMENTS", LANES, "LANES", LANES, "ACT_BITS", 4, "EXPLICIT", 1);

  /// For records whose multipliers have 16 bits and whose biases keep sums to 26.
  private static final Map<String, Integer> NARROW_EPILOGUE =
      Map.of(
          "ELEMENTS", LANES,
          "LANES", LANES,
          "ACT_BITS", 4,
          "EXPLICIT", 1,
          "VALUE_BITS", 26,
          "MULT_BITS", 16);

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
    figures.add(cells("array as edge has it", (double) yosys.cells("hb_dot_array", edge())));
    long lanes = LANES * yosys.cells("hb_skip_lane", Map.of());
    figures.add(
        Figure.of("area", "skip lanes", (double) lanes / (double) array, "x array").atMost(0.12));
    double core = (double) yosys.cells("hb_softmax_core", Map.of("LANES", 1));
    double usual = (double) yosys.cells("tb_softmax_baseline", Map.of());
    figures.add(cells("softmax core, one lane", core).beside(usual).atMost(Math.floor(usual / 3)));
    computePath(array);
    return List.copyOf(figures);
  }

  /// The array of the preset: wider sums than those of the figures with a goal, and folded
  /// products.
  private static Map<String, Integer> edge() {
    AcceleratorConfig edge = AcceleratorConfig.preset("edge").orElseThrow();
    return Map.of(
        "COLS", edge.cols(),
        "LANES", edge.lanes(),
        "ACC_BITS", edge.accBits(),
        "FOLD", edge.foldGroups(),
        "PARTIAL_PRODUCTS", 1);
  }

  private void computePath(long array) {
    long sum = array;
    sum += part("hb_row_engine, its lanes included", "hb_row_engine", Map.of("LANES", LANES));
    sum += part("hb_softmax, four lanes", "hb_softmax", Map.of("LANES", LANES));
    sum += part("hb_norm, two elements", "hb_norm", NORM);
    long epilogue = part("hb_epilogue, four lanes", "hb_epilogue", EPILOGUE);
    long narrow = part("hb_epilogue, multipliers of 16 bits", "hb_epilogue", NARROW_EPILOGUE);
    figures.add(cells("compute path: array and these", (double) (sum + epilogue)).atMost(85_000));
    figures.add(cells("compute path, multipliers of 16 bits", (double) (sum + narrow)));
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
