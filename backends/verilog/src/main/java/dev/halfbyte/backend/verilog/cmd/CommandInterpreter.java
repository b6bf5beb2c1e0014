package dev.halfbyte.backend.verilog.cmd;

import dev.halfbyte.rtl.AcceleratorConfig;
import dev.halfbyte.rtl.Command;
import dev.halfbyte.rtl.Cost;
import dev.halfbyte.rtl.Prediction;
import dev.halfbyte.rtl.Timing;
import dev.halfbyte.source.CompilerBug;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/// Executes a command program on modelled memories and predicts its cycles.
///
/// Commands run one after another, which gives what the hardware gives as long as [CommandVerifier]
/// finds no fault. Cycles come from [Timing], for an in stream that is always valid, an out stream
/// that is always ready and a DRAM of [Timing#DRAM_LATENCY].
public final class CommandInterpreter {
  private final AcceleratorConfig config;
  private final MemoryModel memory;
  private final DramModel dram;
  private final byte[] in;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final List<Cost> costs = new ArrayList<>();
  private int consumed;

  private CommandInterpreter(AcceleratorConfig config, DramModel dram, byte[] in) {
    this.config = config;
    this.memory = new MemoryModel(config);
    this.dram = dram;
    this.in = in;
  }

  /// What a run gave.
  public static final class Execution {
    private final byte[] streamOut;
    private final List<Cost> costs;
    private final Prediction prediction;

    Execution(byte[] streamOut, List<Cost> costs, Prediction prediction) {
      this.streamOut = streamOut;
      this.costs = List.copyOf(costs);
      this.prediction = prediction;
    }

    /// Returns a copy of the bytes of the out stream.
    public byte[] streamOut() {
      return streamOut.clone();
    }

    /// Returns what each command takes, in program order.
    public List<Cost> costs() {
      return costs;
    }

    /// Returns the cycles and their distribution.
    public Prediction prediction() {
      return prediction;
    }
  }

  /// Runs the program of `kernel`, which must be free of faults.
  ///
  /// @param streamIn all bytes of the in stream, as [HostCodec#streamIn] makes them
  public static Execution run(CommandKernel kernel, byte[] streamIn) {
    CommandProgram program = kernel.program();
    DramModel dram = new DramModel(kernel.constants());
    CommandInterpreter run = new CommandInterpreter(program.config(), dram, streamIn);
    program.commands().forEach(run::execute);
    if (run.consumed != streamIn.length) {
      throw new CompilerBug(
          "the program took " + run.consumed + " of " + streamIn.length + " stream bytes");
    }
    return new Execution(
        run.out.toByteArray(),
        run.costs,
        new Timing(program.config()).predict(program.commands(), run.costs));
  }

  private Cost cost(Command command) {
    return command instanceof Command.Gemm gemm
        ? new ArrayModel(config, memory, gemm).cost()
        : new Timing(config).cost(command);
  }

  private void execute(Command command) {
    costs.add(cost(command));
    switch (command) {
      case Command.End _ -> {}
      case Command.Load load -> load(load);
      case Command.Gemm gemm -> new GemmModel(config, memory, gemm).run();
      case Command.Elementwise ew -> new ElementwiseModel(config, memory, ew).run();
      case Command.Store store -> store(store);
      case Command.Softmax softmax -> new SoftmaxModel(config, memory, softmax).run();
      case Command.Norm norm -> new NormModel(config, memory, norm).run();
    }
  }

  private void load(Command.Load load) {
    if (load.dram().isPresent()) {
      byte[] words = dram.read(load.dram().get());
      memory.load(load.target(), load.base(), load.words(), words, 0);
    } else {
      consumed += memory.load(load.target(), load.base(), load.words(), in, consumed);
    }
  }

  private void store(Command.Store store) {
    byte[] words = memory.store(store.source(), store.rows(), store.words());
    store.dram().ifPresentOrElse(span -> dram.write(span, words), () -> out.writeBytes(words));
  }
}
