package dev.halfbyte.sim.verilator;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StreamTest {
  private static final int BEATS = 500;

  private final Model fifo = Designs.model("stream_fifo");

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.2, 0.9})
  void stallsChangeTheTimeAndNeverTheSequence(double probability) {
    long[] sent = new Random(7).longs(BEATS).toArray();
    try (Simulation simulation = fifo.open()) {
      StreamSource source = simulation.source("s_axis_", new Stalls(11, probability));
      StreamSink sink = simulation.sink("m_axis_", new Stalls(12, probability));
      simulation.reset(2);
      source.pushPacket(sent);
      RunResult result = simulation.run(100_000, new StopCondition.BeatsReceived(sink, BEATS));
      assertEquals(RunResult.Reason.BEATS_RECEIVED, result.reason());
      assertEquals(new ReceivedBeats(sent, List.of(BEATS - 1)), sink.take());
      assertEquals(0, source.waiting());
      long cycles = result.cycles();
      StreamStatistics statistics = sink.statistics();
      assertEquals(BEATS, statistics.beats());
      assertEquals(cycles, statistics.beats() + statistics.blocked() + statistics.idle());
      assertEquals(0, statistics.violations());
      assertEquals(probability == 0, result.cycles() == BEATS + 1);
      assertTrue(result.cycles() >= BEATS / (1 - probability) * 0.9, "" + result.cycles());
    }
  }

  @Test
  void theSameSeedsGiveTheSameCycles() {
    assertEquals(cycles(5), cycles(5));
    assertTrue(cycles(5) != cycles(6));
  }

  private long cycles(long seed) {
    try (Simulation simulation = fifo.open()) {
      StreamSource source = simulation.source("s_axis_", new Stalls(seed, 0.4));
      StreamSink sink = simulation.sink("m_axis_", new Stalls(seed + 100, 0.4));
      simulation.reset(1);
      source.push(new long[BEATS]);
      return simulation.run(100_000, new StopCondition.BeatsReceived(sink, BEATS)).cycles();
    }
  }

  @Test
  void longPausesTakeTheTimeThatTheirPaceSays() {
    Stalls stalls = new Stalls(3, 0.05, 41);
    try (Simulation simulation = fifo.open()) {
      StreamSource source = simulation.source("s_axis_", stalls);
      StreamSink sink = simulation.sink("m_axis_", Stalls.none());
      simulation.reset(1);
      source.push(new long[BEATS]);
      simulation.run(100_000, new StopCondition.BeatsReceived(sink, BEATS));
      double expected = BEATS / stalls.pace();
      assertEquals(expected, (double) simulation.cycles(), expected * 0.3);
    }
    assertEquals(0.25, new Stalls(1, 0.75).pace());
  }

  @Test
  void aResetInTheMiddleAndDiscardedBeatsLeaveNothingBehind() {
    try (Simulation simulation = fifo.open()) {
      StreamSource source = simulation.source("s_axis_", new Stalls(5, 0.3));
      StreamSink sink = simulation.sink("m_axis_", Stalls.none());
      simulation.reset(1);
      source.push(new long[BEATS]);
      simulation.step(100);
      source.discard();
      sink.discard();
      simulation.reset(2);
      sink.stalls(new Stalls(6, 0.5));
      source.pushPacket(8, 9);
      simulation.step(100);
      assertEquals(new ReceivedBeats(new long[] {8, 9}, List.of(1)), sink.take());
      assertEquals(0, source.waiting());
    }
  }

  @Test
  void packetsKeepTheirBounds() {
    try (Simulation simulation = fifo.open()) {
      StreamSource source = simulation.source("s_axis_", new Stalls(1, 0.5));
      StreamSink sink = simulation.sink("m_axis_", Stalls.none());
      simulation.reset(1);
      source.pushPacket(1, 2, 3);
      source.push(4);
      source.pushPacket(5, 6);
      simulation.run(1000, new StopCondition.BeatsReceived(sink, 6));
      assertEquals(new ReceivedBeats(new long[] {1, 2, 3, 4, 5, 6}, List.of(2, 5)), sink.take());
    }
  }

  @Test
  void aStreamWiderThanALongTakesSeveralOfThem() {
    Model wide =
        Designs.cache()
            .build(Designs.design("stream_fifo").with("WIDTH", 100), BuildOptions.standard());
    try (Simulation simulation = wide.open()) {
      StreamSource source = simulation.source("s_axis_", Stalls.none());
      StreamSink sink = simulation.sink("m_axis_", Stalls.none());
      simulation.reset(1);
      source.push(1, -1, 3, 4);
      simulation.run(100, new StopCondition.BeatsReceived(sink, 2));
      assertArrayEquals(new long[] {1, 0xf_ffff_ffffL, 3, 4}, sink.take().words());
      assertThrows(SimulationFailure.class, () -> source.push(1));
    }
  }

  @Test
  void aSinkThatIsNeverReadyFillsTheFifoAndBlocksTheSource() {
    try (Simulation simulation = fifo.open()) {
      StreamSource source = simulation.source("s_axis_", Stalls.none());
      simulation.reset(1);
      source.push(new long[10]);
      assertEquals(RunResult.Reason.MAX_CYCLES, simulation.step(50).reason());
      assertEquals(4, simulation.signal("level_o").get());
      assertEquals(6, source.waiting());
      assertTrue(source.statistics().blocked() > 40);
    }
  }

  @Test
  void anOfferThatIsChangedBeforeItIsTakenIsCounted() {
    try (Simulation simulation = Designs.model("fickle").open()) {
      StreamSink sink = simulation.sink("m_axis_", new Stalls(1, 0.5));
      simulation.reset(2);
      simulation.step(101);
      StreamStatistics statistics = sink.statistics();
      assertEquals(101, statistics.beats() + statistics.blocked());
      assertTrue(statistics.blocked() - statistics.violations() <= 1, statistics.toString());
      assertTrue(statistics.violations() > 20, statistics.toString());
    }
  }

  @Test
  void probabilitiesOutsideTheirRangeAreRefused() {
    assertThrows(SimulationFailure.class, () -> new Stalls(0, 1));
    assertThrows(SimulationFailure.class, () -> new Stalls(0, -0.1));
    assertThrows(SimulationFailure.class, () -> new Stalls(0, Double.NaN));
    assertThrows(SimulationFailure.class, () -> new Stalls(0, 0.5, 0));
  }
}
