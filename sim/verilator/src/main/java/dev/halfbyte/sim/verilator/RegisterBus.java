package dev.halfbyte.sim.verilator;

import java.util.List;

/// An AXI4-Lite master on the design's register port; each access runs as many cycles as it needs,
/// during which the streams run too.
public final class RegisterBus {
  /// The signals of AXI4-Lite without their prefix, in the order the driver takes them.
  static final List<String> SIGNALS =
      List.of(
          "awaddr", "awvalid", "awready", "wdata", "wstrb", "wvalid", "wready", "bresp", "bvalid",
          "bready", "araddr", "arvalid", "arready", "rdata", "rresp", "rvalid", "rready");

  private static final long PATIENCE = 10_000;

  private final Simulation owner;
  private final int index;

  RegisterBus(Simulation owner, int index) {
    this.owner = owner;
    this.index = index;
  }

  /// Pauses from now on as `stalls` say.
  public void stalls(BusStalls stalls) {
    List<Stalls> channels = stalls.channels();
    for (int channel = 0; channel < channels.size(); channel++) {
      Stalls one = channels.get(channel);
      owner
          .shim()
          .hb_lite_stalls(
              owner.handle(), index, channel, one.seed(), one.threshold(), one.longest());
    }
  }

  /// Answers that the design took back or changed before they were taken, which AXI4-Lite forbids.
  public long violations() {
    return owner.shim().hb_lite_violations(owner.handle(), index);
  }

  /// Begins a write and withdraws after `cycles` cycles wherever it stands; only when the design is
  /// reset next.
  ///
  /// @return whether the write was complete by then
  public boolean cutOffWrite(long address, int value, long cycles) {
    long[] addresses = {address};
    int[] values = {value};
    long[] result = new long[2];
    int status =
        owner.shim().hb_lite_write(owner.handle(), index, addresses, values, 1, cycles, result);
    owner.requireRunning(status == 2);
    return status == 0;
  }

  /// Writes one 32-bit register.
  ///
  /// @throws SimulationFailure NO_PROGRESS without an answer, BUS_ERROR on an error response
  public void write(long address, int value) {
    writeAll(new long[] {address}, new int[] {value});
  }

  /// Writes consecutive registers of 4 bytes from `address` on, in one native call.
  public void writeBlock(long address, int... values) {
    long[] addresses = new long[values.length];
    for (int i = 0; i < values.length; i++) {
      addresses[i] = address + 4L * i;
    }
    writeAll(addresses, values);
  }

  /// Reads one 32-bit register.
  public int read(long address) {
    long[] result = new long[2];
    int status = owner.shim().hb_lite_read(owner.handle(), index, address, PATIENCE, result);
    check(status, "read of", address, result[1]);
    return (int) result[0];
  }

  /// Reads a 64-bit counter whose low word is at `address`; the design must not change it
  /// meanwhile.
  public long readLong(long address) {
    long low = read(address) & 0xffff_ffffL;
    return low | ((long) read(address + 4) << 32);
  }

  private void writeAll(long[] addresses, int[] values) {
    if (values.length == 0) {
      return;
    }
    long[] result = new long[2];
    int status =
        owner
            .shim()
            .hb_lite_write(
                owner.handle(), index, addresses, values, values.length, PATIENCE, result);
    int last = (int) Math.min(result[0], values.length - 1L);
    int failing = status == 0 && result[1] != 0 ? Math.max(0, (int) result[0] - 1) : last;
    check(status, "write to", addresses[failing], result[1]);
  }

  private void check(int status, String what, long address, long response) {
    String place = what + " register 0x" + Long.toHexString(address);
    if (status == 1) {
      throw new SimulationFailure(
          FailureCode.NO_PROGRESS,
          place + " was not answered in " + PATIENCE + " cycles",
          "check that the design is out of reset and decodes the address");
    }
    owner.requireRunning(status == 2);
    if (response != 0) {
      throw new SimulationFailure(
          FailureCode.BUS_ERROR,
          place + " was answered with error response " + response,
          "check the address against the register map");
    }
  }
}
