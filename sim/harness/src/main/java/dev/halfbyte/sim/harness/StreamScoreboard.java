package dev.halfbyte.sim.harness;

import dev.halfbyte.sim.verilator.FailureCode;
import dev.halfbyte.sim.verilator.ReceivedBeats;
import dev.halfbyte.sim.verilator.SimulationFailure;
import dev.halfbyte.sim.verilator.StopCondition;
import dev.halfbyte.sim.verilator.StreamSink;
import java.util.ArrayList;
import java.util.List;

/// What an output stream of at most 64 bits is expected to deliver, and the comparison with what
/// came.
public final class StreamScoreboard {
  private final StreamSink sink;
  private final List<Long> expected = new ArrayList<>();
  private final List<Integer> expectedLast = new ArrayList<>();
  private int compared;

  /// A scoreboard on a sink from which nobody else takes beats.
  public StreamScoreboard(StreamSink sink) {
    this.sink = sink;
  }

  /// Expects beats whose final one carries TLAST.
  public void expectPacket(long... beats) {
    expect(beats);
    if (beats.length > 0) {
      expectedLast.add(expected.size() - 1);
    }
  }

  /// Expects beats without TLAST.
  public void expect(long... beats) {
    for (long beat : beats) {
      expected.add(beat);
    }
  }

  /// The stop condition that all expected beats have come.
  ///
  /// @throws SimulationFailure when nothing is expected
  public StopCondition complete() {
    return new StopCondition.BeatsReceived(sink, expected.size());
  }

  /// Compares all that came since the last call, and demands that nothing is missing, that nothing
  /// came on top, and that no offer was taken back.
  ///
  /// @throws SimulationFailure STREAM_MISMATCH naming the first beat that differs
  public void verify() {
    ReceivedBeats received = sink.take();
    long[] words = received.words();
    for (int i = 0; i < words.length; i++) {
      int beat = compared + i;
      if (beat >= expected.size()) {
        throw mismatch("beat " + beat + " came on top: " + hex(words[i]));
      }
      if (words[i] != expected.get(beat)) {
        throw mismatch(
            "beat " + beat + " is " + hex(words[i]) + ", expected " + hex(expected.get(beat)));
      }
      boolean last = received.lastBeats().contains(i);
      if (last != expectedLast.contains(beat)) {
        throw mismatch("beat " + beat + (last ? " carries" : " lacks") + " TLAST");
      }
    }
    compared += words.length;
    if (compared < expected.size()) {
      throw mismatch("only " + compared + " of " + expected.size() + " beats came");
    }
    long violations = sink.statistics().violations();
    if (violations > 0) {
      throw mismatch(violations + " offers were changed or taken back before they were accepted");
    }
  }

  private static String hex(long word) {
    return "0x" + Long.toHexString(word);
  }

  private static SimulationFailure mismatch(String what) {
    return new SimulationFailure(
        FailureCode.STREAM_MISMATCH, what, "trace the run and look at the handshake of that beat");
  }
}
