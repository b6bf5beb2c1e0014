package dev.halfbyte.conformance.rtl;

import dev.halfbyte.backend.verilog.bind.Binder;
import dev.halfbyte.backend.verilog.bind.MissingUnits;
import dev.halfbyte.backend.verilog.cmd.CommandInterpreter;
import dev.halfbyte.backend.verilog.cmd.HostCodec;
import dev.halfbyte.backend.verilog.schedule.Scheduler;
import dev.halfbyte.backend.verilog.schedule.Scheduler.Schedule;
import dev.halfbyte.conformance.trial.Trial;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.rtl.AcceleratorConfig;
import dev.halfbyte.rtl.ArrayKind;
import dev.halfbyte.rtl.Command;
import dev.halfbyte.rtl.Cost;
import dev.halfbyte.rtl.Memory;
import dev.halfbyte.rtl.Prediction;
import dev.halfbyte.rtl.RowTiming;
import dev.halfbyte.rtl.Timing;
import dev.halfbyte.source.DiagnosticException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/// A trial as commands of one configuration, with the beats of its arguments.
public final class BoundProgram {
  private final Schedule schedule;
  private final HostCodec host;
  private final byte[] in;
  private final CommandInterpreter.Execution execution;

  private BoundProgram(Trial trial, Schedule schedule) {
    this.schedule = schedule;
    this.host = new HostCodec(schedule.kernel());
    this.in = host.streamIn(trial.arguments().tensors());
    this.execution = CommandInterpreter.run(schedule.kernel(), in);
  }

  /// Binds the trial to the first of `candidates` that takes it.
  ///
  /// @return the configuration and the program for it
  /// @throws DiagnosticException of the last candidate when none takes it
  public static Placement place(Trial trial, List<Hardware> candidates) {
    Optional<DiagnosticException> refusal = Optional.empty();
    for (Hardware hardware : candidates) {
      try {
        MissingUnits.require(trial.program().core(), hardware.config());
        return new Placement(hardware, on(trial, hardware.config()));
      } catch (DiagnosticException unfit) {
        refusal = Optional.of(unfit);
      }
    }
    throw refusal.orElseThrow();
  }

  /// Binds the trial to one configuration.
  ///
  /// @throws DiagnosticException if it has no form there
  public static BoundProgram on(Trial trial, AcceleratorConfig config) {
    return new BoundProgram(
        trial,
        Scheduler.schedule(
            Binder.bind(trial.program().core(), trial.arguments().dims(), config), config));
  }

  /// A program and the hardware it was made for.
  public record Placement(Hardware hardware, BoundProgram program) {}

  public Schedule schedule() {
    return schedule;
  }

  /// The configuration that addresses and layouts are made for.
  public AcceleratorConfig config() {
    return schedule.kernel().program().config();
  }

  /// Words of the command RAM.
  public int[] words() {
    return schedule.kernel().commandWords().stream().mapToInt(Integer::intValue).toArray();
  }

  /// Beats of the in stream for the arguments of the trial.
  public long[] beats() {
    long[] beats = new long[in.length / Long.BYTES];
    ByteBuffer.wrap(in).order(ByteOrder.LITTLE_ENDIAN).asLongBuffer().get(beats);
    return beats;
  }

  /// Beats of the in stream drawn from `random`.
  ///
  /// The segments of a row array stay as they are: they say which weights are read, and such as
  /// nobody wrote for the program may ask for words that are not there.
  public long[] arbitraryBeats(RandomGenerator random) {
    long[] beats = beats();
    int next = 0;
    for (Command command : commands()) {
      if (command instanceof Command.Load load && load.dram().isEmpty()) {
        int end = next + load.words() * load.target().beatsPerWord(config());
        boolean segments = isSegments(load);
        for (; next < end; next++) {
          beats[next] = segments ? beats[next] : random.nextLong();
        }
      }
    }
    return beats;
  }

  /// Whether a LOAD fetches the segments of a row array.
  boolean isSegments(Command.Load load) {
    return load.target() == Memory.DECODE && config().arrayKind() == ArrayKind.ROW;
  }

  /// Whether some matrix lies in the DRAM between the phases of the program that make and read it.
  public boolean spills() {
    return commands().stream().anyMatch(c -> c instanceof Command.Store && c.dram().isPresent());
  }

  /// Beats that the program puts on the out stream.
  public int outputBeats() {
    int sum = 0;
    for (Command command : commands()) {
      if (command instanceof Command.Store store && store.dram().isEmpty()) {
        sum += store.allWords() * store.source().beatsPerWord(config());
      }
    }
    return sum;
  }

  /// The cycles and counters of a run on the arguments without stalls, with a DRAM of the usual
  /// latency.
  public Prediction prediction() {
    return execution.prediction();
  }

  /// The same with a DRAM that takes `latency` cycles for each of its answers.
  public Prediction prediction(int latency) {
    Timing timing = new Timing(config(), latency);
    List<Cost> costs = new ArrayList<>(execution.costs());
    for (int i = 0; i < costs.size(); i++) {
      if (commands().get(i).dram().isPresent()) {
        costs.set(i, timing.cost(commands().get(i)));
      }
    }
    return timing.predict(commands(), costs);
  }

  /// The cycles in which LOADs wait for beats of a DRAM that takes `latency` cycles for each of its
  /// answers.
  public long dramStarved(int latency) {
    return commands().stream().mapToLong(new Timing(config(), latency)::dramStarvedCycles).sum();
  }

  /// Returns the busy cycles of all products, each as if it ran by itself.
  public long productCycles() {
    return products().mapToLong(i -> execution.costs().get(i).busyCycles()).sum();
  }

  /// Returns the cycles that all products can wait at most for the drain of the one in front: the
  /// words of its last rows, each written in up to two planes, and the start of the next one.
  public long mostProductWaits() {
    boolean row = config().arrayKind() == ArrayKind.ROW;
    long drained = 2L * config().drainWords() * config().engines();
    return row ? products().count() * (drained + RowTiming.FILL) : 0;
  }

  /// The places of the products in the program.
  private IntStream products() {
    List<Command> commands = commands();
    return IntStream.range(0, commands.size()).filter(i -> commands.get(i) instanceof Command.Gemm);
  }

  /// The commands, END included.
  List<Command> commands() {
    return schedule.kernel().program().commands();
  }

  /// What the interpreter of commands gives for the arguments.
  public SequencedMap<String, Tensor> interpret() {
    return host.outputs(execution.streamOut());
  }

  /// The outputs that beats of the out stream stand for.
  public SequencedMap<String, Tensor> outputs(long[] stream) {
    ByteBuffer bytes =
        ByteBuffer.allocate(stream.length * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asLongBuffer().put(stream);
    return host.outputs(bytes.array());
  }
}
