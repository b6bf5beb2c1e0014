package dev.halfbyte.backend.llvm.toolchain;

import dev.halfbyte.source.CompilerBug;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What LLVM's model of a processor says of a loop (llvm-mca): a prediction that knows pipelines
/// and latencies, but neither caches nor branches.
///
/// @param processor as LLVM names it, e.g. `neoverse-n1`
public record CycleModel(IsaFamily family, String processor) {
  private static final int ITERATIONS = 200;
  private static final Pattern TOTAL = Pattern.compile("Total Cycles: +(\\d+)");

  /// Cycles of one iteration of a loop of `instructions`, each in the syntax of assembly.
  ///
  /// @param features of the instructions, in LLVM's syntax, where the processor may lack them
  public double cycles(List<String> instructions, String features) {
    Path analyser = LlvmLibrary.get().analyser();
    return ToolProcess.inTemporaryFolder(folder -> {
      Files.writeString(folder.resolve("loop.s"), String.join("\n", instructions) + "\n");
      List<String> command =
          List.of(
              analyser.toString(),
              "-mtriple=" + family.triple(),
              "-mcpu=" + processor,
              "-mattr=" + features,
              "-iterations=" + ITERATIONS,
              "loop.s");
      return total(command, folder) / ITERATIONS;
    });
  }

  private static double total(List<String> command, Path folder) throws IOException {
    try {
      Path output = folder.resolve("model.txt");
      ToolProcess.Result result = ToolProcess.run(command, folder, Optional.empty(), output);
      Matcher total = TOTAL.matcher(Files.readString(output, StandardCharsets.UTF_8));
      if (result.status() != 0 || !total.find()) {
        throw new CompilerBug("the analyser of machine code failed: " + result.complaint());
      }
      return Double.parseDouble(total.group(1));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CompilerBug("interrupted while analysing machine code", e);
    }
  }
}
