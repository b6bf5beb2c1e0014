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
import dev.halfbyte.ir.backend.Variant;
import dev.halfbyte.loop.LoopProgram;
import dev.halfbyte.loop.TargetFacts;
import dev.halfbyte.source.CompilerBug;
import dev.halfbyte.source.Diagnostic;
import dev.halfbyte.source.DiagnosticException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// Shared and static libraries with a C header for `x86_64` and `aarch64`.
///
/// Option `ir=yes` adds the LLVM IR as `<kernel>.<variant>.ll`; `fuse=off` keeps stages apart that
/// would run row by row together, `skip=off` takes all steps of a product whatever its zeros are;
/// `amx=off` leaves variant `amx` out of libraries for `x86_64`, which saves its part of the time
/// of a build; none of them changes a bit.
public final class LlvmBackend implements Backend {
  private static final String IR_OPTION = "ir";
  private static final String TILES_OPTION = "amx";
  private static final Map<String, String> OPTIONS =
      Map.of(IR_OPTION, "yes", "fuse", "off", "skip", "off", TILES_OPTION, "off");

  @Override
  public List<String> targets() {
    return Arrays.stream(IsaFamily.values()).map(IsaFamily::targetName).toList();
  }

  @Override
  public BuildResult build(SealedProgram program, BuildRequest request) {
    checkOptions(request);
    boolean withText = request.options().containsKey(IR_OPTION);
    requireCName(program.program().name());
    IsaFamily family = family(request.target());
    VariantPrograms programs =
        VariantLowering.lower(
            program, variants(family, request), facts -> wanted(facts, request.options().keySet()));
    NativeLibrary library = new NativeLibrary(programs, family);
    NativeLibrary.Contents contents = library.contents();
    List<GeneratedFile> files = new ArrayList<>(contents.files());
    if (withText) {
      files.addAll(library.texts());
    }
    return new BuildResult(files, notes(programs, TargetShapes.of(family), contents));
  }

  private static List<IsaVariant> variants(IsaFamily family, BuildRequest request) {
    boolean tiles = !request.options().containsKey(TILES_OPTION);
    return IsaVariant.of(family).stream().filter(v -> tiles || !v.hasTiles()).toList();
  }

  /// The facts of a variant under the options of a request.
  private static TargetFacts wanted(TargetFacts facts, Set<String> options) {
    TargetFacts skipping = facts.withStepLists(!options.contains("skip"));
    return options.contains("fuse") ? skipping.unfused() : skipping;
  }

  @Override
  public List<Variant> variants(String target) {
    return IsaVariant.of(family(target)).stream()
        .<Variant>map(variant -> new LibraryVariant(variant, host(variant)))
        .toList();
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

  private static void checkOptions(BuildRequest request) {
    request
        .options()
        .forEach((name, value) -> {
          boolean unknown = !value.equals(OPTIONS.get(name));
          boolean misplaced =
              name.equals(TILES_OPTION) && family(request.target()) != IsaFamily.X86_64;
          if (unknown || misplaced) {
            throw new DiagnosticException(
                Diagnostic.error(
                        LlvmCode.UNKNOWN_OPTION,
                        "target `%s` has no option `%s=%s`"
                            .formatted(request.target(), name, value))
                    .help(
                        "there are `ir=yes`, which keeps the LLVM IR, `fuse=off`, which keeps stages"
                            + " apart, `skip=off`, which takes all steps of a product, and on x86_64 `amx=off`,"
                            + " which leaves that variant out"));
          }
        });
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
