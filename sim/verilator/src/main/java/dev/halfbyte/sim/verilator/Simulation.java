package dev.halfbyte.sim.verilator;

import com.sun.jna.Pointer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// A running instance of a model, driven in batches of clock cycles.
///
/// In each cycle inputs are applied with the clock low, handshakes are sampled just before the
/// rising edge, and registers change at it. Between calls the clock is high and outputs show the
/// state after the edge. An instance belongs to one thread at a time and must be closed.
public final class Simulation implements AutoCloseable {
  private static final int LOG_BYTES = 1 << 20;

  private final Model model;
  private final SimulationOptions options;
  private final NativeShim shim;
  private Optional<Pointer> open;
  private boolean armed;

  private Simulation(Model model, SimulationOptions options, NativeShim shim, Pointer handle) {
    this.model = model;
    this.options = options;
    this.shim = shim;
    this.open = Optional.of(handle);
  }

  static Simulation open(Model model, SimulationOptions options) {
    int clock = index(model, options.clock(), Port.Direction.INPUT);
    requireBit(model, clock);
    NativeShim shim = NativeShim.load(model.library());
    int traceable = model.trace() == TraceFormat.NONE ? 0 : 1;
    Pointer handle = shim.hb_open(2, options.seed(), traceable);
    if (handle == null) {
      throw new SimulationFailure(
          FailureCode.DESIGN_STOPPED,
          model.top() + " failed while it was set up",
          "check its initial blocks");
    }
    shim.hb_clock(handle, clock);
    Simulation simulation = new Simulation(model, options, shim, handle);
    simulation.clearInputs();
    return simulation;
  }

  public Model model() {
    return model;
  }

  /// Cycles since the instance was opened.
  public long cycles() {
    return shim.hb_cycles(handle());
  }

  /// The port of that name.
  ///
  /// @throws SimulationFailure PORT_MISMATCH when there is none
  public Signal signal(String name) {
    int index = index(model, name);
    Port port = model.ports().get(index);
    var storage = shim.hb_port_storage(handle(), index).getByteBuffer(0, port.storageBytes());
    return new Signal(this, port, storage.order(ByteOrder.nativeOrder()));
  }

  /// Asserts reset for `cycles` cycles, then releases it. Drivers are silent and assertions off
  /// meanwhile.
  public void reset(long cycles) {
    Signal reset = signal(options.reset());
    long active = options.resetActiveLow() ? 0 : 1;
    reset.set(active);
    shim.hb_rest(handle(), 1);
    step(cycles);
    shim.hb_rest(handle(), 0);
    reset.set(1 - active);
  }

  /// Settles combinational paths after inputs were set; the clock does not move.
  public void settle() {
    requireRunning(shim.hb_settle(handle()) != 0);
  }

  /// Runs `cycles` cycles in one native call, fewer only when the design calls $finish.
  ///
  /// @throws SimulationFailure DESIGN_STOPPED when the design calls $stop or $fatal or an assertion
  ///   fails
  public RunResult step(long cycles) {
    return run(cycles);
  }

  /// Runs until a condition holds, at most `maxCycles` cycles, in one native call.
  public RunResult run(long maxCycles, StopCondition... conditions) {
    if (maxCycles < 0) {
      throw new SimulationFailure(
          FailureCode.DESIGN_INVALID, "cannot run " + maxCycles + " cycles", "use 0 or more");
    }
    if (armed) {
      shim.hb_clear_stops(handle());
    }
    armed = conditions.length > 0;
    for (StopCondition condition : conditions) {
      switch (condition) {
        case StopCondition.PortEquals(String name, long value) -> {
          int index = index(model, name);
          requireNarrow(model, index);
          shim.hb_stop_when(handle(), index, value);
        }
        case StopCondition.BeatsReceived(StreamSink sink, long beats) ->
            shim.hb_stop_at_beats(handle(), sink.index(), beats);
      }
    }
    long[] result = new long[3];
    shim.hb_run(handle(), maxCycles, result);
    RunResult.Reason[] reasons = RunResult.Reason.values();
    requireRunning(result[0] >= reasons.length);
    return new RunResult(reasons[(int) result[0]], result[2]);
  }

  /// Attaches a source to the AXI4-Stream input whose signals start with `prefix` (`s_axis_tdata`:
  /// prefix `s_axis_`).
  public StreamSource source(String prefix, Stalls stalls) {
    int[] ports = streamPorts(prefix, Port.Direction.INPUT);
    int index = shim.hb_add_source(handle(), ports);
    stall(false, index, stalls);
    return new StreamSource(this, index, longsPerBeat(ports[0]));
  }

  /// Attaches a sink to the AXI4-Stream output whose signals start with `prefix`.
  public StreamSink sink(String prefix, Stalls stalls) {
    int[] ports = streamPorts(prefix, Port.Direction.OUTPUT);
    int index = shim.hb_add_sink(handle(), ports);
    stall(true, index, stalls);
    return new StreamSink(this, index, longsPerBeat(ports[0]));
  }

  /// Attaches a master to the AXI4-Lite slave whose signals start with `prefix`.
  public RegisterBus registers(String prefix) {
    int[] ports =
        RegisterBus.SIGNALS.stream().mapToInt(name -> index(model, prefix + name)).toArray();
    for (int port : ports) {
      requireNarrow(model, port);
    }
    return new RegisterBus(this, shim.hb_add_lite(handle(), ports));
  }

