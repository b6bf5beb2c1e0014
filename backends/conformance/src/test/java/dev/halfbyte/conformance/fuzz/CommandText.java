package dev.halfbyte.conformance.fuzz;

import dev.halfbyte.backend.verilog.cmd.CommandInterpreter;
import dev.halfbyte.backend.verilog.cmd.CommandKernel;
import dev.halfbyte.backend.verilog.cmd.CommandParser;
import dev.halfbyte.backend.verilog.cmd.CommandPrinter;
import dev.halfbyte.backend.verilog.cmd.CommandProgram;
import dev.halfbyte.backend.verilog.cmd.CommandVerifier;
import dev.halfbyte.rtl.AcceleratorConfig;
import dev.halfbyte.rtl.Command;
import dev.halfbyte.source.SourceFile;
import java.util.List;

/// Command text through parser, verifier and command interpreter.
///
/// Laws: what parses prints and parses to itself; what the verifier accepts runs.
public final class CommandText {
  private static final int MOST_STREAM_BYTES = 1 << 16;
  private static final long MOST_PRODUCTS = 1 << 18;

  private CommandText() {}

  /// Entry of the fuzzer.
  public static void fuzzerTestOneInput(byte[] input) {
    SourceFile source = SourceFile.of("fuzz.cmd", Law.text(input));
    Law.accepted(() -> CommandParser.parse(source)).ifPresent(CommandText::parsed);
  }

  private static void parsed(CommandProgram program) {
    SourceFile printed = SourceFile.of("printed.cmd", CommandPrinter.print(program));
    Law.equal(program, CommandParser.parse(printed), "parse(print(p)) = p");
    List<String> faults = CommandVerifier.faults(program);
    if (faults.isEmpty() && products(program) <= MOST_PRODUCTS) {
      long bytes = streamBytes(program);
      if (bytes <= MOST_STREAM_BYTES && program.constantBytes() <= MOST_STREAM_BYTES) {
        CommandKernel kernel =
            new CommandKernel(program, new byte[Math.toIntExact(program.constantBytes())]);
        long cycles =
            CommandInterpreter.run(kernel, new byte[(int) bytes]).prediction().totalCycles();
        Law.holds(cycles > 0, "a program takes time");
      }
    }
  }

  private static long streamBytes(CommandProgram program) {
    long beats = 0;
    for (Command command : program.commands()) {
      if (command instanceof Command.Load load && load.dram().isEmpty()) {
        beats += (long) load.words() * load.target().beatsPerWord(program.config());
      }
    }
    return beats * Long.BYTES;
  }

  private static long products(CommandProgram program) {
    AcceleratorConfig config = program.config();
    long products = 0;
    for (Command command : program.commands()) {
      if (command instanceof Command.Gemm gemm) {
        products +=
            (long) gemm.act().blocks()
                * gemm.weights().count()
                * gemm.kWords()
                * config.macsPerCycle();
      }
    }
    return products;
  }
}
