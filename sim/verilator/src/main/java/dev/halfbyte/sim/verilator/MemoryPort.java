package dev.halfbyte.sim.verilator;

import java.nio.charset.StandardCharsets;
import java.util.List;

/// The slave that answers one AXI4 master of the design out of an [Axi4Memory], inside the batch.
///
/// It checks the master: an offer stays unchanged until it is taken, no burst crosses 4 KiB, kinds
/// and lengths of bursts exist, beats fit the bus, wlast is on the last beat and nowhere else,
/// strobes are within the beat.
public final class MemoryPort {
  private static final int MESSAGE_BYTES = 8192;

  private final Simulation owner;
  private final int index;

  MemoryPort(Simulation owner, int index) {
    this.owner = owner;
    this.index = index;
  }

  /// Answers from now on as `timing` says.
  public void timing(MemoryTiming timing) {
    owner.shim().hb_memory_timing(owner.handle(), index, timing.settings());
  }

  public MemoryTraffic traffic() {
    long[] result = new long[6];
    owner.shim().hb_memory_traffic(owner.handle(), index, result);
    return new MemoryTraffic(result[0], result[1], result[2], result[3], result[4], result[5]);
  }

  /// The first 32 rules that the design broke, a sentence each, with the cycle.
  public List<String> violations() {
    byte[] text = new byte[MESSAGE_BYTES];
    int length = (int) owner.shim().hb_memory_complaints(owner.handle(), index, text, text.length);
    return new String(text, 0, length, StandardCharsets.UTF_8).lines().toList();
  }

  /// Demands that the design broke no rule and that every request is finished.
  ///
  /// @throws SimulationFailure PROTOCOL_BROKEN
  public void verify() {
    MemoryTraffic traffic = traffic();
    if (traffic.violations() > 0) {
      throw broken(traffic.violations() + " violations of AXI4: " + violations());
    }
    if (traffic.unfinished() > 0) {
      throw broken(traffic.unfinished() + " requests are not finished");
    }
  }

  private static SimulationFailure broken(String what) {
    return new SimulationFailure(
        FailureCode.PROTOCOL_BROKEN, what, "trace the run and look at the bus in that cycle");
  }
}
