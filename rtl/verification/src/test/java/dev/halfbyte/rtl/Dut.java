package dev.halfbyte.rtl;

import dev.halfbyte.sim.verilator.BuildOptions;
import dev.halfbyte.sim.verilator.Design;
import dev.halfbyte.sim.verilator.Model;
import dev.halfbyte.sim.verilator.ModelCache;
import dev.halfbyte.sim.verilator.Signal;
import dev.halfbyte.sim.verilator.Simulation;
import dev.halfbyte.sim.verilator.SimulationOptions;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/// A verilated unit under test: inputs are set, a cycle runs, outputs show the state after the
/// edge.
///
/// Registers that reset does not touch start at random values.
final class Dut implements AutoCloseable {
  private static final Path CACHE =
      Path.of(System.getProperty("halfbyte.root"), "rtl/verification/target/model-cache");

  private static final long PATIENCE = 1_000_000;

  private final Simulation simulation;
  private final Map<String, Signal> signals = new LinkedHashMap<>();

  private Dut(Simulation simulation) {
    this.simulation = simulation;
  }

  /// Builds a module of rtl/src, if no cached build fits.
  static Model model(String module, Map<String, Integer> parameters) {
    Map<String, String> literals = new LinkedHashMap<>();
    parameters.forEach((name, value) -> literals.put(name, value.toString()));
    Path[] sources = RtlSources.of(module).toArray(Path[]::new);
    return model(Design.of(module, sources).with(literals));
  }

  /// Builds a design, if no cached build fits; not optimized, as it runs for less time than it
  /// would take.
  static Model model(Design design) {
    return model(design, BuildOptions.standard().withOptimization(0));
  }

  /// Builds a design with options of its own, if no cached build fits.
  static Model model(Design design, BuildOptions options) {
    return ModelCache.in(CACHE).build(design, options);
  }

  /// Opens an instance and resets it, if it has a reset.
  static Dut open(Model model, int seed) {
    Dut dut = new Dut(model.open(SimulationOptions.standard().withSeed(seed)));
    if (model.port("rst_ni").isPresent()) {
      dut.simulation.reset(2);
    }
    return dut;
  }

  Simulation simulation() {
    return simulation;
  }

  Dut set(String port, long value) {
    signal(port).set(value);
    return this;
  }

  Dut set(String port, boolean value) {
    return set(port, value ? 1 : 0);
  }

  Dut set(String port, Bits value) {
    signal(port).setWords(value.words());
    return this;
  }

  long get(String port) {
    return signal(port).get();
  }

  boolean isHigh(String port) {
    return get(port) != 0;
  }

  Bits bits(String port) {
    Signal signal = signal(port);
    return new Bits(signal.port().width(), signal.words());
  }

  /// Runs one clock cycle with the inputs that are set.
  ///
  /// Fails behind a million cycles, so that a unit that never answers ends its test.
  void cycle() {
    if (simulation.cycles() > PATIENCE) {
      throw new AssertionError("no end after " + PATIENCE + " cycles");
    }
    simulation.step(1);
  }

  /// Propagates the inputs through combinational paths, without a clock edge.
  void settle() {
    simulation.settle();
  }

  @Override
  public void close() {
    simulation.close();
  }

  private Signal signal(String port) {
    return signals.computeIfAbsent(port, simulation::signal);
  }
}
