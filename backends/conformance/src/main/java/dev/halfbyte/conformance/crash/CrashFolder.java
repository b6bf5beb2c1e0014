package dev.halfbyte.conformance.crash;

import dev.halfbyte.conformance.judge.Finding;
import dev.halfbyte.conformance.judge.Judge;
import dev.halfbyte.conformance.trial.Origin;
import dev.halfbyte.conformance.trial.Trial;
import dev.halfbyte.conformance.trial.Variation;
import dev.halfbyte.driver.output.AtomicFiles;
import dev.halfbyte.ir.Arguments;
import dev.halfbyte.ir.CoreProgram;
import dev.halfbyte.ir.Program;
import dev.halfbyte.ir.SealedProgram;
import dev.halfbyte.ir.text.Sealer;
import dev.halfbyte.testkit.Choices;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/// A failing trial on disk: `program.ir`, `arguments.ir`, `expected.ir` (the interpreter's results
/// when it failed), `kernel.hb` where there was one, `case.json`, what subjects say of their inner
/// forms, and `replay`.
///
/// Program and arguments are kept as text, so that the folder outlives changes of the generator. A
/// folder below `backends/conformance/crashers` is a test for ever.
public final class CrashFolder {
  private static final String PROGRAM = "program.ir";
  private static final String ARGUMENTS = "arguments.ir";
  private static final String EXPECTED = "expected.ir";
  private static final String CASE = "case.json";
  private static final int HASH_DIGITS = 12;
  private static final String REPLAY =
      """
      #!/bin/sh
      # Runs this case again on every target of this machine; HALFBYTE names a checkout elsewhere.
      here=$(cd "$(dirname "$0")" && pwd)
      exec "${HALFBYTE:-$(git -C "$here" rev-parse --show-toplevel)}/dev" replay "$here" "$@"
      """;

  private CrashFolder() {}

  /// Writes the folder of `crash` below `parent`, named by subject and program; an older one of
  /// that name goes away.
  public static Path write(Path parent, CrashCase crash) throws IOException {
    SealedProgram program = crash.trial().program();
    String name = crash.subject() + "-" + program.hash().substring(0, HASH_DIGITS);
    return replace(parent, name, staging -> fill(staging, crash));
  }

  /// Writes a folder for a program that the compiler failed to make: its choices, the generator's
  /// text where there is one, and the stack trace.
  ///
  /// @param signature what and where; equal ones get the same folder
  public static Path writeUnmade(Path parent, Origin origin, Finding finding, String signature)
      throws IOException {
    String name = "%s-%08x".formatted(finding.execution(), signature.hashCode());
    return replace(
        parent,
        name,
        staging -> {
          Files.writeString(staging.resolve(CASE), CaseFile.of(origin, finding).json());
          Files.writeString(staging.resolve("trace.txt"), finding.what());
          Files.writeString(
              staging.resolve("made-of.txt"),
              origin.recipe().text(Choices.replay(origin.record())).orElse("no text\n"));
          writeReplay(staging);
        });
  }

  /// What fills a folder.
  private interface Filling {
    void into(Path folder) throws IOException;
  }

  private static Path replace(Path parent, String name, Filling filling) throws IOException {
    Path folder = parent.resolve(name);
    Files.createDirectories(parent);
    Path staging = Files.createTempDirectory(parent, ".crash-");
    try {
      filling.into(staging);
      AtomicFiles.delete(folder);
      Files.move(staging, folder, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      AtomicFiles.delete(staging);
    }
    return folder;
  }

  private static void fill(Path folder, CrashCase crash) throws IOException {
    Trial trial = crash.trial();
    TensorText.writeProgram(folder, PROGRAM, trial.program().program());
    TensorText.writeTensors(folder, ARGUMENTS, trial.arguments().tensors());
    TensorText.writeTensors(folder, EXPECTED, Judge.expected(trial));
    Files.writeString(folder.resolve(CASE), CaseFile.of(crash).json());
    if (trial.source().isPresent()) {
      Files.writeString(folder.resolve("kernel.hb"), trial.source().orElseThrow());
    }
    writeReplay(folder);
  }

  private static void writeReplay(Path folder) throws IOException {
    Path replay = folder.resolve("replay");
    Files.writeString(replay, REPLAY);
    if (!replay.toFile().setExecutable(true)) {
      throw new IOException("cannot make executable: " + replay);
    }
  }

  /// Where the program of a folder came from, and what failed; for folders of [#writeUnmade] this
  /// is all there is.
  public static Optional<Origin> origin(Path folder) throws IOException {
    return CaseFile.parse(Files.readString(folder.resolve(CASE))).origin();
  }

  /// Whether `folder` is one of those that this class writes.
  public static boolean is(Path folder) {
    return Files.isRegularFile(folder.resolve(CASE));
  }

  /// Whether the folder holds a program.
  public static boolean isMade(Path folder) {
    return Files.exists(folder.resolve(PROGRAM));
  }

  /// Reads a folder that [#write] made.
  public static CrashCase read(Path folder) throws IOException {
    CaseFile file = CaseFile.parse(Files.readString(folder.resolve(CASE)));
    Program program = TensorText.readProgram(folder, PROGRAM);
    Arguments arguments =
        Arguments.of(program, TensorText.readTensors(folder, ARGUMENTS), file.dims());
    Path source = folder.resolve("kernel.hb");
    Trial trial =
        new Trial(
            Sealer.seal(new CoreProgram(program)),
            arguments,
            new Variation(file.variation()),
            Files.exists(source) ? Optional.of(Files.readString(source)) : Optional.empty());
    return new CrashCase(
        trial,
        file.origin(),
        file.subject(),
        new Finding(file.execution(), file.kind(), file.what()),
        Optional.ofNullable(file.cause()));
  }
}
