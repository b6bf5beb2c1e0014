package dev.halfbyte.sim.verilator;

/// How one instance is clocked and what its unknown values are.
///
/// @param clock name of the clock input
/// @param reset name of the reset input
/// @param resetActiveLow whether reset is asserted by 0
/// @param seed what unknown values are drawn from, when the model was built with
///   [UnknownValues#SEEDED]
public record SimulationOptions(String clock, String reset, boolean resetActiveLow, int seed) {

  /// `clk_i`, active-low `rst_ni`, seed 1.
  public static SimulationOptions standard() {
    return new SimulationOptions("clk_i", "rst_ni", true, 1);
  }

  public SimulationOptions withSeed(int newSeed) {
    return new SimulationOptions(clock, reset, resetActiveLow, newSeed);
  }

  public SimulationOptions withClock(String name) {
    return new SimulationOptions(name, reset, resetActiveLow, seed);
  }

  public SimulationOptions withReset(String name, boolean activeLow) {
    return new SimulationOptions(clock, name, activeLow, seed);
  }
}
