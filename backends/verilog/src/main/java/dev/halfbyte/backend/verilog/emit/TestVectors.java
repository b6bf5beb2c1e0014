package dev.halfbyte.backend.verilog.emit;

import dev.halfbyte.backend.verilog.cmd.CommandInterpreter;
import dev.halfbyte.backend.verilog.cmd.CommandKernel;
import dev.halfbyte.backend.verilog.cmd.HostCodec;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.backend.GeneratedFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;

/// What the testbench of a build reads for one set of inputs: the in stream, and the out stream and
/// the cycles that the cmd interpreter expects.
public final class TestVectors {
  private TestVectors() {}

  /// Returns `stream_in.hex`, `stream_out.hex` and `cycles.hex`.
  ///
  /// @param inputs an f32 tensor of the right shape for each input
  /// @throws dev.halfbyte.source.DiagnosticException if an input is missing or of another type
  public static List<GeneratedFile> of(CommandKernel kernel, Map<String, Tensor> inputs) {
    byte[] in = new HostCodec(kernel).streamIn(inputs);
    CommandInterpreter.Execution run = CommandInterpreter.run(kernel, in);
    return List.of(
        GeneratedFile.text("stream_in.hex", HexFiles.beats(in)),
        GeneratedFile.text("stream_out.hex", HexFiles.beats(run.streamOut())),
        GeneratedFile.text("cycles.hex", "%016x\n".formatted(run.prediction().totalCycles())));
  }

  /// Writes the files of [#of] into an existing folder, each in one atomic step.
  public static void write(Path folder, CommandKernel kernel, Map<String, Tensor> inputs)
      throws IOException {
    for (GeneratedFile file : of(kernel, inputs)) {
      Path partial = Files.createTempFile(folder, file.path(), ".part");
      Files.write(partial, file.content());
      Files.move(
          partial,
          folder.resolve(file.path()),
          StandardCopyOption.ATOMIC_MOVE,
          StandardCopyOption.REPLACE_EXISTING);
    }
  }
}
