package dev.halfbyte.sim.harness;

import dev.halfbyte.sim.verilator.Axi4Memory;
import dev.halfbyte.sim.verilator.MemoryPort;
import dev.halfbyte.sim.verilator.MemoryTiming;
import dev.halfbyte.sim.verilator.Model;
import dev.halfbyte.sim.verilator.RegisterBus;
import dev.halfbyte.sim.verilator.RunResult;
import dev.halfbyte.sim.verilator.Simulation;
import dev.halfbyte.sim.verilator.SimulationOptions;
import dev.halfbyte.sim.verilator.Stalls;
import dev.halfbyte.sim.verilator.StopCondition;
import dev.halfbyte.sim.verilator.StreamSink;
import dev.halfbyte.sim.verilator.StreamSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/// An accelerator in one open simulation, on which programs run one after another, with a reset
/// between them or without.
///
/// A run is `load`, `feed`, `start`, `await`, `collect`; a program that was loaded can be started
/// again. Memories keep what earlier runs left in them.
public final class AcceleratorSession implements AutoCloseable {
  /// Bit of the status register: the program has ended.
  public static final long STATUS_DONE = 2;

  /// Bit of the status register: it has ended wrongly.
  public static final long STATUS_ERROR = 4;

  private static final int START = 1;

  private final AcceleratorInterface layout;
  private final Simulation simulation;
  private final StreamSource source;
  private final StreamSink sink;
  private final RegisterBus bus;
  private final List<MemoryPort> ports = new ArrayList<>();

  private AcceleratorSession(AcceleratorInterface layout, Simulation simulation) {
    this.layout = layout;
    this.simulation = simulation;
    this.source = simulation.source(layout.ports().streamIn(), Stalls.none());
    this.sink = simulation.sink(layout.ports().streamOut(), Stalls.none());
    this.bus = simulation.registers(layout.ports().registers());
  }

  /// Opens an instance that has to be reset before anything else.
  ///
  /// @param seed what registers and memories hold before they are set
  public static AcceleratorSession open(Model model, AcceleratorInterface layout, int seed) {
    SimulationOptions options =
        SimulationOptions.standard()
            .withSeed(seed)
            .withClock(layout.ports().clock())
            .withReset(layout.ports().reset(), true);
    return new AcceleratorSession(layout, model.open(options));
  }

  /// The simulation below, for traces and other signals.
  public Simulation simulation() {
    return simulation;
  }

  /// Attaches a DRAM with its constants; before the first reset.
  ///
  /// @param content words of 8 bytes from address 0 on
  public void attach(Manifest.Dram dram, long[] content, MemoryTiming timing) {
    attach(dram.port(), dram.bytes(), timing).memory().writeLongs(0, content);
  }

  /// Attaches a DRAM of `bytes` bytes from address 0 on, all 0; before the first reset.
  ///
  /// @param prefix of the signals of its port
  public AttachedMemory attach(String prefix, long bytes, MemoryTiming timing) {
    Axi4Memory memory = simulation.memory(0, bytes);
    MemoryPort port = memory.port(prefix, timing);
    ports.add(port);
    return new AttachedMemory(memory, port);
  }

  /// Pauses from now on as `stalls` say.
  public void stalls(HandshakeStalls stalls) {
    source.stalls(stalls.in());
    sink.stalls(stalls.out());
    bus.stalls(stalls.bus());
  }

  /// Resets the accelerator for `cycles` cycles and drops the beats on either stream.
  public void reset(long cycles) {
    source.discard();
    sink.discard();
    simulation.reset(cycles);
  }

  /// Writes the command RAM from its start on; only while no program runs.
  public void load(int... words) {
    bus.writeBlock(layout.commandWindow(), words);
  }

  /// Begins to write a command word and withdraws after some cycles; only before a reset.
  public void cutOffLoad(int word, long cycles) {
    bus.cutOffWrite(layout.commandWindow(), word, cycles);
  }

  /// Offers beats on the in stream, behind those that wait there.
  public void feed(long... beats) {
    source.push(beats);
  }

  /// Starts the program in the command RAM.
  public void start() {
    bus.write(layout.register("ctrl").address(), START);
  }

  /// Runs until the program has ended, at most `most` cycles.
  ///
  /// @return its cycles and whether it has ended
  public RunResult await(long most) {
    return simulation.run(most, new StopCondition.PortEquals(layout.ports().irq(), 1));
  }

  /// Runs until `beats` beats wait to be collected, at most `most` cycles: the last ones may still
  /// be on their way when a program has ended.
  public void drain(long beats, long most) {
    if (beats > sink.available()) {
      long received = sink.statistics().beats() + beats - sink.available();
      simulation.run(most, new StopCondition.BeatsReceived(sink, received));
    }
  }

  /// Beats that were fed and not yet taken.
  public long waiting() {
    return source.waiting();
  }

  /// The out stream.
  public StreamSink sink() {
    return sink;
  }

  /// The value of a register by its lower-case name; a counter only at rest.
  public long value(String register) {
    Manifest.Register place = layout.register(register);
    return place.width() == Long.SIZE
        ? bus.readLong(place.address())
        : bus.read(place.address()) & 0xffff_ffffL;
  }

  /// All 64-bit counters by name, in the order of the interface.
  public SequencedMap<String, Long> counters() {
    SequencedMap<String, Long> counters = new LinkedHashMap<>();
    layout
        .registers()
        .forEach((name, register) -> {
          if (register.width() == Long.SIZE) {
            counters.put(name, value(name));
          }
        });
    return counters;
  }

  /// Offers that the accelerator took back or changed before they were taken, on any bus, and other
  /// rules of AXI4 that it broke.
  public long violations() {
    long onPorts = ports.stream().mapToLong(port -> port.traffic().violations()).sum();
    return sink.statistics().violations() + bus.violations() + onPorts;
  }

  /// All registers but the control register, for messages.
  public String describe() {
    StringBuilder text = new StringBuilder();
    for (String name : layout.registers().keySet()) {
      if (!name.equals("ctrl")) {
        text.append(name).append(' ').append(value(name)).append(", ");
      }
    }
    return text.toString();
  }

  @Override
  public void close() {
    simulation.close();
  }
}
