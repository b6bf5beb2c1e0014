package dev.halfbyte.backend.llvm.emit;

import dev.halfbyte.backend.llvm.abi.KernelSymbols;
import dev.halfbyte.backend.llvm.toolchain.IsaFamily;
import dev.halfbyte.backend.llvm.toolchain.IsaVariant;
import dev.halfbyte.loop.LoopProgram;
import dev.halfbyte.loop.Stage;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/// A loop program as one LLVM module with the code of all variants of a family.
public final class ModuleEmitter {
  /// The weight image, declared here and filled in by the object compiler.
  public static final String WEIGHTS = "hb.weights";

  static final String EACH = "hb.each";

  /// Attributes of functions that run before features are known.
  static final String BASELINE = "#0";

  private final LoopProgram program;
  private final IsaFamily family;
  private final WeightImage weights;
  private final SortedSet<String> declarations = new TreeSet<>();
  private final StringBuilder functions = new StringBuilder();

  /// Functions of [#BASELINE]. They come last: LLVM's code generator computes its register classes
  /// anew wherever a function has other features than the one before it.
  private final StringBuilder baseline = new StringBuilder();

  private ModuleEmitter(LoopProgram program, IsaFamily family, WeightImage weights) {
    this.program = program;
    this.family = family;
    this.weights = weights;
  }

  /// The text of the module; equal programs give equal text.
  public static String emit(LoopProgram program, IsaFamily family, WeightImage weights) {
    return new ModuleEmitter(program, family, weights).module();
  }

  /// The global that holds the name of a variant.
  static String nameOf(String label) {
    return "hb.name." + label;
  }

  private String module() {
    List<IsaVariant> variants = IsaVariant.of(family);
    List<List<String>> ranges = new ArrayList<>();
    for (int v = 0; v < variants.size(); v++) {
      ranges.add(variant(variants.get(v), v));
    }
    KernelSymbols symbols = new KernelSymbols(program.name());
    EntryPoints entries = new EntryPoints(program, symbols, weights, variants, declarations);
    for (String entry :
        List.of(
            entries.each(),
            entries.init(),
            entries.workspaceBytes(),
            entries.variant(),
            entries.run(ranges))) {
      baseline.append(entry).append('\n');
    }
    return head(variants) + functions + baseline + tail(variants);
  }

  private String head(List<IsaVariant> variants) {
    StringBuilder head = new StringBuilder();
    head.append("; kernel %s, sealed %s\n".formatted(program.name(), program.hash()));
    head.append("target datalayout = \"%s\"\n".formatted(family.dataLayout()));
    head.append("target triple = \"%s\"\n\n".formatted(family.triple()));
    head.append(
        "@%s = external constant [%d x i8], align %d\n"
            .formatted(WEIGHTS, weights.content().size(), WeightImage.ALIGNMENT));
    head.append("@%s = private constant [1 x i8] zeroinitializer\n".formatted(nameOf("none")));
    // "externally_initialized": what they hold is not to be known where they are read.
    for (String zero : List.of(ExpressionEmitter.ZERO, ExpressionEmitter.NEGATIVE_ZERO)) {
      head.append(
          "@%s = internal externally_initialized constant float %s\n"
              .formatted(zero, zero.equals(ExpressionEmitter.ZERO) ? "0.0" : "-0.0"));
    }
    for (IsaVariant variant : variants) {
      head.append(
          "@%s = private constant [%d x i8] c\"%s\\00\"\n"
              .formatted(nameOf(variant.label()), variant.label().length() + 1, variant.label()));
    }
    return head.append('\n').toString();
  }

  private String tail(List<IsaVariant> variants) {
    StringBuilder tail = new StringBuilder();
    declarations.forEach(line -> tail.append(line).append('\n'));
    // "no-builtins": a loop must not become a call of memset or memcpy, which nobody provides.
    tail.append("\nattributes #0 = { nounwind \"no-builtins\" }\n");
    for (int v = 0; v < variants.size(); v++) {
      String extra = variants.get(v).attributes();
      tail.append(
          "attributes %s = { noinline nounwind \"no-builtins\" %s }\n".formatted(own(v), extra));
      tail.append(
          "attributes %s = { alwaysinline nounwind \"no-builtins\" %s }\n"
              .formatted(inlined(v), extra));
    }
    return tail.append("\n!0 = !{}\n").toString();
  }

  /// Attributes of functions of variant `number`.
  private static String own(int number) {
    return "#" + (2 * number + 1);
  }

  /// Attributes of those that become part of their callers.
  private static String inlined(int number) {
    return "#" + (2 * number + 2);
  }

  /// Writes all functions of a variant; gives the names of its range functions.
  private List<String> variant(IsaVariant variant, int number) {
    String attributes = own(number);
    StageEmitter emitter = new StageEmitter(program, weights, variant, declarations);
    LeafNames leaves = new LeafNames(variant);
    List<String> ranges = new ArrayList<>();
    for (LoopProgram.Placed placed : program.placed()) {
      Stage stage = placed.stage();
      String code = variant.label() + "." + stage.name();
      String range = code + ".range";
      String body = emitter.code(placed, code, attributes, leaves);
      functions.append(body).append('\n');
      baseline.append(emitter.range(range, code, placed.repeats().size(), BASELINE)).append('\n');
      ranges.add(range);
    }
    for (String leaf : leaves.definitions(attributes, inlined(number), declarations)) {
      functions.append(leaf).append('\n');
    }
    return ranges;
  }
}
