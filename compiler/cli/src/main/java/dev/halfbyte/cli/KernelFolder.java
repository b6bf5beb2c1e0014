package dev.halfbyte.cli;

import dev.halfbyte.driver.CalibratedKernel;
import dev.halfbyte.driver.CompilationRequest;
import dev.halfbyte.source.Diagnostic;
import dev.halfbyte.source.DiagnosticException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// A kernel named by a folder: `name/` stands for `name.hb` in it or beside it, and for what else
/// it holds; a folder that `calibrate` wrote stands for what was calibrated, with its ranges.
final class KernelFolder {
  private static final String ENDING = ".hb";

  private KernelFolder() {}

  /// The request for a folder; what the command line states goes first.
  static CompilationRequest request(KernelOptions options) {
    return CalibratedKernel.isIn(options.file) ? calibrated(options) : named(options);
  }

  private static CompilationRequest named(KernelOptions options) {
    return new CompilationRequest(
        source(options.file),
        options.kernel,
        options.folder.or(() -> Optional.of(options.file)),
        options.numerics.orElse("f32"),
        options.weights,
        options.calibration,
        options.ranges,
        options.dims,
        options.limits());
  }

  private static CompilationRequest calibrated(KernelOptions options) {
    CompilationRequest known = CalibratedKernel.read(options.file, options.limits());
    if (options.numerics.filter(name -> !name.equals(known.numerics())).isPresent()) {
      throw new DiagnosticException(
          Diagnostic.error(
                  CliCode.USAGE,
                  "`%s` was calibrated for %s, not for %s"
                      .formatted(options.file, known.numerics(), options.numerics.get()))
              .help("leave --numerics out, or name the source: " + known.file()));
    }
    Map<String, Long> dims = new TreeMap<>(known.dims());
    dims.putAll(options.dims);
    return new CompilationRequest(
        known.file(),
        options.kernel.or(known::kernel),
        options.folder.or(known::folder),
        known.numerics(),
        options.weights.or(known::weights),
        options.calibration,
        options.calibration.isPresent() ? options.ranges : options.ranges.or(known::ranges),
        dims,
        options.limits());
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
