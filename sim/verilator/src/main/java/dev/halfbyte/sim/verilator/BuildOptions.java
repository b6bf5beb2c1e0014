package dev.halfbyte.sim.verilator;

/// How a design is turned into a model; part of the cache key.
///
/// @param trace waveform format that can be switched on at run time
/// @param unknowns what stands for X
/// @param optimization level of the C++ compiler, 0 to 3; 1 builds fastest per simulated cycle
/// @param assertions whether SystemVerilog assertions of the design are checked
public record BuildOptions(
    TraceFormat trace, UnknownValues unknowns, int optimization, boolean assertions) {

  public BuildOptions {
    if (optimization < 0 || optimization > 3) {
      throw new SimulationFailure(
          FailureCode.DESIGN_INVALID,
          "optimization level " + optimization + " does not exist",
          "use 0, 1, 2 or 3");
    }
  }

  /// No trace, seeded unknown values, level 1, assertions checked.
  public static BuildOptions standard() {
    return new BuildOptions(TraceFormat.NONE, UnknownValues.SEEDED, 1, true);
  }

  public BuildOptions withTrace(TraceFormat format) {
    return new BuildOptions(format, unknowns, optimization, assertions);
  }

  public BuildOptions withUnknowns(UnknownValues values) {
    return new BuildOptions(trace, values, optimization, assertions);
  }

  public BuildOptions withOptimization(int level) {
    return new BuildOptions(trace, unknowns, level, assertions);
  }

  public BuildOptions withAssertions(boolean checked) {
    return new BuildOptions(trace, unknowns, optimization, checked);
  }
}
