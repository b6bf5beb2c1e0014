package dev.halfbyte.bench.cpu;

import dev.halfbyte.backend.llvm.run.CpuFeatures;
import dev.halfbyte.backend.llvm.toolchain.IsaVariant;
import dev.halfbyte.bench.Figure;
import dev.halfbyte.ir.ElemType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Linear layers, whole: from codes in memory to codes in memory.
final class ProductFigures {
  private static final IsaVariant VARIANT = IsaVariant.AVX512_VNNI;
  private static final double GIGA = 1e9;
  private static final ElemType.IntType S2 = new ElemType.IntType(2, true);

  /// Weights of a channel that share a multiplier, where there are groups.
  private static final int GROUP = 128;

  /// The share of a core's reads that single rows reach with groups.
  private static final double GROUPED_SHARE = .93;

  private ProductFigures() {}

  /// A shape and the share of the instruction's rate to reach there.
  ///
  /// @param tiles that of tile registers
  private record Goal(int rows, int columns, int depth, double share, double tiles) {
    Goal(int rows, int columns, int depth, double share) {
      this(rows, columns, depth, share, 0);
    }

    Product product(ElemType.IntType weights) {
      return new Product(rows, columns, depth, ElemType.S8, weights);
    }
  }

  private static final List<Goal> MANY_ROWS =
      List.of(
          new Goal(128, 4096, 4096, .77, .48),
          new Goal(197, 768, 768, .78, .42),
          new Goal(197, 768, 3072, .78, .47),
          new Goal(197, 192, 192, .70, .23));

  private static final List<Goal> SINGLE_ROWS =
      List.of(new Goal(1, 4096, 4096, .95), new Goal(1, 11008, 4096, .95));

  /// Many rows, as shares of the rate of the dot product instruction.
  static List<Figure> many() {
    CeilingCode products = CeilingCode.of(Ceiling.products());
    List<Figure> figures = new ArrayList<>();
    for (Goal goal : MANY_ROWS) {
      figures.add(share(goal, ElemType.S4, products, VARIANT).atLeast(goal.share));
      figures.add(share(goal, ElemType.S8, products, VARIANT));
    }
    figures.add(share(MANY_ROWS.getFirst(), S2, products, VARIANT));
    figures.add(twoBits("gemm", MANY_ROWS.getFirst()));
    Goal first = MANY_ROWS.getFirst();
    figures.add(share(first.product(ElemType.S4).grouped(GROUP), products, VARIANT));
    figures.addAll(tiles());
    return figures;
  }

  /// The same on tile registers, where this process has some.
  private static List<Figure> tiles() {
    Optional<String> hindrance = CpuFeatures.ofThisMachine().hindrance(IsaVariant.AMX);
    if (hindrance.isPresent()) {
      System.err.println("gemm: variant amx is not measured: " + hindrance.get());
      return List.of();
    }
    CeilingCode products = CeilingCode.of(Ceiling.tiles());
    List<Figure> figures = new ArrayList<>();
    for (Goal goal : MANY_ROWS) {
      figures.add(share(goal, ElemType.S4, products, IsaVariant.AMX).atLeast(goal.tiles));
      figures.add(share(goal, ElemType.S8, products, IsaVariant.AMX));
    }
    return figures;
  }

  private static Figure share(
      Goal goal, ElemType.IntType weights, Work products, IsaVariant variant) {
    return share(goal.product(weights), products, variant);
  }

  private static Figure share(Product product, Work products, IsaVariant variant) {
    try (NativeCode built = NativeProduct.of(product, variant)) {
      Comparison compared = Comparison.of(name(product, variant), built, products);
      return Figure.of("gemm", compared.ratios()).beside(compared.rates().median() / GIGA);
    }
  }

  /// One row, as shares of what a core reads: every weight is used once.
  static List<Figure> single() {
    List<Figure> figures = new ArrayList<>();
    for (Goal goal : SINGLE_ROWS) {
      figures.add(read(goal.product(ElemType.S4)).atLeast(goal.share));
      figures.add(read(goal.product(ElemType.S8)));
      figures.add(read(goal.product(S2)));
      figures.add(twoBits("gemv", goal));
      Product grouped = goal.product(ElemType.S4).grouped(GROUP);
      figures.add(read(grouped).atLeast(GROUPED_SHARE));
    }
    return figures;
  }

  /// Weights of two bits as multiples of the rate with four.
  private static Figure twoBits(String section, Goal goal) {
    try (NativeCode two = NativeProduct.of(goal.product(S2), VARIANT);
        NativeCode four = NativeProduct.of(goal.product(ElemType.S4), VARIANT)) {
      String name = name(goal.product(S2), VARIANT) + ", over w4a8";
      Comparison compared = Comparison.of(name, two, four);
      return Figure.of(section, compared.ratios()).beside(compared.rates().median() / GIGA);
    }
  }

  /// What is read of weights: their codes, without the multipliers of groups, which are a part of
  /// the cost.
  private static long weightBytes(Product product) {
    return (long) product.columns() * product.depth() * product.weights().bits() / Byte.SIZE;
  }

  private static Figure read(Product product) {
    long bytes = weightBytes(product);
    try (NativeCode built = NativeProduct.of(product, VARIANT)) {
      CeilingCode reads = CeilingCode.of(Ceiling.reads(bytes));
      Comparison compared =
          Comparison.of(name(product, VARIANT), built.counted((double) bytes), reads);
      return Figure.of("gemv", compared.ratios()).beside(compared.rates().median() / GIGA);
    }
  }

  private static String name(Product product, IsaVariant variant) {
    String group = product.group() == 0 ? "" : " group " + product.group();
    return "w%da8%s %s, %s"
        .formatted(product.weights().bits(), group, product.shape(), variant.label());
  }
}
