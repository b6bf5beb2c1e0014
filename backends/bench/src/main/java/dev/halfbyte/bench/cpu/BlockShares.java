package dev.halfbyte.bench.cpu;

import dev.halfbyte.backend.llvm.toolchain.IsaVariant;
import dev.halfbyte.bench.Figure;
import dev.halfbyte.bench.VitBlock;
import dev.halfbyte.ir.ElemType;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Whole transformer blocks of 197 tokens: the share of their time that their products alone would
/// take at the rate of a linear layer of the same width.
final class BlockShares {
  private static final IsaVariant VARIANT = IsaVariant.AVX512_VNNI;
  private static final double GOAL = .75;
  private static final double GIGA = 1e9;

  private BlockShares() {}

  static List<Figure> measure(Path root) {
    List<Figure> figures = new ArrayList<>();
    for (VitBlock block : VitBlock.values()) {
      Product layer =
          new Product(VitBlock.TOKENS, block.width(), block.width(), ElemType.S8, ElemType.S4);
      String name = "block of DeiT-" + block + ", w4a8, " + VARIANT.label();
      try (NativeCode product = NativeProduct.of(layer, VARIANT);
          NativeCode built = NativeBlock.of(root, block, "w4a8", VARIANT)) {
        Comparison compared = Comparison.of(name, built, product);
        figures.add(
            Figure.of("block", compared.ratios())
                .beside(compared.rates().median() / GIGA)
                .atLeast(GOAL));
      }
    }
    return figures;
  }
}
