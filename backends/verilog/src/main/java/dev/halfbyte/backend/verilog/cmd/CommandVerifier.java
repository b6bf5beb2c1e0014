package dev.halfbyte.backend.verilog.cmd;

import dev.halfbyte.rtl.AcceleratorConfig;
import dev.halfbyte.rtl.ArrayKind;
import dev.halfbyte.rtl.Command;
import dev.halfbyte.rtl.CommandFormat;
import dev.halfbyte.rtl.Destination;
import dev.halfbyte.rtl.Epilogue;
import dev.halfbyte.rtl.MatrixLayout;
import dev.halfbyte.rtl.Memory;
import dev.halfbyte.rtl.Unit;
import dev.halfbyte.source.CompilerBug;
import java.util.ArrayList;
import java.util.Iterator;
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
/// 4. every address is inside its memory, every table inside TABLES; a shift array always decodes;
/// 5. every access that conflicts with an earlier one (read after write, write after read, write
///    after write) is ordered by a shared resource or a wait;
/// 6. no command writes words that it still reads: only an elementwise command, or a residual of
///    equal base and stride, may work in place;
/// 7. LOADs agree with the in stream and STOREs with the out stream, in number, order and words.
///
/// Not checked: whether the numbers mean what the kernel says; the interpreter is for that.
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
      checkAddresses(place, command);
      Set<Unit> unordered = order.unordered(command);
      if (!unordered.isEmpty()) {
        faults.add(place + "is not ordered after the running command of " + unordered);
      }
      checkInPlace(place, command);
      order.issue(command);
    }
    checkStreamIn();
    checkStreamOut();
  }

  private void checkEncoding(String place, Command command) {
    try {
      CommandFormat.encode(command);
    } catch (IllegalArgumentException e) {
      faults.add(place + e.getMessage());
    }
    epilogue(command)
        .filter(epilogue -> epilogue.lo() > epilogue.hi())
        .ifPresent(epilogue ->
            faults.add(
                place + "clamps to " + epilogue.lo() + ".." + epilogue.hi() + ", which is empty"));
  }

  private static Optional<Epilogue> epilogue(Command command) {
    return switch (command) {
      case Command.End _, Command.Load _, Command.Store _, Command.Softmax _, Command.Norm _ ->
          Optional.empty();
      case Command.Gemm gemm -> Optional.of(gemm.epilogue());
      case Command.Elementwise ew -> Optional.of(ew.epilogue());
    };
  }

  private void checkAddresses(String place, Command command) {
    for (Access access : Accesses.of(command, config)) {
      int depth = access.memory().depth(config);
      if (access.first() < 0 || access.last() >= depth) {
        faults.add(place + access + " is outside the " + depth + " words of the memory");
      }
    }
    if (command instanceof Command.Gemm gemm) {
      checkEngine(place, gemm);
    }
  }

  private void checkEngine(String place, Command.Gemm gemm) {
    if (config.arrayKind() == ArrayKind.SHIFT && !gemm.act().decode()) {
      faults.add(place + "a shift array takes codes of the decode table only");
    }
    if (config.arrayKind() != ArrayKind.ROW
        && (gemm.weights().count() != 1 || gemm.act().stride() != gemm.kWords())) {
      faults.add(place + "a block engine takes one tile, and row blocks behind one another");
    }
    int alignment = config.rowAlignment();
    if (gemm.act().base() % alignment != 0 || gemm.act().stride() % alignment != 0) {
      faults.add(place + "rows of a row engine start at multiples of " + alignment + " words");
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

  private void checkStreamIn() {
    Iterator<StreamIn> segments = program.streamIn().iterator();
    for (Command command : program.commands()) {
      if (command instanceof Command.Load load) {
        if (!segments.hasNext()) {
          faults.add("a load without a stream_in segment");
          return;
        }
        checkLoad(load, segments.next());
      }
    }
    if (segments.hasNext()) {
      faults.add("a stream_in segment without a load");
    }
  }

  private void checkLoad(Command.Load load, StreamIn segment) {
    switch (segment) {
      case StreamIn.Constant(String name) -> {
        Optional<ConstantImage> found =
            program.images().stream().filter(i -> i.name().equals(name)).findFirst();
        boolean agrees =
            found
                .filter(i -> i.memory() == load.target() && i.words() == load.words())
                .filter(i -> i.bytes() == i.words() * i.memory().beatsPerWord(config) * Long.BYTES)
                .isPresent();
        if (!agrees) {
          faults.add("image " + name + " does not fill " + load);
        }
      }
      case StreamIn.Input input -> {
        Optional<HostInput> found =
            program.inputs().stream().filter(i -> i.name().equals(input.input())).findFirst();
        if (found.isEmpty()) {
          faults.add("no input " + input.input());
          return;
        }
        int words =
            MatrixLayout.rows(config, load.target(), input.rows(), found.get().cols()).words();
        boolean rows = input.firstRow() + input.rows() <= found.get().rows();
        if (words != load.words() || !rows || input.elementBits() != elementBits(load.target())) {
          faults.add("rows of input " + input.input() + " do not fill " + load);
        }
      }
    }
  }

  private void checkStreamOut() {
    Iterator<StreamOut> segments = program.streamOut().iterator();
    for (Command command : program.commands()) {
      if (command instanceof Command.Store store) {
        if (!segments.hasNext()) {
          faults.add("a store without a stream_out segment");
          return;
        }
        checkStore(store, segments.next());
      }
    }
    if (segments.hasNext()) {
      faults.add("a stream_out segment without a store");
    }
  }

  private void checkStore(Command.Store store, StreamOut segment) {
    Optional<HostOutput> found =
        program.outputs().stream().filter(o -> o.name().equals(segment.output())).findFirst();
    if (found.isEmpty()) {
      faults.add("no output " + segment.output());
      return;
    }
    int words =
        MatrixLayout.rows(config, store.source(), segment.rows(), found.get().cols()).words();
    boolean rows = segment.firstRow() + segment.rows() <= found.get().rows();
    boolean bits = found.get().elementBits() == elementBits(store.source());
    if (words != store.words() || !rows || !bits) {
      faults.add("rows of output " + segment.output() + " do not match " + store);
    }
  }

  private int elementBits(Memory memory) {
    return switch (memory) {
      case ACT -> config.actBits();
      case RES -> Short.SIZE;
      case WGT, PAR, TABLE, DECODE, EXP, GAIN, FACTOR -> 0;
    };
  }
}
