package dev.halfbyte.testkit.coverage;

import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/// Every cell that exists.
final class KnownCells {
  private static final SortedSet<Cell> ALL = collect();

  private KnownCells() {}

  static SortedSet<Cell> all() {
    return ALL;
  }

  private static SortedSet<Cell> collect() {
    SortedSet<Cell> cells = new TreeSet<>();
    OpCells.all(cells);
    TypeCells.all(cells);
    ScaleCells.all(cells);
    ReductionCells.all(cells);
    DataCells.all(cells);
    for (Feature feature : Feature.values()) {
      cells.add(feature.cell());
    }
    return Collections.unmodifiableSortedSet(cells);
  }
}
