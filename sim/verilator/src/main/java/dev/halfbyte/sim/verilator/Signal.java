package dev.halfbyte.sim.verilator;

import java.nio.ByteBuffer;

/// One port of a running instance, read and written in place without a native call.
///
/// A written input takes effect at the next cycle or [Simulation#settle].
public final class Signal {
  private final Simulation owner;
  private final Port port;
  private final ByteBuffer storage;

  Signal(Simulation owner, Port port, ByteBuffer storage) {
    this.owner = owner;
    this.port = port;
    this.storage = storage;
  }

  public Port port() {
    return port;
  }

  /// The value as an unsigned number; for ports above 64 bits its low 64 bits.
  public long get() {
    owner.requireOpen();
    return switch (port.storageBytes()) {
      case 1 -> storage.get(0) & 0xffL;
      case 2 -> storage.getShort(0) & 0xffffL;
      case 4 -> storage.getInt(0) & 0xffff_ffffL;
      default -> storage.getLong(0);
    };
  }

  /// All bits as 32-bit words, least significant first.
  public int[] words() {
    owner.requireOpen();
    int[] words = new int[port.words()];
    if (words.length <= 2) {
      long value = get();
      words[0] = (int) value;
      if (words.length == 2) {
        words[1] = (int) (value >>> 32);
      }
      return words;
    }
    storage.asIntBuffer().get(0, words);
    return words;
  }

  /// Sets an input of at most 64 bits; bits above its width are dropped.
  public void set(long value) {
    owner.requireOpen();
    requireInput();
    if (port.width() > 64) {
      throw mismatch("is " + port.width() + " bits wide: set it by words");
    }
    long masked = port.width() == 64 ? value : value & ((1L << port.width()) - 1);
    switch (port.storageBytes()) {
      case 1 -> storage.put(0, (byte) masked);
      case 2 -> storage.putShort(0, (short) masked);
      case 4 -> storage.putInt(0, (int) masked);
      default -> storage.putLong(0, masked);
    }
  }

  /// Sets an input of any width from 32-bit words, least significant first; bits above its width
  /// are dropped.
  public void setWords(int... words) {
    owner.requireOpen();
    requireInput();
    if (words.length != port.words()) {
      throw mismatch("takes " + port.words() + " words, not " + words.length);
    }
    if (words.length <= 2) {
      long high = words.length == 2 ? (long) words[1] << 32 : 0;
      set(high | (words[0] & 0xffff_ffffL));
      return;
    }
    int[] masked = words.clone();
    int spare = port.width() % 32;
    if (spare != 0) {
      masked[words.length - 1] &= (1 << spare) - 1;
    }
    storage.asIntBuffer().put(0, masked);
  }

  private void requireInput() {
    if (port.direction() != Port.Direction.INPUT) {
      throw mismatch("is an output of the design");
    }
  }

  private SimulationFailure mismatch(String what) {
    return new SimulationFailure(
        FailureCode.PORT_MISMATCH,
        "port " + port.name() + " " + what,
        "see the port list of the top module");
  }
}
