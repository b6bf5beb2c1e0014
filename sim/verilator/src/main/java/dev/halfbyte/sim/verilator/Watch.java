package dev.halfbyte.sim.verilator;

/// A port or variable whose changes an instance records, once a cycle and inside the batch.
public final class Watch {
  private final Simulation owner;
  private final int index;

  Watch(Simulation owner, int index) {
    this.owner = owner;
    this.index = index;
  }

  /// All changes so far.
  public ValueChanges changes() {
    int count = Math.toIntExact(owner.shim().hb_changes(owner.handle(), index));
    long[] cycles = new long[count];
    long[] values = new long[count];
    owner.shim().hb_read_changes(owner.handle(), index, cycles, values, count);
    return new ValueChanges(cycles, values);
  }
}
