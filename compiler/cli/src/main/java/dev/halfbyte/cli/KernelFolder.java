package dev.halfbyte.cli;

import dev.halfbyte.driver.CompilationRequest;
import dev.halfbyte.source.Diagnostic;
import dev.halfbyte.source.DiagnosticException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// A kernel named by its folder: `name/` stands for `name.hb` in it or beside it, and for what else
/// it holds.
final class KernelFolder {
  private static final String ENDING = ".hb";

  private KernelFolder() {}

  /// The same request with the source file in place of its folder; others as they are.
  static CompilationRequest request(CompilationRequest request) {
    Path folder = request.file();
    return Files.isDirectory(folder)
        ? new CompilationRequest(
            source(folder),
            request.kernel(),
            request.folder().or(() -> Optional.of(folder)),
            request.numerics(),
            request.weights(),
            request.calibration(),
            request.ranges(),
            request.dims(),
            request.limits())
        : request;
  }

  private static Path source(Path folder) {
    Path whole = folder.toAbsolutePath().normalize();
    String name = whole.getFileName() + ENDING;
    for (Path candidate : new Path[] {whole.resolve(name), whole.resolveSibling(name)}) {
      if (Files.isRegularFile(candidate)) {
        return candidate;
      }
    }
    throw new DiagnosticException(
        Diagnostic.error(CliCode.FILE, "there is no `%s` in or beside `%s`".formatted(name, folder))
            .help("name the source file, and the folder with --folder"));
  }
}
