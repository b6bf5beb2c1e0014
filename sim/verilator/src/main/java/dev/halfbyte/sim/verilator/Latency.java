package dev.halfbyte.sim.verilator;

/// How long a memory takes for an answer: a number of cycles drawn for each request.
///
/// @param seed where the draws come from
/// @param least cycles from the last beat of a request to the first of its answer, at least 1
/// @param most the largest draw
public record Latency(long seed, int least, int most) {
  public Latency {
    if (least < 1 || most < least) {
      throw new SimulationFailure(
          FailureCode.DESIGN_INVALID,
          "a latency of " + least + " to " + most + " cycles is not possible",
          "use at least 1 cycle, and no largest draw below the least one");
    }
  }

  /// The same number of cycles for every request.
  public static Latency of(int cycles) {
    return new Latency(0, cycles, cycles);
  }
}
