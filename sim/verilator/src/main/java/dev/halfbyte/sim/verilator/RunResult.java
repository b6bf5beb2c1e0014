package dev.halfbyte.sim.verilator;

/// How a batch ended.
///
/// @param reason what ended it
/// @param cycles clock cycles that ran
public record RunResult(Reason reason, long cycles) {

  /// What ends a batch; the order is that of the C driver.
  public enum Reason {
    /// All cycles that were asked for have run.
    MAX_CYCLES,
    /// A [StopCondition.PortEquals] holds.
    PORT_EQUALS,
    /// A [StopCondition.BeatsReceived] holds.
    BEATS_RECEIVED,
    /// The design called $finish.
    FINISHED
  }

  /// Whether a stop condition was met.
  public boolean stopped() {
    return switch (reason) {
      case PORT_EQUALS, BEATS_RECEIVED -> true;
      case MAX_CYCLES, FINISHED -> false;
    };
  }
}