  /// Makes a memory of zeros at the byte addresses from `base` on, for the AXI4 masters of the
  /// design.
  public Axi4Memory memory(long base, long bytes) {
    if (bytes < 1 || bytes > Axi4Memory.MAX_BYTES) {
      throw new SimulationFailure(
          FailureCode.DESIGN_INVALID,
          "a memory cannot have " + bytes + " bytes",
          "use 1 to " + Axi4Memory.MAX_BYTES);
    }
    return new Axi4Memory(this, shim.hb_add_memory(handle(), base, bytes), base, bytes);
  }

  /// Records the changes of a port, or of a variable that [BuildOptions#watchable] names, from now
  /// on; of at most 64 bits.
  ///
  /// @throws SimulationFailure PORT_MISMATCH when the model has no such port or variable
  public Watch watch(String name) {
    if (model.port(name).isPresent()) {
      int port = index(model, name);
      requireNarrow(model, port);
      return new Watch(this, shim.hb_watch_port(handle(), port));
    }
    int watch = shim.hb_watch_variable(handle(), model.top(), name);
    if (watch < 0) {
      throw mismatch(model, "has no port and no watchable variable of up to 64 bits " + name);
    }
    return new Watch(this, watch);
  }

  /// Starts a waveform file in the format the model was built with; ends a running one.
  public void traceTo(Path file) {
    traceOff();
    Path parent = file.toAbsolutePath().getParent();
    boolean writable = parent != null && Files.isDirectory(parent) && Files.isWritable(parent);
    if (!writable || shim.hb_trace_open(handle(), file.toAbsolutePath().toString()) == 0) {
      throw new SimulationFailure(
          FailureCode.TRACE_UNAVAILABLE,
          "no trace can be written to " + file,
          "build the model with TraceFormat VCD or FST, and name a file in a writable folder");
    }
  }

  /// Ends the waveform file; cycles run at full speed again.
  public void traceOff() {
    shim.hb_trace_close(handle());
  }

  /// What the design printed since the last call ($display, assertion messages).
  public String takeLog() {
    byte[] text = new byte[LOG_BYTES];
    int length = (int) shim.hb_take_log(handle(), text, text.length);
    return new String(text, 0, length, StandardCharsets.UTF_8);
  }

  /// Frees the instance; a running trace is ended. Closing twice does nothing.
  @Override
  public void close() {
    open.ifPresent(shim::hb_close);
    open = Optional.empty();
  }

  NativeShim shim() {
    return shim;
  }

  Pointer handle() {
    return open.orElseThrow(() -> new IllegalStateException("the simulation is closed"));
  }

  void requireOpen() {
    handle();
  }

  void requireRunning(boolean failed) {
    if (failed) {
      String log = takeLog().stripTrailing();
      throw new SimulationFailure(
          FailureCode.DESIGN_STOPPED,
          model.top() + " stopped in cycle " + cycles() + (log.isEmpty() ? "" : ":\n" + log),
          "open a new instance; trace it to see what led there");
    }
  }

  void stall(boolean sink, int index, Stalls stalls) {
    shim.hb_stalls(
        handle(), sink ? 1 : 0, index, stalls.seed(), stalls.threshold(), stalls.longest());
  }

  StreamStatistics statistics(boolean sink, int index) {
    long[] result = new long[4];
    shim.hb_statistics(handle(), sink ? 1 : 0, index, result);
    return new StreamStatistics(result[0], result[1], result[2], result[3]);
  }

  /// Unknown values are for registers: inputs start at 0 whatever the seed.
  private void clearInputs() {
    for (Port port : model.ports()) {
      if (port.direction() == Port.Direction.INPUT) {
        signal(port.name()).setWords(new int[port.words()]);
      }
    }
  }

  private int[] streamPorts(String prefix, Port.Direction data) {
    int last = prefixIndex(prefix + "tlast");
    int[] ports = {
      index(model, prefix + "tdata", data),
      index(model, prefix + "tvalid", data),
      index(model, prefix + "tready"),
      last
    };
    return ports;
  }

  private int prefixIndex(String name) {
    return model.port(name).map(model.ports()::indexOf).orElse(-1);
  }

  private int longsPerBeat(int dataPort) {
    return (model.ports().get(dataPort).width() + 63) / 64;
  }

  private static int index(Model model, String name) {
    return model
        .port(name)
        .map(model.ports()::indexOf)
        .orElseThrow(() -> mismatch(model, "has no port " + name));
  }

  private static int index(Model model, String name, Port.Direction direction) {
    int index = index(model, name);
    if (model.ports().get(index).direction() != direction) {
      throw mismatch(model, "has " + name + " the other way round");
    }
    return index;
  }

  private static void requireBit(Model model, int index) {
    if (model.ports().get(index).width() != 1) {
      throw mismatch(model, "has a clock of several bits");
    }
  }

  private static void requireNarrow(Model model, int index) {
    Port port = model.ports().get(index);
    if (port.width() > 64) {
      throw mismatch(model, "has " + port.name() + " of more than 64 bits");
    }
  }

  private static SimulationFailure mismatch(Model model, String what) {
    List<String> names = model.ports().stream().map(Port::name).toList();
    return new SimulationFailure(
        FailureCode.PORT_MISMATCH, model.top() + " " + what, "its ports are " + names);
  }
}
