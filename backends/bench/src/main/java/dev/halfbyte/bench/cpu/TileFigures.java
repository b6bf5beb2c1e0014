package dev.halfbyte.bench.cpu;

import dev.halfbyte.backend.llvm.NativeLibrary;
import dev.halfbyte.backend.llvm.TargetShapes;
import dev.halfbyte.backend.llvm.abi.VariantPrograms;
import dev.halfbyte.backend.llvm.toolchain.CycleModel;
import dev.halfbyte.backend.llvm.toolchain.IsaFamily;
import dev.halfbyte.backend.llvm.toolchain.IsaVariant;
import dev.halfbyte.bench.Figure;
import dev.halfbyte.ir.ElemType;
import dev.halfbyte.loop.lower.LoopLowering;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The innermost loop of variant `amx` by counting, on any machine: cycles as LLVM's model of
/// Sapphire Rapids predicts them, beside those of its products alone. The model gives a product 25
/// cycles, of which a processor takes 16 to 18, and a load of a tile half a cycle, of which it
/// takes 8; so what it says of the rest of a step holds for unpacking, not for loads of tiles.
final class TileFigures {
  private static final String PROCESSOR = "sapphirerapids";
  private static final String PRODUCT = "tdpbusd";
  private static final long MACS = 16L * 16 * 64;
  private static final Pattern LABEL = Pattern.compile("(\\.LBB\\d+_\\d+):.*");
  private static final Pattern TARGET = Pattern.compile("\\.LBB\\d+_\\d+\\b");

  private TileFigures() {}

  static List<Figure> measure() {
    Product product = new Product(197, 768, 3072, ElemType.S8, ElemType.S4);
    List<String> loop = loop(assembly(product));
    List<String> products = loop.stream().filter(i -> i.startsWith(PRODUCT)).toList();
    List<String> others = loop.stream().filter(i -> !i.startsWith(PRODUCT)).toList();
    double cycles = cycles(loop);
    String name = "w4a8 %s, %s".formatted(product.shape(), PROCESSOR);
    return List.of(
        Figure.of("amx", name, cycles(products) / cycles, "")
            .beside(MACS * products.size() / cycles),
        Figure.of("amx", name + ", all but products", cycles(others), "cycles")
            .beside(cycles(products)));
  }

  private static double cycles(List<String> instructions) {
    return new CycleModel(IsaFamily.X86_64, PROCESSOR)
        .cycles(instructions, IsaVariant.AMX.features());
  }

  private static String assembly(Product product) {
    VariantPrograms programs =
        VariantPrograms.same(
            LoopLowering.lower(product.program(), TargetShapes.of(IsaVariant.AMX)),
            List.of(IsaVariant.AMX));
    return new NativeLibrary(programs, IsaFamily.X86_64).assembly();
  }

  /// The longest innermost loop with products.
  private static List<String> loop(String assembly) {
    List<String> longest = List.of();
    List<String> body = new ArrayList<>();
    String head = "";
    for (String line : assembly.lines().toList()) {
      Matcher label = LABEL.matcher(line);
      if (label.matches()) {
        head = label.group(1);
        body.clear();
      } else if (line.startsWith("\t") && !line.startsWith("\t.")) {
        String instruction = line.replaceFirst("#.*", "").strip();
        body.add(TARGET.matcher(instruction).replaceAll(".Lhead"));
        Matcher target = TARGET.matcher(line);
        boolean back = target.find() && target.group().equals(head);
        if (back && body.size() > longest.size() && body.toString().contains(PRODUCT)) {
          longest = List.copyOf(body);
        }
      }
    }
    if (longest.isEmpty()) {
      throw new IllegalStateException("no loop with " + PRODUCT);
    }
    return longest;
  }
}
