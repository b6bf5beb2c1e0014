package dev.halfbyte.sim.verilator;

/// Drives an AXI4-Stream input of the design from a buffer of beats, inside the batch.
///
/// A beat takes one long, or ceil(width / 64) longs, least significant first, where the stream is
/// wider.
public final class StreamSource {
  private final Simulation owner;
  private final int index;
  private final int longsPerBeat;

  StreamSource(Simulation owner, int index, int longsPerBeat) {
    this.owner = owner;
    this.index = index;
    this.longsPerBeat = longsPerBeat;
  }

  /// Appends one packet: TLAST goes with its final beat.
  public void pushPacket(long... beats) {
    push(beats, true);
  }

  /// Appends beats without TLAST.
  public void push(long... beats) {
    push(beats, false);
  }

  /// Beats that were pushed and not yet taken by the design.
  public long waiting() {
    return owner.shim().hb_waiting(owner.handle(), index);
  }

  /// Pauses from now on as `stalls` say.
  public void stalls(Stalls stalls) {
    owner.stall(false, index, stalls);
  }

  /// Forgets the beats that were pushed and not yet taken; only when the design is reset next,
  /// since one of them may be on offer.
  public void discard() {
    owner.shim().hb_discard(owner.handle(), 0, index);
  }

  public StreamStatistics statistics() {
    return owner.statistics(false, index);
  }

  private void push(long[] words, boolean last) {
    if (words.length % longsPerBeat != 0) {
      throw new SimulationFailure(
          FailureCode.PORT_MISMATCH,
          words.length + " longs are no whole number of beats of " + longsPerBeat,
          "pad each beat to whole longs");
    }
    owner.shim().hb_push(owner.handle(), index, words, words.length / longsPerBeat, last ? 1 : 0);
  }
}
