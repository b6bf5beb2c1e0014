package dev.halfbyte.conformance.rtl;

import dev.halfbyte.sim.harness.HandshakeStalls;
import dev.halfbyte.sim.verilator.BusStalls;
import dev.halfbyte.sim.verilator.Stalls;
import dev.halfbyte.testkit.Choices;
import java.util.List;

/// Draws how each handshake pauses: not at all, now and then, half of the time, nearly always, or
/// rarely and long, as a memory that answers late does.
final class StallChoices {
  private static final int LONG_PAUSE = 200;
  private static final List<Double> STREAM = List.of(0.0, 0.1, 0.5, 0.85);
  private static final List<Double> BUS = List.of(0.0, 0.2, 0.6);

  private StallChoices() {}

  static HandshakeStalls draw(Choices choices) {
    Stalls in = stream(choices);
    Stalls out = stream(choices);
    BusStalls bus =
        new BusStalls(bus(choices), bus(choices), bus(choices), bus(choices), bus(choices));
    return new HandshakeStalls(in, out, bus);
  }

  private static Stalls stream(Choices choices) {
    int kind = choices.below(STREAM.size() + 1);
    int seed = choices.below(Integer.MAX_VALUE);
    return kind < STREAM.size()
        ? new Stalls(seed, STREAM.get(kind))
        : new Stalls(seed, 0.01, LONG_PAUSE);
  }

  private static Stalls bus(Choices choices) {
    double probability = choices.pick(BUS);
    return new Stalls(choices.below(Integer.MAX_VALUE), probability);
  }
}
