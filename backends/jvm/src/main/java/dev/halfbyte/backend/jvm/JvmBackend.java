package dev.halfbyte.backend.jvm;

import dev.halfbyte.ir.Output;
import dev.halfbyte.ir.Parameter;
import dev.halfbyte.ir.Program;
import dev.halfbyte.ir.SealedProgram;
import dev.halfbyte.ir.backend.Backend;
import dev.halfbyte.ir.backend.BuildRequest;
import dev.halfbyte.ir.backend.BuildResult;
import dev.halfbyte.ir.backend.GeneratedFile;
import dev.halfbyte.ir.backend.Note;
import dev.halfbyte.ir.backend.ProgramLoader;
import dev.halfbyte.ir.backend.Variant;
import dev.halfbyte.loop.LoopProgram;
import dev.halfbyte.loop.Stage;
import dev.halfbyte.loop.lower.LoopLowering;
import dev.halfbyte.loop.schedule.Schedule;
import dev.halfbyte.loop.schedule.ScheduleKey;
import dev.halfbyte.source.Diagnostic;
import dev.halfbyte.source.DiagnosticException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Target `jvm`: `NAME.jar`, which runs alone on Java 21 or later.
///
/// Its options are choices of a [Schedule], such as `fuse=off`, which change no bit.
public final class JvmBackend implements Backend {
  private static final String TARGET = "jvm";

  /// Choices of a schedule that its loops have; the leaf has one tile, lookups are plain loops.
  private static final List<String> CHOICES =
      Stream.of(
              ScheduleKey.FUSE,
              ScheduleKey.APART,
              ScheduleKey.ORDER,
              ScheduleKey.DIGITS,
              ScheduleKey.SKIP)
          .map(ScheduleKey::label)
          .toList();

  private static final Pattern PLAIN = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,127}");

  @Override
  public List<String> targets() {
    return List.of(TARGET);
  }

  @Override
  public BuildResult build(SealedProgram program, BuildRequest request) {
    checkOptions(request);
    requireFileNames(program.program());
    Schedule schedule = Schedule.of(request.options());
    LoopProgram loops = LoopLowering.lower(program, schedule.on(JvmTarget.FACTS));
    String name = loops.name();
    CompiledKernel kernel = KernelCompiler.compile(loops, "halfbyte/" + name + "/Code");
    List<Note> notes = new ArrayList<>();
    notes.add(
        Note.artefact(loops.stages().size() + " stages, Java 21 class files, no other jar needed"));
    for (Stage stage : loops.stages()) {
      notes.add(new Note(Note.Kind.STAGE, stage.name(), stage.origin()));
    }
    loops.decisions().forEach(decision -> notes.add(decision.note()));
    return new BuildResult(
        List.of(new GeneratedFile(name + ".jar", JarWriter.write(kernel), false)), notes);
  }

  @Override
  public List<String> scheduleChoices(String target) {
    return CHOICES;
  }

  private static void checkOptions(BuildRequest request) {
    request
        .options()
        .forEach((name, value) -> {
          if (!CHOICES.contains(name)) {
            throw new DiagnosticException(
                Diagnostic.error(
                        JvmCode.UNKNOWN_OPTION,
                        "target `jvm` has no option `%s=%s`".formatted(name, value))
                    .help("its options are choices of a schedule: " + String.join(", ", CHOICES)));
          }
        });
  }

  /// Kernel, inputs and outputs become files and entries of a jar.
  private static void requireFileNames(Program program) {
    Stream<String> inputs = program.parameters().stream().map(Parameter::name);
    Stream<String> outputs = program.outputs().stream().map(Output::name);
    List<Diagnostic> faults =
        Stream.concat(Stream.of(program.name()), Stream.concat(inputs, outputs))
            .filter(name -> !PLAIN.matcher(name).matches())
            .map(name -> Diagnostic.error(JvmCode.NOT_A_FILE_NAME, "`" + name + "` names a file"))
            .map(fault -> fault.help("use letters, digits and `_` only"))
            .toList();
    if (!faults.isEmpty()) {
      throw new DiagnosticException(faults);
    }
  }

  @Override
  public Optional<ProgramLoader> loader(String target) {
    return Optional.of(new KernelLoader());
  }

  @Override
  public List<Variant> variants(String target) {
    return List.of(new JarVariant());
  }
}
