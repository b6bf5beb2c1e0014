package dev.halfbyte.bench.rtl;

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
      Map.of("ELEMENTS", LANES, "LANES", LANES, "ACT_BITS", 4);

  private final Yosys yosys;
  private final List<Figure> figures = new ArrayList<>();

  AreaFigures(Rtl rtl) {
    yosys = new Yosys(rtl);
  }

  /// 256 multiply-accumulates as four slices of 64, then the units that make up the compute path.
  List<Figure> measure() {
    long array = SLICES * yosys.cells("hb_dot_array", SLICE);
    long plain =
        SLICES
            * yosys.cells("tb_outer_array", Map.of("ROWS", 8, "COLS", 8, "PARTIAL_PRODUCTS", 1));
    figures.add(cells("array of 256, four slices of 64", array).beside(plain).atMost(46_000));
    long lanes = LANES * yosys.cells("hb_skip_lane", Map.of());
    figures.add(
        Figure.of("area", "skip lanes", lanes / (double) array, "x array").atMost(0.12));
    double core = yosys.cells("hb_softmax_core", Map.of("LANES", 1));
    double usual = yosys.cells("tb_softmax_baseline", Map.of());
    figures.add(cells("softmax core, one lane", core).beside(usual).atMost(Math.floor(usual / 3)));
    long sum = array;
    sum += part("hb_row_engine, its lanes included", "hb_row_engine", Map.of("LANES", LANES));
    sum += part("hb_softmax, four lanes", "hb_softmax", Map.of("LANES", LANES));
    sum += part("hb_norm, two elements", "hb_norm", NORM);
    sum += part("hb_epilogue, four lanes", "hb_epilogue", EPILOGUE);
    figures.add(cells("compute path: array and these", sum).atMost(85_000));
    return List.copyOf(figures);
  }

  /// The array in one piece.
  List<Figure> whole() {
    Map<String, Integer> square = Map.of("PARTIAL_PRODUCTS", 1);
    return List.of(
        cells("array of 256, whole", yosys.cells("hb_dot_array", WHOLE))
            .beside(yosys.cells("tb_outer_array", square))
            .atMost(46_000));
  }

  private long part(String name, String module, Map<String, Integer> parameters) {
    long cells = yosys.cells(module, parameters);
    figures.add(cells(name, cells));
    return cells;
  }

  private static Figure cells(String name, double cells) {
    return Figure.of("area", name, cells, CELLS);
  }
}
