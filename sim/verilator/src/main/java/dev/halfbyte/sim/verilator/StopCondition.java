package dev.halfbyte.sim.verilator;

/// What ends a batch before its cycles are used up; checked after every cycle, inside the batch.
public sealed interface StopCondition {

  /// A port of at most 64 bits has this value after a rising edge.
  record PortEquals(String port, long value) implements StopCondition {}

  /// A sink has received this many beats since it was made, those already taken from it included.
  record BeatsReceived(StreamSink sink, long beats) implements StopCondition {
    public BeatsReceived {
      if (beats < 1) {
        throw new SimulationFailure(
            FailureCode.DESIGN_INVALID,
            "a batch cannot stop at " + beats + " beats",
            "use 1 or more");
      }
    }
  }
}
