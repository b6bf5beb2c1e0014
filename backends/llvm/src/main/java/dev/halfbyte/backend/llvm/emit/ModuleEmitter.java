package dev.halfbyte.backend.llvm.emit;

import dev.halfbyte.backend.llvm.abi.KernelSymbols;
import dev.halfbyte.backend.llvm.abi.VariantPrograms;
import dev.halfbyte.backend.llvm.leaf.LeafEmitter;
import dev.halfbyte.backend.llvm.leaf.LeafKind;
import dev.halfbyte.backend.llvm.leaf.StageLeaves;
import dev.halfbyte.backend.llvm.leaf.TableLeaf;
import dev.halfbyte.backend.llvm.leaf.TileUnit;
import dev.halfbyte.backend.llvm.toolchain.IsaFamily;
import dev.halfbyte.backend.llvm.toolchain.IsaVariant;
import dev.halfbyte.loop.LoopProgram;
import dev.halfbyte.loop.Stage;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/// A loop program as LLVM modules, one for each variant of a family.
///
/// What one module calls of another are the range functions of stages; they are hidden symbols that
/// carry the kernel's name, so that libraries of several kernels can be linked into one.
public final class ModuleEmitter {
  /// The weight image, declared here and filled in by the object compiler.
  public static final String WEIGHTS = "hb.weights";

  static final String EACH = "hb.each";

  /// Attributes of functions that run before features are known.
  static final String BASELINE = "#0";

  /// Attributes of the functions of the module's variant.
  private static final String OWN = "#1";

  /// Attributes of those that become part of their callers.
  private static final String INLINED = "#2";

  private final VariantPrograms programs;
  private final IsaFamily family;
  private final WeightImage weights;
  private final KernelSymbols symbols;

  /// Of the module under way, like [#functions] and [#baseline].
  private final SortedSet<String> declarations = new TreeSet<>();

  private final VectorForms forms = new VectorForms(declarations);
  private final StringBuilder functions = new StringBuilder();

  /// Functions of [#BASELINE]. They come last: LLVM's code generator computes its register classes
  /// anew wherever a function has other features than the one before it.
  private final StringBuilder baseline = new StringBuilder();

  private ModuleEmitter(VariantPrograms programs, IsaFamily family, WeightImage weights) {
    this.programs = programs;
    this.family = family;
    this.weights = weights;
    this.symbols = new KernelSymbols(programs.least().name());
  }

  /// The modules, in the order of the variants; equal programs give equal text.
  public static List<ModulePart> emit(
      VariantPrograms programs, IsaFamily family, WeightImage weights) {
    return programs.variants().stream()
        .map(variant -> new ModuleEmitter(programs, family, weights).part(variant))
        .toList();
  }

  /// The global that holds the name of a variant.
  static String nameOf(String label) {
    return "hb.name." + label;
  }

  private ModulePart part(IsaVariant variant) {
    List<IsaVariant> variants = programs.variants();
    boolean first = variant == variants.getFirst();
    List<String> defined = new ArrayList<>(variant(variant));
    if (first) {
      entries(variants);
      defined.addAll(symbols.all());
    }
    Collections.sort(defined);
    String text = head(variant, first) + functions + baseline + tail(variant);
    return new ModulePart(variant.label(), text, first, defined);
  }

  /// The entry points; ranges of variants whose modules are others are declared.
  private void entries(List<IsaVariant> variants) {
    List<List<String>> ranges = variants.stream().map(this::ranges).toList();
    ranges.stream()
        .skip(1)
        .flatMap(List::stream)
        .filter(range -> !ranges.getFirst().contains(range))
        .forEach(
            range -> declarations.add("declare hidden void @%s(ptr, i64, i64)".formatted(range)));
    EntryPoints entries = new EntryPoints(programs, symbols, weights, declarations);
    for (String entry :
        List.of(
            entries.each(),
            entries.init(),
            entries.workspaceBytes(),
            entries.variant(),
            entries.run(ranges))) {
      baseline.append(entry).append('\n');
    }
  }

  private String head(IsaVariant variant, boolean entries) {
    StringBuilder head = new StringBuilder();
    head.append(
        "; kernel %s, sealed %s, variant %s\n"
            .formatted(symbols.kernel(), programs.least().hash(), variant.label()));
    head.append("target datalayout = \"%s\"\n".formatted(family.dataLayout()));
    head.append("target triple = \"%s\"\n\n".formatted(family.triple()));
    // "externally_initialized": what they hold is not to be known where they are read.
    for (String zero : List.of(ExpressionEmitter.ZERO, ExpressionEmitter.NEGATIVE_ZERO)) {
      head.append(
          "@%s = internal externally_initialized constant float %s\n"
              .formatted(zero, zero.equals(ExpressionEmitter.ZERO) ? "0.0" : "-0.0"));
    }
    if (entries) {
      entryData(head);
    }
    return head.append('\n').toString();
  }

