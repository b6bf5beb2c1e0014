package dev.halfbyte.driver.reduce;

import dev.halfbyte.driver.KernelFile;
import dev.halfbyte.driver.Sidecar;
import dev.halfbyte.driver.output.AtomicFiles;
import dev.halfbyte.frontend.Formatter;
import dev.halfbyte.frontend.Frontend;
import dev.halfbyte.ir.text.ConstantPool;
import dev.halfbyte.source.Diagnostic;
import dev.halfbyte.source.DiagnosticException;
import dev.halfbyte.source.SourceFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;

/// Reduces a `.hb` file, or an `.ir` file, while a command finds it interesting.
///
/// Each candidate is a file of the same name in a folder of its own, beside which the kernel's
/// folder (or the `pool` of a dump) stands as it is: weights are not cut to other shapes, so that a
/// check that reads them keeps the parameters they belong to.
public final class FileReduction implements AutoCloseable {
  /// When to stop.
  ///
  /// @param checks at most so many runs of the command
  /// @param check for one run
  public record Limits(int checks, Duration check) {}

  /// What came out.
  ///
  /// @param checks runs of the command
  public record Report(String text, int before, int after, int checks) {}

  private final SourceFile source;
  private final Candidates candidates;
  private final boolean kernel;
  private final ShellCheck command;
  private final Limits limits;
  private final Consumer<String> progress;
  private final Path folder;
  private final Path candidate;
  private final Set<String> tried = new HashSet<>();
  private int checks;

  private FileReduction(Path file, String command, Limits limits, Consumer<String> progress)
      throws IOException {
    this.source = KernelFile.read(file);
    this.kernel = !file.toString().endsWith(".ir");
    Path pool = file.resolveSibling("pool");
    this.candidates =
        kernel
            ? new KernelCandidates(source.name(), Frontend.check(source).module().isPresent())
            : new ProgramCandidates(source.name(), ConstantPool.inFolder(pool));
    this.command = new ShellCheck(command, limits.check());
    this.limits = limits;
    this.progress = progress;
    this.folder = Files.createTempDirectory("halfbyte-reduce-");
    this.candidate = folder.resolve(String.valueOf(file.getFileName()));
    Path beside = kernel ? Sidecar.of(file).folder() : pool;
    if (Files.isDirectory(beside)) {
      Files.createSymbolicLink(
          folder.resolve(String.valueOf(beside.getFileName())), beside.toAbsolutePath());
    }
  }

  /// Reduces `file`.
  ///
  /// @param command for `sh -c`, with the candidate's path as `$1` and for `{}`; exit status 0
  ///   means interesting
  /// @param progress told of each smaller text in words
  /// @throws DiagnosticException when the file itself is not interesting
  public static Report reduce(Path file, String command, Limits limits, Consumer<String> progress)
      throws IOException {
    try (FileReduction reduction = new FileReduction(file, command, limits, progress)) {
      return reduction.run();
    }
  }

  private Report run() {
    String text = source.text();
    if (!isInteresting(text)) {
      throw new DiagnosticException(
          Diagnostic.error(
                  ReduceCode.NOT_INTERESTING, "the check does not hold for " + source.name())
              .help("the command has to end with status 0 for the file as it is"));
    }
    String reduced = new Reducer(candidates, this::isInteresting, this::goOn).reduce(text);
    String formatted = kernel ? formatted(reduced) : reduced;
    return new Report(formatted, text.length(), formatted.length(), checks);
  }

  private String formatted(String text) {
    return Formatter.format(SourceFile.of(source.name(), text))
        .text()
        .filter(this::isInteresting)
        .orElse(text);
  }

  private boolean goOn(String text) {
    progress.accept(
        "%d of %d characters after %d checks"
            .formatted(text.length(), source.text().length(), checks));
    return checks < limits.checks();
  }

  private boolean isInteresting(String text) {
    if (checks >= limits.checks() || !tried.add(text)) {
      return false;
    }
    checks++;
    try {
      Files.writeString(candidate, text);
    } catch (IOException e) {
      throw new DiagnosticException(
          Diagnostic.error(ReduceCode.CHECK_FAILED, "cannot write " + candidate)
              .help("candidates are written to the temporary folder; is there space?"));
    }
    return command.holds(candidate);
  }

  @Override
  public void close() throws IOException {
    AtomicFiles.delete(folder);
  }
}
