package dev.halfbyte.backend.llvm;

import dev.halfbyte.backend.llvm.abi.VariantPrograms;
import dev.halfbyte.backend.llvm.run.EmulatedHost;
import dev.halfbyte.backend.llvm.run.Host;
import dev.halfbyte.backend.llvm.run.NativeHost;
import dev.halfbyte.backend.llvm.toolchain.IsaFamily;
import dev.halfbyte.backend.llvm.toolchain.IsaVariant;
import dev.halfbyte.ir.SealedProgram;
import dev.halfbyte.ir.backend.Backend;
import dev.halfbyte.ir.backend.BuildRequest;
import dev.halfbyte.ir.backend.BuildResult;
import dev.halfbyte.ir.backend.GeneratedFile;
import dev.halfbyte.ir.backend.Note;
import dev.halfbyte.ir.backend.ProgramLoader;
import dev.halfbyte.ir.backend.Tuner;
import dev.halfbyte.ir.backend.Variant;
import dev.halfbyte.loop.LoopProgram;
import dev.halfbyte.loop.TargetFacts;
import dev.halfbyte.loop.cost.ProgramCost;
import dev.halfbyte.loop.lower.LoopLowering;
import dev.halfbyte.loop.schedule.Schedule;
import dev.halfbyte.loop.schedule.ScheduleKey;
import dev.halfbyte.source.CompilerBug;
import dev.halfbyte.source.Diagnostic;
import dev.halfbyte.source.DiagnosticException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// Shared and static libraries with a C header for `x86_64` and `aarch64`.
///
/// Option `ir=yes` adds the LLVM IR as `<kernel>.<variant>.ll`, `amx=off` leaves variant `amx` out
/// of libraries for `x86_64`, which saves its part of the time of a build; the others are those of
/// a [Schedule], such as `fuse=off`. None changes a bit.
public final class LlvmBackend implements Backend {
  private static final String IR_OPTION = "ir";
  private static final String TILES_OPTION = "amx";

  /// Options that are no choice of a schedule.
  private static final Map<String, String> OWN = Map.of(IR_OPTION, "yes", TILES_OPTION, "off");

  @Override
  public List<String> targets() {
    return Arrays.stream(IsaFamily.values()).map(IsaFamily::targetName).toList();
  }

  @Override
  public BuildResult build(SealedProgram program, BuildRequest request) {
    boolean withText = request.options().containsKey(IR_OPTION);
    requireCName(program.program().name());
    IsaFamily family = family(request.target());
    SortedMap<String, String> choices = choices(family, request.options());
    VariantPrograms programs =
        VariantLowering.lower(
            program, variants(family, request), variant -> facts(variant, choices));
    NativeLibrary library = new NativeLibrary(programs, family);
    NativeLibrary.Contents contents = library.contents();
    List<GeneratedFile> files = new ArrayList<>(contents.files());
    if (withText) {
      files.addAll(library.texts());
    }
    return new BuildResult(files, notes(programs, TargetShapes.of(family), contents));
  }

  /// Tiles of registers have one size, and their panels must be those of the other variants: a
  /// schedule with another tile leaves their variant out.
  private static List<IsaVariant> variants(IsaFamily family, BuildRequest request) {
    boolean tiles =
        !request.options().containsKey(TILES_OPTION)
            && !request.options().containsKey(ScheduleKey.TILE.label());
    return IsaVariant.of(family).stream().filter(v -> tiles || !v.hasTiles()).toList();
  }

  @Override
  public List<Variant> variants(String target) {
    return IsaVariant.of(family(target)).stream()
        .<Variant>map(variant -> new LibraryVariant(variant, host(variant)))
        .toList();
  }

  @Override
  public List<String> scheduleChoices(String target) {
    return Arrays.stream(ScheduleKey.values()).map(ScheduleKey::label).toList();
  }

  @Override
  public List<Note> predictions(
      SealedProgram program, BuildRequest request, SortedMap<String, Long> dims) {
    IsaFamily family = family(request.target());
    TargetFacts facts = facts(family, choices(family, request.options()));
    return facts
        .rates()
        .map(rates -> ProgramCost.of(LoopLowering.lower(program, facts), rates, dims).notes())
        .orElseGet(List::of);
  }

