package dev.halfbyte.sim.verilator;

import java.util.ArrayList;
import java.util.List;

/// Collects an AXI4-Stream output of the design, inside the batch.
public final class StreamSink {
  private final Simulation owner;
  private final int index;
  private final int longsPerBeat;

  StreamSink(Simulation owner, int index, int longsPerBeat) {
    this.owner = owner;
    this.index = index;
    this.longsPerBeat = longsPerBeat;
  }

  int index() {
    return index;
  }

  /// Beats that were received and not yet taken from here.
  public long available() {
    return owner.shim().hb_available(owner.handle(), index);
  }

  /// Takes all beats received so far.
  public ReceivedBeats take() {
    int beats = Math.toIntExact(available());
    long[] words = new long[Math.multiplyExact(beats, longsPerBeat)];
    byte[] last = new byte[beats];
    if (beats > 0) {
      owner.shim().hb_take(owner.handle(), index, words, last, beats);
    }
    List<Integer> marked = new ArrayList<>();
    for (int i = 0; i < beats; i++) {
      if (last[i] != 0) {
        marked.add(i);
      }
    }
    return new ReceivedBeats(words, marked);
  }

  /// Pauses from now on as `stalls` say.
  public void stalls(Stalls stalls) {
    owner.stall(true, index, stalls);
  }

  /// Forgets the beats that were received and not yet taken from here.
  public void discard() {
    owner.shim().hb_discard(owner.handle(), 1, index);
  }

  public StreamStatistics statistics() {
    return owner.statistics(true, index);
  }
}
