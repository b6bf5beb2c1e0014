package dev.halfbyte.backend.verilog.cmd;

import dev.halfbyte.rtl.CommandFormat;
import java.util.Arrays;
import java.util.List;

/// A command program together with the bytes of its constants: all that an accelerator needs.
public final class CommandKernel {
  private final CommandProgram program;
  private final byte[] constants;

  /// Takes a copy of `constants`, the contents of `weights.bin`.
  public CommandKernel(CommandProgram program, byte[] constants) {
    this.program = program;
    this.constants = constants.clone();
  }

  public CommandProgram program() {
    return program;
  }

  /// Returns a copy of the contents of `weights.bin`.
  public byte[] constants() {
    return constants.clone();
  }

  /// Returns the bytes of one image.
  public byte[] constants(ConstantImage image) {
    return Arrays.copyOfRange(constants, image.offset(), image.offset() + image.bytes());
  }

  /// Returns the 32-bit words of the command RAM, a slot a command.
  public List<Integer> commandWords() {
    return CommandFormat.program(program.commands());
  }
}