  /// What only entry points read: the weights, and the names of the variants.
  private void entryData(StringBuilder head) {
    head.append(
        "@%s = external constant [%d x i8], align %d\n"
            .formatted(WEIGHTS, weights.content().size(), WeightImage.ALIGNMENT));
    head.append("@%s = private constant [1 x i8] zeroinitializer\n".formatted(nameOf("none")));
    for (IsaVariant variant : programs.variants()) {
      head.append(
          "@%s = private constant [%d x i8] c\"%s\\00\"\n"
              .formatted(nameOf(variant.label()), variant.label().length() + 1, variant.label()));
    }
  }

  private String tail(IsaVariant variant) {
    StringBuilder tail = new StringBuilder();
    declarations.forEach(line -> tail.append(line).append('\n'));
    // "no-builtins": a loop must not become a call of memset or memcpy, which nobody provides.
    tail.append("\nattributes #0 = { nounwind \"no-builtins\" }\n");
    tail.append(
        "attributes %s = { noinline nounwind \"no-builtins\" %s }\n"
            .formatted(OWN, variant.attributes()));
    tail.append(
        "attributes %s = { alwaysinline nounwind \"no-builtins\" %s }\n"
            .formatted(INLINED, variant.attributes()));
    // Loops over sixteen lanes: not to be unrolled before they can become vectors.
    tail.append("\n!0 = !{}\n!1 = distinct !{!1, !2, !3}\n");
    tail.append("!2 = !{!\"llvm.loop.unroll.disable\"}\n");
    tail.append("!3 = !{!\"llvm.loop.vectorize.width\", i32 16}\n");
    return tail.append(forms.isEmpty() ? "" : forms.text(variant.attributes())).toString();
  }

  /// The widths that the forms have are those of x86-64.
  private Optional<VectorForms> vectorForms(IsaVariant variant) {
    return variant.family() == IsaFamily.X86_64 ? Optional.of(forms) : Optional.empty();
  }

  /// Writes all functions of a variant; gives the names of its range functions.
  private List<String> variant(IsaVariant variant) {
    LoopProgram program = programs.of(variant);
    StageEmitter emitter =
        new StageEmitter(program, weights, variant, declarations, vectorForms(variant));
    Map<String, LeafKind> kinds = new LinkedHashMap<>();
    Map<String, Integer> tables = new LinkedHashMap<>();
    List<String> defined = new ArrayList<>();
    for (LoopProgram.Placed placed : program.placed()) {
      if (owner(variant, placed) != variant) {
        continue;
      }
      Stage stage = placed.stage();
      StageLeaves leaves = StageLeaves.of(stage, variant);
      leaves.functions().values().forEach(leaf -> kinds.put(leaf.name(), leaf.kind()));
      leaves.tables().forEach((entries, name) -> tables.put(name, entries));
      String code = variant.label() + "." + stage.name();
      String range = range(variant, stage);
      defined.add(range);
      String body = emitter.code(placed, code, OWN, leaves);
      functions.append(body).append('\n');
      baseline.append(emitter.range(range, code, placed.repeats().size(), BASELINE)).append('\n');
    }
    kinds.forEach((name, kind) ->
        functions.append(LeafEmitter.emit(name, kind, variant, OWN, declarations)).append('\n'));
    tables.forEach((name, entries) ->
        functions
            .append(TableLeaf.emit(name, entries, variant, INLINED, declarations))
            .append('\n'));
    if (variant == IsaVariant.AMX_EMULATED) {
      functions.append(TileUnit.emulation(OWN)).append('\n');
      declarations.addAll(TileUnit.EMULATION_DECLARATIONS);
    }
    return defined;
  }

  /// The range functions that a run of `variant` calls.
  private List<String> ranges(IsaVariant variant) {
    return programs.of(variant).placed().stream()
        .map(placed -> range(owner(variant, placed), placed.stage()))
        .toList();
  }

  /// The variant whose code runs a stage of `variant`. What a variant with tile registers has in
  /// common with [IsaVariant#AVX512_VNNI] is compiled once.
  private IsaVariant owner(IsaVariant variant, LoopProgram.Placed placed) {
    IsaVariant other = IsaVariant.AVX512_VNNI;
    if (!variant.hasTiles()
        || !programs.variants().contains(other)
        || StageLeaves.of(placed.stage(), variant).useTiles()) {
      return variant;
    }
    LoopProgram theirs = programs.of(other);
    boolean same =
        theirs.workspace().equals(programs.of(variant).workspace())
            && theirs.placed().contains(placed);
    return same ? other : variant;
  }

  private String range(IsaVariant variant, Stage stage) {
    return symbols.kernel() + "." + variant.label() + "." + stage.name() + ".range";
  }
}
