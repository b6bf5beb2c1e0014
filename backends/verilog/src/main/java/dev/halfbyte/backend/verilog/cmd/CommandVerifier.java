package dev.halfbyte.backend.verilog.cmd;

import dev.halfbyte.backend.verilog.fault.VerilogFault;
import dev.halfbyte.rtl.AcceleratorConfig;
import dev.halfbyte.rtl.Command;
import dev.halfbyte.rtl.CommandFormat;
import dev.halfbyte.rtl.Destination;
import dev.halfbyte.rtl.Epilogue;
import dev.halfbyte.rtl.Memory;
import dev.halfbyte.rtl.Unit;
import dev.halfbyte.source.CompilerBug;
import dev.halfbyte.source.Diagnostic;
import dev.halfbyte.source.DiagnosticException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Says what is wrong with a command program.
///
/// Checked, in this order:
///
/// 1. the configuration has no problems, and the program fits the command RAM;
/// 2. the last command, and only that, is END;
/// 3. every field fits its bits, and every clamp holds a value;
/// 4. every address is inside its memory, and no access goes on from a memory into the side memory;
///    every table is inside TABLES; the units take the command, see [UnitRules];
/// 5. every access that conflicts with an earlier one (read after write, write after read, write
///    after write) is ordered by a shared resource or a wait;
/// 6. no command writes words that it still reads: only an elementwise command, or a residual of
///    equal base and stride, may work in place;
/// 7. LOADs agree with the in stream and STOREs with the out stream, see [StreamRules], and both
///    with the DRAM, see [DramRules].
///
/// With the constants, [#accept] also checks that values fit VALUE_BITS.
///
/// Not checked: whether the numbers mean what the kernel says; the interpreter is for that. What is
/// in the decode table is not known here, so that a row counts as one plane of codes, and a tile as
/// one plane of weights: all that the compiler makes.
public final class CommandVerifier {
  private final CommandProgram program;
  private final AcceleratorConfig config;
  private final List<String> faults = new ArrayList<>();

  private CommandVerifier(CommandProgram program) {
    this.program = program;
    this.config = program.config();
  }

  /// Returns one sentence for each fault; empty for a sound program.
  public static List<String> faults(CommandProgram program) {
    CommandVerifier verifier = new CommandVerifier(program);
    verifier.run();
    return List.copyOf(verifier.faults);
  }

  /// Returns a program that the compiler made itself, unchanged.
  ///
  /// @throws CompilerBug if it has a fault
  public static CommandProgram require(CommandProgram program) {
    List<String> faults = faults(program);
    if (!faults.isEmpty()) {
      throw new CompilerBug("command program " + program.kernel() + ": " + faults.getFirst());
    }
    return program;
  }

  /// Returns a program that was read, with its constants, unchanged.
  ///
  /// @throws DiagnosticException if it has a fault, or if values, sums with their bias, may need
  ///   more than VALUE_BITS bits, see [ValueRules]
  public static CommandKernel accept(CommandKernel kernel) {
    List<String> faults = faults(kernel.program());
    if (!faults.isEmpty()) {
      throw new DiagnosticException(
          Diagnostic.error(VerilogFault.BAD_COMMAND_TEXT, faults.getFirst())
              .help("correct the command, or build the kernel again"));
    }
    List<ValueRules.Fault> wide = ValueRules.faults(kernel);
    if (!wide.isEmpty()) {
      ValueRules.Fault fault = wide.getFirst();
      throw new DiagnosticException(
          Diagnostic.error(VerilogFault.TOO_WIDE, fault.message()).help(fault.help()));
    }
    return kernel;
  }

  private void run() {
    faults.addAll(config.problems());
    if (!faults.isEmpty()) {
      return;
    }
    List<Command> commands = program.commands();
    if (commands.size() > config.cmdDepth()) {
      faults.add(commands.size() + " commands, CMD_DEPTH is " + config.cmdDepth());
    }
    if (commands.isEmpty() || !(commands.getLast() instanceof Command.End)) {
      faults.add("the last command is not end");
    }
    IssueOrder order = new IssueOrder(config);
    for (int i = 0; i < commands.size(); i++) {
      Command command = commands.get(i);
      String place = "command " + i + " (" + CommandPrinter.mnemonic(command) + "): ";
      if (command instanceof Command.End && i + 1 < commands.size()) {
        faults.add(place + "commands follow");
      }
      checkEncoding(place, command);
      new UnitRules(config).faults(command).forEach(fault -> faults.add(place + fault));
      checkAddresses(place, command);
      Set<Unit> unordered = order.unordered(command);
      if (!unordered.isEmpty()) {
        faults.add(place + "is not ordered after the running command of " + unordered);
      }
      checkInPlace(place, command);
      order.issue(command);
    }
    faults.addAll(StreamRules.faults(program));
    faults.addAll(DramRules.faults(program));
  }

  private void checkEncoding(String place, Command command) {
    try {
      CommandFormat.encode(command);
    } catch (IllegalArgumentException e) {
      faults.add(place + e.getMessage());
    }
  }

  private void checkAddresses(String place, Command command) {
    for (Access access : Accesses.of(command, config)) {
      Memory memory = access.memory();
      int depth = memory.depth(config);
      if (memory.canHaveSide() && access.first() >= Memory.SIDE_BASE) {
        int side = memory.sideDepth(config);
        if (access.last() >= Memory.SIDE_BASE + side) {
          faults.add(place + access + " is outside the " + side + " words of the side memory");
        }
      } else if (access.first() < 0 || access.last() >= depth) {
        faults.add(place + access + " is outside the " + depth + " words of the memory");
      }
    }
  }

  private void checkInPlace(String place, Command command) {
    switch (command) {
      case Command.End _, Command.Load _, Command.Store _, Command.Softmax _, Command.Norm _ -> {}
      case Command.Gemm gemm -> {
        Epilogue epilogue = gemm.epilogue();
        boolean aligned =
            epilogue
                .residual()
                .filter(
                    r -> r.base() == epilogue.outputBase() && r.stride() == gemm.output().stride())
                .isPresent();
        boolean exempt = aligned && epilogue.destination() == Destination.RES;
        checkOverlap(place, command, exempt ? Optional.of(Memory.RES) : Optional.empty());
      }
      case Command.Elementwise ew -> {
        Epilogue epilogue = ew.epilogue();
        int output = epilogue.outputBase();
        boolean overSource =
            ew.source() == epilogue.destination().memory() && ew.sourceBase() == output;
        boolean overResidual =
            epilogue.destination() == Destination.RES
                && epilogue.residual().filter(r -> r.base() == output).isPresent();
        boolean exempt = overSource || overResidual;
        checkOverlap(
            place,
            command,
            exempt ? Optional.of(epilogue.destination().memory()) : Optional.empty());
      }
    }
  }

  private void checkOverlap(String place, Command command, Optional<Memory> exempt) {
    List<Access> accesses = Accesses.of(command, config);
    Access write = accesses.getLast();
    for (Access read : accesses.subList(0, accesses.size() - 1)) {
      boolean allowed = exempt.filter(memory -> memory == read.memory()).isPresent();
      if (!allowed && read.conflicts(write)) {
        faults.add(place + write + " overlaps its own " + read);
      }
    }
  }
}
