package dev.halfbyte.sim.harness;

import dev.halfbyte.sim.verilator.BusStalls;
import dev.halfbyte.sim.verilator.Stalls;

/// Pauses of every handshake of an accelerator, each with a seed and a probability of its own.
///
/// @param in the host pauses before it offers a beat
/// @param out the host is not ready for a beat
/// @param bus the five handshakes of the register bus
public record HandshakeStalls(Stalls in, Stalls out, BusStalls bus) {

  /// A host that never pauses: the conditions under which cycles equal the prediction.
  public static HandshakeStalls none() {
    return new HandshakeStalls(Stalls.none(), Stalls.none(), BusStalls.none());
  }
}
