package dev.halfbyte.bench.cpu;

import dev.halfbyte.backend.llvm.toolchain.IsaVariant;
import dev.halfbyte.bench.Figure;
import dev.halfbyte.ir.ElemType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// A single row with zeros, which leaves out steps of four of them, beside the same code that takes
/// all steps.
final class SkipFigures {
  private static final IsaVariant VARIANT = IsaVariant.AVX512_VNNI;
  private static final int COLUMNS = 768;
  private static final int DEPTH = 3072;
  private static final int STEP = 4;
  private static final double GIGA = 1e9;

  /// A share of zeros, and how much faster their product should be.
  private record Goal(double zeros, double least) {}

  private static final List<Goal> GOALS =
      List.of(new Goal(0, .95), new Goal(.5, .95), new Goal(.75, 1.3), new Goal(.9, 2.5));

  private SkipFigures() {}

  static List<Figure> measure() {
    List<Figure> figures = new ArrayList<>();
    for (Goal goal : GOALS) {
      Product product = new Product(1, COLUMNS, DEPTH, ElemType.U8, ElemType.S4, goal.zeros);
      String name =
          "w4a8 %s, %.0f %% zeros, %s"
              .formatted(product.shape(), 100 * goal.zeros, VARIANT.label());
      try (NativeCode skipping = NativeProduct.of(product, VARIANT);
          NativeCode dense = NativeProduct.of(product, VARIANT, Map.of("skip", "off"))) {
        Comparison compared = Comparison.of(name, skipping, dense);
        figures.add(
            Figure.of("skip", compared.ratios())
                .beside(compared.rates().median() / GIGA)
                .atLeast(goal.least));
        if (goal.zeros == .9) {
          // Where listed steps, by what each costs here, take as long as all.
          double taken = taken(product.inputs());
          figures.add(
              Figure.of("skip", "steps that break even", taken * compared.ratios().median(), ""));
        }
      }
    }
    return figures;
  }

  /// The share of steps with something in them.
  private static double taken(byte[] inputs) {
    int taken = 0;
    for (int first = 0; first < inputs.length; first += STEP) {
      boolean any = false;
      for (int k = first; k < first + STEP; k++) {
        any |= inputs[k] != 0;
      }
      taken += any ? 1 : 0;
    }
    return (double) taken * STEP / inputs.length;
  }
}
