package dev.halfbyte.backend.verilog.cmd;

import dev.halfbyte.rtl.AcceleratorConfig;
import dev.halfbyte.rtl.ArrayKind;
import dev.halfbyte.rtl.Command;
import dev.halfbyte.rtl.Cost;
import dev.halfbyte.rtl.Epilogue;
import dev.halfbyte.rtl.Memory;
import dev.halfbyte.rtl.Prediction;
import dev.halfbyte.rtl.Timing;
import dev.halfbyte.source.CompilerBug;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// Executes a command program on modelled memories and predicts its cycles.
///
/// Commands run one after another, which gives what the hardware gives as long as [CommandVerifier]
/// finds no fault. Cycles come from [Timing], for an in stream that is always valid and an out
/// stream that is always ready.
public final class CommandInterpreter {
  private final AcceleratorConfig config;
  private final MemoryModel memory;
  private final ArrayModel array;
  private final byte[] in;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final List<Cost> costs = new ArrayList<>();
  private int consumed;

  private CommandInterpreter(AcceleratorConfig config, byte[] in) {
    this.config = config;
    this.memory = new MemoryModel(config);
    this.array = new ArrayModel(config, memory);
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

  /// Runs `program`, which must be free of faults.
  ///
  /// @param streamIn all bytes of the in stream, as [HostCodec#streamIn] makes them
  public static Execution run(CommandProgram program, byte[] streamIn) {
    CommandInterpreter run = new CommandInterpreter(program.config(), streamIn);
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
    Timing timing = new Timing(config);
    if (command instanceof Command.Gemm gemm && config.arrayKind() == ArrayKind.ROW) {
      List<byte[]> rows =
          IntStream.range(0, gemm.rowBlocks()).mapToObj(row -> array.row(gemm, row)).toList();
      return timing.rowCost(gemm, array.planes(gemm), rows);
    }
    return timing.cost(command);
  }

  private void execute(Command command) {
    costs.add(cost(command));
    switch (command) {
      case Command.End _ -> {}
      case Command.Load load ->
          consumed += memory.load(load.target(), load.base(), load.words(), in, consumed);
      case Command.Gemm gemm -> {
        for (int block = 0; block < gemm.rowBlocks(); block++) {
          rowBlock(gemm, block);
        }
      }
      case Command.Elementwise ew -> elementwise(ew);
      case Command.Store store ->
          out.writeBytes(memory.store(store.source(), store.base(), store.words()));
    }
  }

  private void rowBlock(Command.Gemm gemm, int block) {
    int lanes = config.lanes();
    Epilogue epilogue = gemm.epilogue();
    for (int col = 0; col < gemm.tiles() * config.cols(); col++) {
      int drained = col / lanes;
      int lane = col % lanes;
      int par = gemm.parameterBase() + drained;
      int output = epilogue.outputBase() + block * gemm.outputStride() + drained;
      int residual =
          epilogue.residual().map(r -> r.base() + block * r.stride() + drained).orElse(0);
      for (int row = 0; row < config.rows(); row++) {
        int position = row * lanes + lane;
        int value = array.value(gemm, block, row, col);
        int code = epilogue(epilogue, value, par, lane, residual, position);
        memory.write(epilogue.destination(), output, position, code);
      }
    }
  }

  private void elementwise(Command.Elementwise ew) {
    Epilogue epilogue = ew.epilogue();
    for (int word = 0; word < ew.words(); word++) {
      int at = word;
      int source = ew.sourceBase() + word;
      int residual = epilogue.residual().map(r -> r.base() + at).orElse(0);
      for (int position = 0; position < config.wordElements(); position++) {
        int value =
            ew.source() == Memory.ACT
                ? memory.act(source, position, ew.actSigned())
                : memory.res(source, position);
        int code = epilogue(epilogue, value, ew.parameterBase(), 0, residual, position);
        memory.write(epilogue.destination(), epilogue.outputBase() + word, position, code);
      }
    }
  }

  /// The formula of [Epilogue], exact in 64 bits.
  private int epilogue(
      Epilogue epilogue, int value, int par, int record, int residual, int position) {
    long sum = ((long) value + memory.bias(par, record)) * memory.multiplier(par, record);
    if (epilogue.residual().isPresent()) {
      Epilogue.Residual second = epilogue.residual().get();
      sum += (long) (memory.res(residual, position) - second.zero()) * second.multiplier();
    }
    int shift = memory.shift(par, record);
    long rounded = (sum + (1L << (shift - 1))) >> shift;
    int code = (int) Math.clamp(epilogue.zero() + rounded, (long) epilogue.lo(), epilogue.hi());
    return epilogue
        .table()
        .map(table -> WordBits.extend(memory.table(table.id(), code & 0xff), 8, table.signed()))
        .orElse(code);
  }
}
