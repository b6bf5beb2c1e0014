package dev.halfbyte.backend.verilog.emit;

import dev.halfbyte.backend.verilog.bind.ProductWeights;
import dev.halfbyte.backend.verilog.cmd.CommandInterpreter;
import dev.halfbyte.backend.verilog.cmd.CommandKernel;
import dev.halfbyte.backend.verilog.cmd.CommandParser;
import dev.halfbyte.backend.verilog.cmd.CommandProgram;
import dev.halfbyte.backend.verilog.cmd.CommandVerifier;
import dev.halfbyte.backend.verilog.cmd.HostCodec;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.backend.GeneratedFile;
import dev.halfbyte.rtl.Cost;
import dev.halfbyte.rtl.Prediction;
import dev.halfbyte.rtl.Timing;
import dev.halfbyte.source.DiagnosticException;
import dev.halfbyte.source.SourceFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/// A build that lies in a folder, as commands and constants again.
///
/// @param kernel what the folder holds
/// @param products what it tells of the products of each op
public record BuiltKernel(CommandKernel kernel, List<ProductWeights> products) {
  private static final String COMMANDS = ".cmd";

  public BuiltKernel {
    products = List.copyOf(products);
  }

  /// Reads the files that [HardwareFiles] wrote, which hold one kernel.
  ///
  /// @throws DiagnosticException if the commands are malformed, or have a fault that
  ///   [CommandVerifier#accept] finds
  public static BuiltKernel read(Path folder) throws IOException {
    Path file = commands(folder);
    BuiltKernel built =
        of(
            SourceFile.of(file.toString(), Files.readString(file)),
            Files.readAllBytes(folder.resolve(HardwareFiles.WEIGHTS)),
            Files.readString(folder.resolve(ProductFile.NAME)));
    CommandVerifier.accept(built.kernel());
    return built;
  }

  /// Returns what the files of a build hold that are not written yet.
  public static BuiltKernel of(List<GeneratedFile> files) {
    GeneratedFile commands = file(files, path -> path.endsWith(COMMANDS));
    return of(
        SourceFile.of(commands.path(), text(commands)),
        file(files, HardwareFiles.WEIGHTS::equals).content(),
        text(file(files, ProductFile.NAME::equals)));
  }

  private static GeneratedFile file(List<GeneratedFile> files, Predicate<String> chosen) {
    return files.stream().filter(file -> chosen.test(file.path())).findFirst().orElseThrow();
  }

  private static String text(GeneratedFile file) {
    return new String(file.content(), StandardCharsets.UTF_8);
  }

  private static BuiltKernel of(SourceFile commands, byte[] constants, String products) {
    CommandProgram program = CommandParser.parse(commands);
    return new BuiltKernel(new CommandKernel(program, constants), ProductFile.read(products));
  }

  private static Path commands(Path folder) throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*" + COMMANDS)) {
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
