package dev.halfbyte.conformance.rtl;

import dev.halfbyte.ir.Tensor;
import dev.halfbyte.rtl.RegisterMap;
import dev.halfbyte.rtl.Timing;
import dev.halfbyte.sim.harness.AcceleratorSession;
import dev.halfbyte.sim.harness.HandshakeStalls;
import dev.halfbyte.sim.verilator.ReceivedBeats;
import dev.halfbyte.sim.verilator.RunResult;
import dev.halfbyte.testkit.Choices;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.SplittableRandom;

/// Runs of one program on one open accelerator; every run must give the same outputs.
///
/// Each run demands besides: that the program ends, that it takes and gives exactly its beats,
/// TLAST on the last, that no offer is taken back, and counters that are as predicted or explain
/// each other.
public final class ProgramRuns {
  private static final long SLACK = 20_000;
  private static final long LONGEST_GAP = 300;

  private final AcceleratorSession session;
  private final BoundProgram program;
  private final CounterCheck check;
  private final Optional<TrialDram> dram;
  private final Choices choices;
  private final int[] words;
  private final long[] beats;
  private final int outputBeats;

  /// @param session before its first reset
  public ProgramRuns(AcceleratorSession session, BoundProgram program, Choices choices) {
    this.session = session;
    this.program = program;
    this.check = new CounterCheck(program);
    this.dram = TrialDram.attach(session, program);
    this.choices = choices;
    this.words = program.words();
    this.beats = program.beats();
    this.outputBeats = program.outputBeats();
  }

  /// Resets, loads and runs without a pause, with a DRAM that answers always after the same time:
  /// the predicted cycles, to the cycle.
  public SequencedMap<String, Tensor> smooth() throws RunFault {
    HandshakeStalls none = HandshakeStalls.none();
    session.stalls(none);
    int latency = dram.map(memory -> memory.drawFixed(choices)).orElse(Timing.DRAM_LATENCY);
    dram.ifPresent(memory -> memory.fill(random()));
    reset();
    session.load(words);
    session.feed(beats);
    session.start();
    await(none, program.dramStarved(latency));
    check.requirePredicted(session.counters(), latency);
    return collect();
  }

  /// Runs with pauses and without a reset behind a run on arbitrary beats, of this program or of
  /// another one, so that memories and command RAM are full of what does not belong there.
  public SequencedMap<String, Tensor> again() throws RunFault {
    HandshakeStalls stalls = StallChoices.draw(choices);
    session.stalls(stalls);
    long late = drawDram();
    boolean other = choices.below(2) == 1;
    boolean adjoining = choices.below(2) == 1;
    dram.ifPresent(memory -> memory.fillArbitrarily(random()));
    if (other) {
      int room = dram.map(TrialDram::words).orElse(0);
      OtherProgram before = OtherProgram.draw(program.config(), room, choices);
      session.load(before.words());
      session.feed(random().longs(before.beats()).toArray());
    } else {
      session.feed(program.arbitraryBeats(random()));
    }
    int early = adjoining ? beats.length : 0;
    session.feed(Arrays.copyOf(beats, early));
    session.start();
    await(stalls, late);
    dram.ifPresent(memory -> memory.fill(random()));
    session.sink().discard();
    session.simulation().step(gap());
    if (other) {
      session.load(words);
    }
    return started(stalls, late, early);
  }

  /// Is reset in the middle, while words are loaded or a program runs, and then runs with pauses.
  public SequencedMap<String, Tensor> afterReset() throws RunFault {
    session.stalls(StallChoices.draw(choices));
    drawDram();
    dram.ifPresent(memory -> memory.fillArbitrarily(random()));
    if (choices.below(4) == 3) {
      session.cutOffLoad(choices.below(Integer.MAX_VALUE), choices.between(1, 12));
    } else {
      session.load(words);
      session.feed(program.arbitraryBeats(random()));
      session.start();
      session.simulation().step(choices.below(2 * cycles()));
    }
    HandshakeStalls stalls = StallChoices.draw(choices);
    session.stalls(stalls);
    long late = drawDram();
    reset();
    session.simulation().step(gap());
    requireIdle();
    dram.ifPresent(memory -> memory.fill(random()));
    session.load(words);
    session.feed(beats);
    return started(stalls, late, beats.length);
  }

  /// Runs the loaded program, of whose beats `fed` wait already; others come in two parts.
  ///
  /// @param late cycles that the DRAM may cost
  private SequencedMap<String, Tensor> started(HandshakeStalls stalls, long late, int fed)
      throws RunFault {
    int early = fed + choices.below(beats.length - fed + 1);
    session.feed(Arrays.copyOfRange(beats, fed, early));
    long blocked = session.sink().statistics().blocked();
    session.start();
    for (int poll = choices.below(3); poll > 0; poll--) {
      requireStatus(RegisterMap.STATUS_BUSY, RegisterMap.STATUS_DONE);
    }
    if (early < beats.length) {
      session.simulation().step(gap());
      session.feed(Arrays.copyOfRange(beats, early, beats.length));
    }
    await(stalls, late);
    check.requireConsistent(session.counters(), session.sink().statistics().blocked() - blocked);
    return collect();
  }

  private int cycles() {
    return (int) Math.min(1 << 24, program.prediction().totalCycles());
  }

  /// Draws when the DRAM answers, if there is one; the cycles that it may cost.
  private long drawDram() {
    return dram.map(memory -> memory.drawRandom(choices)).orElse(0L);
  }

  private void reset() {
    session.reset(choices.between(1, 4));
  }

  private long gap() {
    return choices.below(3) == 2 ? choices.below((int) LONGEST_GAP) : choices.below(4);
  }

  private SplittableRandom random() {
    return new SplittableRandom(choices.below(Integer.MAX_VALUE));
  }

  /// @param late cycles that the DRAM may cost
  private void await(HandshakeStalls stalls, long late) throws RunFault {
    double pace = stalls.in().pace() * stalls.out().pace();
    long most = (long) (4.0 * (cycles() + SLACK + late) / pace);
    RunResult result = session.await(most);
    if (!result.stopped()) {
      throw fault("no end after " + result.cycles() + " cycles");
    }
    requireStatus(RegisterMap.STATUS_DONE);
  }

  private void requireStatus(int... allowed) throws RunFault {
    long status = session.value("status");
    if (Arrays.stream(allowed).noneMatch(value -> value == status)) {
      throw fault("unexpected status");
    }
  }

  /// Nothing may survive a reset that the host can see.
  private void requireIdle() throws RunFault {
    requireStatus(0);
    if (session.counters().values().stream().anyMatch(count -> count != 0)) {
      throw fault("counters survived a reset");
    }
    if (session.sink().available() != 0) {
      throw fault("beats after a reset");
    }
  }

  private SequencedMap<String, Tensor> collect() throws RunFault {
    if (session.waiting() != 0 || session.sink().available() != outputBeats) {
      throw fault("wrong number of beats");
    }
    if (session.violations() != 0) {
      throw fault(session.violations() + " offers were taken back or changed");
    }
    dram.ifPresent(TrialDram::verify);
    ReceivedBeats received = session.sink().take();
    List<Integer> last = outputBeats == 0 ? List.of() : List.of(outputBeats - 1);
    if (!received.lastBeats().equals(last)) {
      throw fault("TLAST at " + received.lastBeats());
    }
    return program.outputs(received.words());
  }

  private RunFault fault(String what) {
    return new RunFault(
        "%s: %s%d of %d beats wait, %d of %d came out"
            .formatted(
                what,
                session.describe(),
                session.waiting(),
                beats.length,
                session.sink().available(),
                outputBeats));
  }
}
