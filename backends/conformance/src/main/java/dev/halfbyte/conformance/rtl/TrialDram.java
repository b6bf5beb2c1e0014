package dev.halfbyte.conformance.rtl;

import dev.halfbyte.backend.verilog.cmd.CommandKernel;
import dev.halfbyte.rtl.Command;
import dev.halfbyte.rtl.Timing;
import dev.halfbyte.sim.harness.AcceleratorSession;
import dev.halfbyte.sim.harness.AttachedMemory;
import dev.halfbyte.sim.verilator.MemoryTiming;
import dev.halfbyte.sim.verilator.Stalls;
import dev.halfbyte.testkit.Choices;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.LongBuffer;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// The memory behind the AXI4 port of an open accelerator, for one program: its constants from
/// address 0 on, and behind them, where it spills, whatever was there before.
final class TrialDram {
  /// Latencies under which the master moves a beat a cycle, so that a STORE never waits to give
  /// one; the usual one first.
  private static final List<Integer> FIXED = List.of(Timing.DRAM_LATENCY, 1, 17, 180);

  /// The longest of latencies that are drawn for each answer.
  private static final List<Integer> LONGEST = List.of(1, 9, 150, 400);

  private static final List<Double> PAUSES = List.of(0.0, 0.1, 0.5);

  /// Bytes that a program which ran before may use.
  private static final int LEAST_BYTES = 1 << 14;

  private final AttachedMemory dram;
  private final BoundProgram program;
  private final int words;

  private TrialDram(AttachedMemory dram, BoundProgram program, int words) {
    this.dram = dram;
    this.program = program;
    this.words = words;
  }

  /// Attaches a DRAM to the accelerator; before its first reset.
  ///
  /// @return nothing if the accelerator has no port to one
  static Optional<TrialDram> attach(AcceleratorSession session, BoundProgram program) {
    if (!program.config().hasDram()) {
      return Optional.empty();
    }
    long bytes = Math.max(LEAST_BYTES, program.schedule().kernel().program().dramBytes());
    AttachedMemory dram =
        session.attach(HardwareModels.DRAM_PORT, bytes, MemoryTiming.prompt(Timing.DRAM_LATENCY));
    return Optional.of(new TrialDram(dram, program, Math.toIntExact(bytes / Long.BYTES)));
  }

  /// Words of 8 bytes that it has.
  int words() {
    return words;
  }

  /// From now on answers always after the same time, without a pause.
  ///
  /// @return its latency in cycles
  int drawFixed(Choices choices) {
    int latency = choices.pick(FIXED);
    dram.port().timing(MemoryTiming.prompt(latency));
    return latency;
  }

  /// From now on pauses and answers as drawn.
  ///
  /// @return the most cycles by which it may make a run longer, on the average
  long drawRandom(Choices choices) {
    int longest = choices.pick(LONGEST);
    double pause = choices.pick(PAUSES);
    dram.port().timing(MemoryTiming.random(choices.below(Integer.MAX_VALUE), pause, longest));
    double pace = new Stalls(0, pause).pace();
    long beats =
        program.commands().stream().flatMap(c -> c.dram().stream()).mapToLong(s -> s.beats()).sum();
    long bursts = beats / Timing.DMA.maxBurst() + 3L * program.commands().size();
    return (long) ((beats + bursts * longest) / pace);
  }

  /// Holds the constants, and behind them words of `random`.
  void fill(RandomGenerator random) {
    dram.memory().writeLongs(0, content(random));
  }

  /// Holds words of `random`, and of the constants only the segments of a row array.
  void fillArbitrarily(RandomGenerator random) {
    long[] right = content(random);
    long[] arbitrary = random.longs(words).toArray();
    for (Command command : program.commands()) {
      if (command instanceof Command.Load load && program.isSegments(load)) {
        load.dram()
            .ifPresent(span ->
                System.arraycopy(right, span.first(), arbitrary, span.first(), span.beats()));
      }
    }
    dram.memory().writeLongs(0, arbitrary);
  }

  private long[] content(RandomGenerator random) {
    long[] content = random.longs(words).toArray();
    CommandKernel kernel = program.schedule().kernel();
    LongBuffer constants =
        ByteBuffer.wrap(kernel.constants()).order(ByteOrder.LITTLE_ENDIAN).asLongBuffer();
    constants.get(content, 0, constants.remaining());
    return content;
  }

  /// Demands that every request was sound and is finished.
  ///
  /// @throws dev.halfbyte.sim.verilator.SimulationFailure if one was not
  void verify() {
    dram.port().verify();
  }
}
