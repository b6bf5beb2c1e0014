package dev.halfbyte.bench.cpu;

import dev.halfbyte.backend.llvm.NativeLibrary;
import dev.halfbyte.backend.llvm.TargetShapes;
import dev.halfbyte.backend.llvm.toolchain.CycleModel;
import dev.halfbyte.backend.llvm.toolchain.IsaFamily;
import dev.halfbyte.backend.llvm.toolchain.IsaVariant;
import dev.halfbyte.bench.Figure;
import dev.halfbyte.ir.ElemType;
import dev.halfbyte.loop.lower.LoopLowering;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Innermost loops of AArch64 code, by counting: instructions, and cycles as LLVM's models of
/// processors predict them, beside those of the multiplying instructions alone. No processor runs
/// here.
final class ArmFigures {
  private static final String SECTION = "arm";
  private static final double GOAL = .85;

  /// The same loop often serves several products.
  private final Map<List<String>, Map<String, Double>> known = new HashMap<>();

  private final List<Figure> figures = new ArrayList<>();

  private ArmFigures() {}

  static List<Figure> measure() {
    ArmFigures arm = new ArmFigures();
    for (ElemType.IntType[] types :
        new ElemType.IntType[][] {
          {ElemType.S8, ElemType.S4}, {ElemType.S8, ElemType.S8}, {ElemType.S4, ElemType.S4}
        }) {
      arm.product(new Product(197, 768, 768, types[0], types[1]));
      arm.product(new Product(1, 4096, 4096, types[0], types[1]));
    }
    return arm.figures;
  }

  private void product(Product product) {
    String assembly =
        new NativeLibrary(
                LoopLowering.lower(product.program(), TargetShapes.of(IsaFamily.AARCH64)),
                IsaFamily.AARCH64)
            .assembly();
    List<InnerLoop> loops = InnerLoop.of(assembly);
    for (IsaVariant variant : IsaVariant.of(IsaFamily.AARCH64)) {
      InnerLoop loop =
          loops.stream()
              .filter(l -> l.function().startsWith(variant.label() + ".tile."))
              .max(Comparator.comparingInt(InnerLoop::macs))
              .orElseThrow(() -> new IllegalStateException("no loop of " + variant));
      loop(name(product) + ", " + variant.label(), product, loop, variant);
    }
  }

  /// Processors as LLVM names them that have what `variant` needs.
  private static List<String> processors(IsaVariant variant) {
    return switch (variant) {
      case NEON, DOTPROD -> List.of("neoverse-n1", "neoverse-v1", "cortex-a76", "cortex-a55");
      case I8MM -> List.of("neoverse-v1", "neoverse-n2");
      case AVX2, AVX512_VNNI, AMX, AMX_EMULATED -> List.of();
    };
  }

  private static String name(Product product) {
    return "w%da%d %s"
        .formatted(product.weights().bits(), product.activations().bits(), product.shape());
  }

  private void loop(String name, Product product, InnerLoop loop, IsaVariant variant) {
    double share = (double) loop.instructions().size() / loop.macs();
    figures.add(Figure.of(SECTION, name, share, "ins/MAC").beside(loop.macs()));
    for (String processor : processors(variant)) {
      double cycles = cycles(loop.instructions(), processor, variant);
      double bound = cycles(loop.bound(), processor, variant);
      Figure figure =
          Figure.of(SECTION, name + ", " + processor, bound / cycles, "")
              .beside(loop.macs() / cycles);
      figures.add(product.rows() == 1 ? figure : figure.atLeast(GOAL));
    }
  }

  private double cycles(List<String> instructions, String processor, IsaVariant variant) {
    return known
        .computeIfAbsent(instructions, _ -> new HashMap<>())
        .computeIfAbsent(
            processor,
            name ->
                new CycleModel(IsaFamily.AARCH64, name).cycles(instructions, variant.features()));
  }
}
