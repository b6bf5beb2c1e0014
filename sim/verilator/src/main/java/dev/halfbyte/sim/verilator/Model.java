package dev.halfbyte.sim.verilator;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// A design that was built: a library from which any number of independent instances are opened.
///
/// @param top name of the top module
/// @param library the shared library in the cache
/// @param ports ports of the top module in the order of their declaration
/// @param trace waveform format that instances can switch on
/// @param messages warnings of Verilator, as it printed them; empty when there were none
/// @param cached whether the library was found ready
public record Model(
    String top,
    Path library,
    List<Port> ports,
    TraceFormat trace,
    String messages,
    boolean cached) {

  public Model {
    ports = List.copyOf(ports);
  }

  /// The port of that name.
  public Optional<Port> port(String name) {
    return ports.stream().filter(port -> port.name().equals(name)).findFirst();
  }

  /// Opens an instance with its own state. Instances may run in different threads; one instance
  /// belongs to one thread at a time.
  ///
  /// @throws SimulationFailure when the clock does not exist or the library cannot be loaded
  public Simulation open(SimulationOptions options) {
    return Simulation.open(this, options);
  }

  /// Opens an instance with clock `clk_i`, active-low reset `rst_ni` and seed 0.
  public Simulation open() {
    return open(SimulationOptions.standard());
  }
}
