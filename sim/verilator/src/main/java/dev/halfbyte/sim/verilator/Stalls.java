package dev.halfbyte.sim.verilator;

/// When one side of a handshake pauses: in each cycle a pause begins with the given probability,
/// drawn from a seed, so that a run can be repeated.
///
/// A source that has offered a beat keeps offering it until it is taken, as AXI4-Stream demands.
///
/// @param seed where the draws come from
/// @param probability that a pause begins, in [0, 1)
/// @param longest a pause lasts 1 to this many cycles
public record Stalls(long seed, double probability, int longest) {
  private static final int SCALE = 1 << 16;

  public Stalls {
    if (!(probability >= 0 && probability < 1)) {
      throw new SimulationFailure(
          FailureCode.DESIGN_INVALID,
          "a stall probability of " + probability + " is not in [0, 1)",
          "use 0 for a driver that never pauses");
    }
    if (longest < 1) {
      throw new SimulationFailure(
          FailureCode.DESIGN_INVALID,
          "a pause of at most " + longest + " cycles is none",
          "use probability 0 for a driver that never pauses");
    }
  }

  /// Pauses of single cycles, which may follow each other.
  public Stalls(long seed, double probability) {
    this(seed, probability, 1);
  }

  /// Always ready, always valid while there is data.
  public static Stalls none() {
    return new Stalls(0, 0);
  }

  /// The part of all cycles in which a driver that always has work does not pause.
  public double pace() {
    double mean = (1 + longest) / 2.0;
    return (1 - probability) / (1 - probability + probability * mean);
  }

  /// The probability in 1/65536.
  int threshold() {
    return (int) Math.min(SCALE - 1, Math.round(probability * SCALE));
  }
}
