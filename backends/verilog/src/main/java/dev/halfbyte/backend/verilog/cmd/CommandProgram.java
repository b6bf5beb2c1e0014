package dev.halfbyte.backend.verilog.cmd;

import dev.halfbyte.rtl.AcceleratorConfig;
import dev.halfbyte.rtl.Command;
import dev.halfbyte.rtl.DmaTiming;
import java.util.List;
import java.util.NoSuchElementException;

/// A kernel as commands of one accelerator configuration, with what the host has to stream.
///
/// The n-th LOAD that takes the in stream takes the n-th element of `streamIn`, the n-th STORE to
/// the out stream gives the n-th of `streamOut`. LOADs from a DRAM find the file of the images
/// there from address 0 on, and behind it what STOREs left. The bytes of the images are not part of
/// it; see [CommandKernel].
///
/// @param kernel name of the kernel
/// @param config the configuration that the addresses are made for
/// @param inputs tensors of each run
/// @param outputs tensors that a run gives
/// @param images constants by name, in file order
/// @param streamIn what the LOADs take, in program order
/// @param streamOut what the STOREs give, in program order
/// @param commands the program; the last command, and only that, is END
/// @param labels name of the op that each command works for, without blanks; empty where there is
///   none
public record CommandProgram(
    String kernel,
    AcceleratorConfig config,
    List<HostInput> inputs,
    List<HostOutput> outputs,
    List<ConstantImage> images,
    List<StreamIn> streamIn,
    List<StreamOut> streamOut,
    List<Command> commands,
    List<String> labels) {
  public CommandProgram {
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
    images = List.copyOf(images);
    streamIn = List.copyOf(streamIn);
    streamOut = List.copyOf(streamOut);
    commands = List.copyOf(commands);
    labels = List.copyOf(labels);
    if (labels.size() != commands.size()) {
      throw new IllegalArgumentException(
          labels.size() + " labels for " + commands.size() + " commands");
    }
  }

  /// Returns the bytes of all images: of the constants in a DRAM.
  public long constantBytes() {
    return images.stream().mapToLong(i -> (long) i.offset() + i.bytes()).max().orElse(0);
  }

  /// Returns the bytes that a DRAM must have, constants included, at least a beat; 0 without a port
  /// to one.
  public long dramBytes() {
    if (!config.hasDram()) {
      return 0;
    }
    long end =
        commands.stream()
            .flatMap(command -> command.dram().stream())
            .mapToLong(span -> span.end() * DmaTiming.BEAT_BYTES)
            .max()
            .orElse(DmaTiming.BEAT_BYTES);
    return Math.max(constantBytes(), end);
  }

  /// Returns the input of that name.
  ///
  /// @throws NoSuchElementException if there is none
  public HostInput input(String name) {
    return inputs.stream().filter(i -> i.name().equals(name)).findFirst().orElseThrow();
  }

  /// Returns the output of that name.
  ///
  /// @throws NoSuchElementException if there is none
  public HostOutput output(String name) {
    return outputs.stream().filter(o -> o.name().equals(name)).findFirst().orElseThrow();
  }

  /// Returns the image of that name.
  ///
  /// @throws NoSuchElementException if there is none
  public ConstantImage image(String name) {
    return images.stream().filter(i -> i.name().equals(name)).findFirst().orElseThrow();
  }
}
