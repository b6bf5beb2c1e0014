package dev.halfbyte.backend.verilog.emit;

import dev.halfbyte.backend.verilog.cmd.CommandInterpreter;
import dev.halfbyte.backend.verilog.cmd.CommandKernel;
import dev.halfbyte.backend.verilog.cmd.CommandParser;
import dev.halfbyte.backend.verilog.cmd.CommandProgram;
import dev.halfbyte.backend.verilog.cmd.HostCodec;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.rtl.Cost;
import dev.halfbyte.rtl.Prediction;
import dev.halfbyte.rtl.Timing;
import dev.halfbyte.source.SourceFile;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// A build that lies in a folder, as commands and constants again.
///
/// @param kernel what the folder holds
public record BuiltKernel(CommandKernel kernel) {

  /// Reads the files that [HardwareFiles] wrote, which hold one kernel.
  public static BuiltKernel read(Path folder) throws IOException {
    Path file = commands(folder);
    CommandProgram program =
        CommandParser.parse(SourceFile.of(file.toString(), Files.readString(file)));
    byte[] constants = Files.readAllBytes(folder.resolve(HardwareFiles.WEIGHTS));
    return new BuiltKernel(new CommandKernel(program, constants));
  }

  private static Path commands(Path folder) throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.cmd")) {
      return files.iterator().next();
    }
  }

  /// Returns whether cycles depend on the inputs.
  public boolean dependsOnData() {
    return switch (kernel.program().config().arrayKind()) {
      case MULTIPLY, DECODE, SHIFT -> false;
      case ROW -> true;
    };
  }

  /// Returns the cycles of a run on `inputs`, for streams without stalls: on a row array they
  /// depend on where zeros are.
  ///
  /// @param inputs an f32 tensor of the right shape for each input
  public Prediction prediction(Map<String, Tensor> inputs) {
    return prediction(costs(inputs));
  }

  /// Returns the cycles of a run whose commands take `costs`, for streams without stalls.
  public Prediction prediction(List<Cost> costs) {
    return timing().predict(kernel.program().commands(), costs);
  }

  /// Returns what each command takes in a run on `inputs`, in program order.
  ///
  /// @param inputs an f32 tensor of the right shape for each input
  public List<Cost> costs(Map<String, Tensor> inputs) {
    if (!dependsOnData()) {
      return kernel.program().commands().stream().map(timing()::cost).toList();
    }
    byte[] in = new HostCodec(kernel).streamIn(inputs);
    return CommandInterpreter.run(kernel, in).costs();
  }

  private Timing timing() {
    return new Timing(kernel.program().config());
  }
}
