package dev.halfbyte.sim.verilator;

import java.util.List;
import java.util.regex.Pattern;

/// How a design is turned into a model; part of the cache key.
///
/// @param trace waveform format that can be switched on at run time
/// @param unknowns what stands for X
/// @param optimization level of the C++ compiler, 0 to 3; 1 builds fastest per simulated cycle
/// @param assertions whether SystemVerilog assertions of the design are checked
/// @param watchable variables of the top module that instances can watch beside its ports
public record BuildOptions(
    TraceFormat trace,
    UnknownValues unknowns,
    int optimization,
    boolean assertions,
    List<String> watchable) {
  private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_$]*");

  public BuildOptions {
    if (optimization < 0 || optimization > 3) {
      throw new SimulationFailure(
          FailureCode.DESIGN_INVALID,
          "optimization level " + optimization + " does not exist",
          "use 0, 1, 2 or 3");
    }
    watchable = List.copyOf(watchable);
    for (String name : watchable) {
      if (!NAME.matcher(name).matches()) {
        throw new SimulationFailure(
            FailureCode.DESIGN_INVALID,
            "variable '" + name + "' is not valid Verilog",
            "use a plain identifier");
      }
    }
  }

  /// No trace, seeded unknown values, level 1, assertions checked.
  public static BuildOptions standard() {
    return new BuildOptions(TraceFormat.NONE, UnknownValues.SEEDED, 1, true, List.of());
  }

  public BuildOptions withTrace(TraceFormat format) {
    return new BuildOptions(format, unknowns, optimization, assertions, watchable);
  }

  public BuildOptions withUnknowns(UnknownValues values) {
    return new BuildOptions(trace, values, optimization, assertions, watchable);
  }

  public BuildOptions withOptimization(int level) {
    return new BuildOptions(trace, unknowns, level, assertions, watchable);
  }

  public BuildOptions withAssertions(boolean checked) {
    return new BuildOptions(trace, unknowns, optimization, checked, watchable);
  }

  /// Variables of the top module that instances can watch; each costs some speed.
  public BuildOptions withWatchable(List<String> names) {
    return new BuildOptions(trace, unknowns, optimization, assertions, names);
  }
}
