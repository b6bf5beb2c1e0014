package dev.halfbyte.backend.llvm.abi;

import dev.halfbyte.backend.llvm.toolchain.IsaFamily;
import dev.halfbyte.backend.llvm.toolchain.IsaVariant;
import dev.halfbyte.ir.DimDeclaration;
import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.TensorType;
import dev.halfbyte.loop.Argument;
import dev.halfbyte.loop.ConstantData;
import dev.halfbyte.loop.LoopProgram;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// The C header of a kernel: what `args` and `dims` hold, sizes, layouts, and the four functions.
public final class HeaderWriter {
  private final LoopProgram program;
  private final IsaFamily family;
  private final KernelSymbols symbols;
  private final VariantPrograms programs;
  private final List<ConstantData> constants;
  private final int weightBytes;

  /// @param constants in the order in which the embedded weights have them
  /// @param weightBytes size of the embedded weights
  public HeaderWriter(
      VariantPrograms programs, IsaFamily family, List<ConstantData> constants, int weightBytes) {
    this.programs = programs;
    this.program = programs.least();
    this.family = family;
    this.symbols = new KernelSymbols(program.name());
    this.constants = List.copyOf(constants);
    this.weightBytes = weightBytes;
  }

  /// The text of `<kernel>.h`, C11 and C++.
  public String text() {
    return Resources.read("kernel.h.in")
        .replace("@kernel@", symbols.kernel())
        .replace("@KERNEL@", symbols.kernel().toUpperCase(Locale.ROOT))
        .replace("@target@", family.targetName())
        .replace("@sealed@", program.hash())
        .replace("@weights@", Integer.toString(weightBytes))
        .replace("@runtime@", Resources.read("hb_runtime.h"))
        .replace("@description@", comment(description()));
  }

  private List<String> description() {
    List<String> lines = new ArrayList<>();
    lines.add("Variants: " + variantNames() + ". Results are the same bits in all of them.");
    lines.add("");
    lines.add("dims, in this order:");
    for (int i = 0; i < program.dims().size(); i++) {
      lines.add("  dims[%d] %s".formatted(i, bounds(program.dims().get(i))));
    }
    if (program.dims().isEmpty()) {
      lines.add("  none");
    }
    lines.add("");
    lines.add("args, dense and row-major, each aligned to its element:");
    for (int i = 0; i < program.arguments().size(); i++) {
      Argument argument = program.arguments().get(i);
      String direction =
          switch (argument.direction()) {
            case INPUT -> "in ";
            case OUTPUT -> "out";
          };
      lines.add(
          "  args[%d] %s %s: %s"
              .formatted(i, direction, argument.name(), describe(argument.type())));
    }
    lines.add("");
    lines.add(
        programs.distinct().stream()
            .map(p -> p.workspace().bytes().toString())
            .distinct()
            .collect(Collectors.joining(" or ", "Workspace bytes: ", ".")));
    lines.add(
        "Weights: %d bytes, a 64-byte head, then on 64-byte boundaries".formatted(weightBytes));
    for (ConstantData constant : constants) {
      lines.add(
          "  %s: %s bytes, %s"
              .formatted(constant.buffer(), constant.buffer().bytes(), constant.layout()));
    }
    return lines;
  }

  private String variantNames() {
    return programs.variants().stream().map(IsaVariant::label).collect(Collectors.joining(", "));
  }

  private static String bounds(DimDeclaration dim) {
    String step = dim.step() > 1 ? ", a multiple of " + dim.step() : "";
    return "%s: %d to %d%s".formatted(dim.name(), dim.min(), dim.max(), step);
  }

  private static String describe(TensorType type) {
    String element =
        switch (type.elem()) {
          case ElemType.FloatType f -> "float";
          case ElemType.BoolType b -> "uint8_t 0 or 1";
          case ElemType.IntType i -> integer(i);
          case ElemType.CodeType c -> integer(c.encoding().storage()) + " codes of " + c.encoding();
        };
    return element + " " + type.shape();
  }

  private static String integer(ElemType.IntType type) {
    String name = (type.signed() ? "int" : "uint") + 8 * type.bytes() + "_t";
    return type.bits() == 8 * type.bytes() ? name : "%s holding %s".formatted(name, type);
  }

  private static String comment(List<String> lines) {
    return lines.stream()
        .map(line -> line.replace("*/", "* /"))
        .collect(Collectors.joining("\n   ", "/* ", " */"))
        .replaceAll("[ ]+\n", "\n");
  }
}
