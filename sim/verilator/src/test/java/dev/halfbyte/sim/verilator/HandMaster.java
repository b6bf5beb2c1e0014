package dev.halfbyte.sim.verilator;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// An AXI4 master played by hand on the wires of `axi_wires`, with a memory on the other side.
final class HandMaster implements AutoCloseable {
  static final long BASE = 0x1_0000;
  static final int BYTES = 0x4000;
  static final int FIXED = 0;
  static final int INCR = 1;
  static final int WRAP = 2;

  /// One beat of read data.
  record Beat(long id, long data, long response, boolean last) {}

  private static final int PATIENCE = 1000;

  final Axi4Memory memory;
  final MemoryPort port;
  final Simulation simulation;
  private final Map<String, Signal> signals = new LinkedHashMap<>();

  HandMaster(Model model, MemoryTiming timing) {
    simulation = model.open();
    memory = simulation.memory(BASE, BYTES);
    port = memory.port("m_axi_", timing);
    simulation.reset(2);
  }

  HandMaster set(String name, long value) {
    signals.computeIfAbsent(name, simulation::signal).set(value);
    return this;
  }

  long get(String name) {
    return signals.computeIfAbsent(name, simulation::signal).get();
  }

  void step() {
    simulation.step(1);
  }

  /// Offers on a channel until the memory takes it.
  ///
  /// @return the cycle of the handshake
  long offer(String channel) {
    set(channel + "valid", 1);
    for (int cycle = 0; cycle < PATIENCE; cycle++) {
      step();
      if (get(channel + "ready") == 1) {
        set(channel + "valid", 0);
        return simulation.cycles() - 1;
      }
    }
    throw new AssertionError(channel + " is never ready");
  }

  /// Waits for an answer on a channel and takes it.
  ///
  /// @return the cycle of the handshake
  long await(String channel) {
    set(channel + "ready", 1);
    for (int cycle = 0; cycle < PATIENCE; cycle++) {
      step();
      if (get(channel + "valid") == 1) {
        set(channel + "ready", 0);
        return simulation.cycles() - 1;
      }
    }
    throw new AssertionError(channel + " is never valid");
  }

  /// Sets what an address channel (`aw` or `ar`) carries.
  HandMaster address(String channel, long id, long address, int beats, int size, int kind) {
    set(channel + "id", id).set(channel + "addr", address).set(channel + "len", beats - 1L);
    return set(channel + "size", size).set(channel + "burst", kind);
  }

  HandMaster data(long data, long strobes, boolean last) {
    return set("wdata", data).set("wstrb", strobes).set("wlast", last ? 1 : 0);
  }

  List<Beat> beats(int count) {
    List<Beat> beats = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      await("r");
      beats.add(new Beat(get("rid"), get("rdata"), get("rresp"), get("rlast") == 1));
    }
    return beats;
  }

  /// Reads a burst and returns the data of its beats.
  List<Long> read(long address, int beats, int size, int kind) {
    address("ar", 0, address, beats, size, kind).offer("ar");
    return beats(beats).stream().map(Beat::data).toList();
  }

  /// Writes words of four bytes in one burst and returns the response.
  long write(long address, long... words) {
    address("aw", 3, address, words.length, 2, INCR).offer("aw");
    for (int i = 0; i < words.length; i++) {
      data(words[i], 15, i == words.length - 1).offer("w");
    }
    await("b");
    return get("bresp");
  }

  @Override
  public void close() {
    simulation.close();
  }
}
