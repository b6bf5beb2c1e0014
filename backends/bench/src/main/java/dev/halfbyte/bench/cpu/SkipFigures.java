package dev.halfbyte.bench.cpu;

import dev.halfbyte.backend.llvm.toolchain.IsaVariant;
import dev.halfbyte.bench.Figure;
import dev.halfbyte.ir.ElemType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/// Products whose activations have zeros, beside the same code that takes all of them. Of single
/// rows pairs are left out, on the JVM elements; of blocks of rows steps of four that are zero in
/// all rows.
final class SkipFigures {
  private static final Map<String, String> ALL = Map.of("skip", "off");
  private static final int COLUMNS = 768;
  private static final int DEPTH = 3072;
  private static final double GIGA = 1e9;

  /// Where break-even is taken from: lists are taken here, and dense enough to tell.
  private static final double USUAL = .75;

  /// A share of zeros, and how much faster their product should be.
  private record Goal(double zeros, OptionalDouble least) {
    static Goal of(double zeros, double least) {
      return new Goal(zeros, OptionalDouble.of(least));
    }

    static Goal of(double zeros) {
      return new Goal(zeros, OptionalDouble.empty());
    }
  }

  private SkipFigures() {}

  static List<Figure> measure() {
    List<Figure> figures = new ArrayList<>();
    List<Goal> row =
        List.of(Goal.of(0, .95), Goal.of(.5, .95), Goal.of(.75, 1.3), Goal.of(.9, 2.5));
    row.forEach(goal -> row(figures, goal, IsaVariant.AVX512_VNNI));
    List.of(Goal.of(0), Goal.of(.75), Goal.of(.9))
        .forEach(goal -> row(figures, goal, IsaVariant.AVX2));
    List.of(Goal.of(0), Goal.of(.5), Goal.of(.75), Goal.of(.9)).forEach(goal -> jvm(figures, goal));
    rows(figures, .5, 0);
    rows(figures, 0, .5);
    return figures;
  }

  private static Product product(int rows, double zeros, double dead) {
    return new Product(rows, COLUMNS, DEPTH, ElemType.U8, ElemType.S4, zeros, dead, 0);
  }

  private static void row(List<Figure> figures, Goal goal, IsaVariant variant) {
    Product product = product(1, goal.zeros, 0);
    String name = name(product, "%.0f %% zeros".formatted(100 * goal.zeros), variant.label());
    try (NativeCode skipping = NativeProduct.of(product, variant);
        NativeCode dense = NativeProduct.of(product, variant, ALL)) {
      figures.addAll(figures(goal, Comparison.of(name, skipping, dense), taken(product, 2)));
    }
  }

  private static void jvm(List<Figure> figures, Goal goal) {
    Product product = product(1, goal.zeros, 0);
    JvmProduct skipping = JvmProduct.of(product);
    String name = name(product, "%.0f %% zeros".formatted(100 * goal.zeros), "jvm");
    Comparison compared = Comparison.of(name, skipping, JvmProduct.of(product, ALL));
    figures.addAll(figures(goal, compared, taken(product, 1)));
  }

  /// Zeros here and there, which leave no step of a block empty, or inputs that are zero in all
  /// rows.
  private static void rows(List<Figure> figures, double zeros, double dead) {
    Product product = product(128, zeros, dead);
    IsaVariant variant = IsaVariant.AVX512_VNNI;
    String what = "%.0f %% zeros, %.0f %% dead inputs".formatted(100 * zeros, 100 * dead);
    try (NativeCode skipping = NativeProduct.of(product, variant);
        NativeCode dense = NativeProduct.of(product, variant, ALL)) {
      Comparison compared = Comparison.of(name(product, what, variant.label()), skipping, dense);
      Goal goal = Goal.of(dead > 0 ? USUAL : 0);
      figures.addAll(figures(goal, compared, 1 - dead));
    }
  }

  private static String name(Product product, String zeros, String where) {
    return "w4a8 %s, %s, %s".formatted(product.shape(), zeros, where);
  }

  /// The ratio, and the share of steps that would take as long as all, by what each costs here.
  private static List<Figure> figures(Goal goal, Comparison compared, double taken) {
    Figure ratio = Figure.of("skip", compared.ratios()).beside(compared.rates().median() / GIGA);
    Figure aimed = goal.least.isPresent() ? ratio.atLeast(goal.least.getAsDouble()) : ratio;
    if (goal.zeros != USUAL) {
      return List.of(aimed);
    }
    double even = taken * compared.ratios().median();
    return List.of(
        aimed, Figure.of("skip", "  of %.2f listed, even at".formatted(taken), even, ""));
  }

  /// The share of steps of `unit` elements with something in them.
  private static double taken(Product product, int unit) {
    byte[] inputs = product.inputs();
    int taken = 0;
    for (int first = 0; first < inputs.length; first += unit) {
      boolean any = false;
      for (int k = first; k < first + unit; k++) {
        any |= inputs[k] != 0;
      }
      taken += any ? 1 : 0;
    }
    return (double) taken * unit / inputs.length;
  }
}