  @Override
  public Optional<Tuner> tuner(String target) {
    return switch (family(target)) {
      case X86_64 -> Optional.of(new LibraryTuner(IsaFamily.X86_64));
      case AARCH64 -> Optional.empty();
    };
  }

  @Override
  public Optional<ProgramLoader> loader(String target) {
    return switch (family(target)) {
      case X86_64 -> Optional.of(new LibraryLoader(IsaFamily.X86_64));
      case AARCH64 -> Optional.empty();
    };
  }

  private static Host host(IsaVariant variant) {
    return switch (variant.family()) {
      case X86_64 -> new NativeHost(variant, 1);
      case AARCH64 -> new EmulatedHost(variant);
    };
  }

  private static IsaFamily family(String target) {
    return Arrays.stream(IsaFamily.values())
        .filter(family -> family.targetName().equals(target))
        .findFirst()
        .orElseThrow(() -> new CompilerBug("not a target of this backend: " + target));
  }

  /// The choices of a schedule among `options`.
  static SortedMap<String, String> choices(IsaFamily family, SortedMap<String, String> options) {
    SortedMap<String, String> choices = new TreeMap<>(options);
    boolean known = family == IsaFamily.X86_64 || !options.containsKey(TILES_OPTION);
    for (Map.Entry<String, String> own : OWN.entrySet()) {
      String value = choices.remove(own.getKey());
      known &= value == null || value.equals(own.getValue());
    }
    for (String name : choices.keySet()) {
      known &= ScheduleKey.of(name).isPresent();
    }
    if (!known) {
      throw new DiagnosticException(
          Diagnostic.error(
                  LlvmCode.UNKNOWN_OPTION,
                  "target `%s` does not take the options %s"
                      .formatted(family.targetName(), options))
              .help(
                  "there are `ir=yes`, which keeps the LLVM IR, on x86_64 `amx=off`, which leaves that"
                      + " variant out, and the choices of a schedule, e.g. `fuse=off`"));
    }
    return choices;
  }

  /// What the lowering for a variant is told. Blocks of rows are those of its tile.
  static TargetFacts facts(IsaVariant variant, SortedMap<String, String> choices) {
    SortedMap<String, String> taken = new TreeMap<>(choices);
    if (variant.hasTiles()) {
      taken.remove(ScheduleKey.ROWS.label());
    }
    return Schedule.of(taken).on(TargetShapes.of(variant));
  }

  /// The same for the family, without the variant with tiles.
  static TargetFacts facts(IsaFamily family, SortedMap<String, String> choices) {
    return Schedule.of(choices).on(TargetShapes.of(family));
  }

  private static void requireCName(String kernel) {
    if (!kernel.matches("[A-Za-z_][A-Za-z0-9_]*")) {
      throw new DiagnosticException(
          Diagnostic.error(
                  LlvmCode.NOT_A_C_NAME, "kernel `%s` cannot name a C function".formatted(kernel))
              .help("use letters, digits and underscores"));
    }
  }

  private static List<Note> notes(
      VariantPrograms programs, TargetFacts facts, NativeLibrary.Contents contents) {
    LoopProgram loops = programs.least();
    List<Note> notes = new ArrayList<>();
    String variants =
        contents.code().stream()
            .map(code -> code.variant().label())
            .collect(Collectors.joining(", "));
    notes.add(
        Note.artefact(
            "variants: " + variants + "; the best one that the CPU has is chosen at run time"));
    facts
        .tile()
        .ifPresent(tile ->
            notes.add(
                Note.artefact(
                    "integer tiles: %s (rows x columns x depth)".formatted(tile.shape()))));
    notes.add(
        Note.artefact(
            "stages: "
                + loops.stages().size()
                + ", workspace bytes: "
                + loops.workspace().bytes()));
    contents.code().forEach(code -> notes.add(Note.artefact("variant " + code)));
    notes.add(Note.artefact("packed weights: %d bytes".formatted(contents.weightBytes())));
    loops
        .constants()
        .forEach(constant ->
            notes.add(
                new Note(
                    Note.Kind.LAYOUT,
                    "constant " + constant.buffer(),
                    String.valueOf(constant.layout()))));
    loops.decisions().forEach(decision -> notes.add(decision.note()));
    programs.variants().stream()
        .filter(IsaVariant::hasTiles)
        .forEach(variant -> notes.addAll(TileNotes.of(variant, programs.of(variant))));
    return notes;
  }
}
