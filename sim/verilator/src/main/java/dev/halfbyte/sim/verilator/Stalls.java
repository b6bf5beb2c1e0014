package dev.halfbyte.sim.verilator;

/// When a stream driver pauses: each cycle with the given probability, drawn from a seed, so that a
/// run can be repeated.
///
/// A source that has offered a beat keeps offering it until it is taken, as AXI4-Stream demands.
public record Stalls(long seed, double probability) {
  private static final int SCALE = 1 << 16;

  public Stalls {
    if (!(probability >= 0 && probability < 1)) {
      throw new SimulationFailure(
          FailureCode.DESIGN_INVALID,
          "a stall probability of " + probability + " is not in [0, 1)",
          "use 0 for a driver that never pauses");
    }
  }

  /// Always ready, always valid while there is data.
  public static Stalls none() {
    return new Stalls(0, 0);
  }

  /// The probability in 1/65536.
  int threshold() {
    return (int) Math.min(SCALE - 1, Math.round(probability * SCALE));
  }
}
