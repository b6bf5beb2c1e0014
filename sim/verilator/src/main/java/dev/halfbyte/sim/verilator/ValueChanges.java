package dev.halfbyte.sim.verilator;

import java.util.Arrays;

/// The values of a port or variable over time, as changes.
///
/// The value of a cycle is the one that registers take at the rising edge that ends it. Cycles are
/// counted from the opening of the instance, as by [Simulation#cycles]; those of resets are left
/// out.
public final class ValueChanges {
  private final long[] cycles;
  private final long[] values;

  /// Takes copies of both: value `i` holds from cycle `i` on.
  ///
  /// @param cycles strictly ascending
  public ValueChanges(long[] cycles, long[] values) {
    if (cycles.length != values.length) {
      throw new IllegalArgumentException(cycles.length + " cycles, " + values.length + " values");
    }
    this.cycles = cycles.clone();
    this.values = values.clone();
  }

  /// Number of changes; the first is the first value.
  public int size() {
    return cycles.length;
  }

  /// The cycle from which value `index` holds.
  public long cycle(int index) {
    return cycles[index];
  }

  /// The value after change `index`, as an unsigned number.
  public long value(int index) {
    return values[index];
  }

  /// The last change in or before `cycle`, -1 if there is none.
  public int indexAt(long cycle) {
    int found = Arrays.binarySearch(cycles, cycle);
    return found >= 0 ? found : -found - 2;
  }

  /// The value in `cycle`, 0 before the first sample.
  public long at(long cycle) {
    int index = indexAt(cycle);
    return index < 0 ? 0 : values[index];
  }
}
