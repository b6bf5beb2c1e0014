package dev.halfbyte.bench.peers;

import dev.halfbyte.backend.llvm.toolchain.IsaVariant;
import dev.halfbyte.bench.Figure;
import dev.halfbyte.bench.cpu.Comparison;
import dev.halfbyte.bench.cpu.NativeCode;
import dev.halfbyte.bench.cpu.NativeProduct;
import dev.halfbyte.bench.cpu.Processor;
import dev.halfbyte.bench.cpu.Product;
import dev.halfbyte.bench.cpu.Work;
import dev.halfbyte.ir.ElemType;
import java.util.ArrayList;
import java.util.List;

/// Linear layers of 4-bit weights and 8-bit activations beside those of other libraries.
final class ProductPeers {
  private static final double OVER_ONNX = 18;
  private static final double OVER_DNN = 4;
  private static final double OVER_ONNX_SINGLE = 1.6;
  private static final double GIGA = 1e9;

  private static final List<Product> MANY_ROWS =
      List.of(product(128, 4096, 4096), product(197, 768, 768), product(197, 768, 3072));
  private static final List<Product> SINGLE_ROWS =
      List.of(product(1, 4096, 4096), product(1, 11008, 4096));

  private ProductPeers() {}

  private static Product product(int rows, int columns, int depth) {
    return new Product(rows, columns, depth, ElemType.S8, ElemType.S4);
  }

  static List<Figure> many(IsaVariant variant) {
    List<Figure> figures = new ArrayList<>();
    for (Product product : MANY_ROWS) {
      String shape = "w4a8 " + product.shape() + " over ";
      try (NativeCode own = NativeProduct.of(product, variant);
          OnnxSession onnx = NibbleModel.session(product);
          OneDnnProduct packed = OneDnnProduct.packed(product);
          OneDnnProduct plain = OneDnnProduct.plain(product)) {
        figures.add(goal(ratio("gemm", shape + "ORT MatMulNBits", own, onnx), OVER_ONNX));
        figures.add(goal(ratio("gemm", shape + "oneDNN s8s8s32", own, plain), OVER_DNN));
        figures.add(ratio("gemm", shape + "oneDNN matmul, packed", own, packed));
      }
    }
    return figures;
  }

  private static Figure goal(Figure figure, double goal) {
    return Processor.hasTiles() ? figure.atLeast(goal) : figure;
  }

  static List<Figure> single(IsaVariant variant) {
    List<Figure> figures = new ArrayList<>();
    for (Product product : SINGLE_ROWS) {
      try (NativeCode own = NativeProduct.of(product, variant);
          OnnxSession onnx = NibbleModel.session(product)) {
        String name = "w4a8 " + product.shape() + " over ORT MatMulNBits";
        figures.add(ratio("gemv", name, own, onnx).atLeast(OVER_ONNX_SINGLE));
      }
    }
    return figures;
  }

  /// How many times as fast `own` is, beside its rate in 10^9 multiply-accumulates a second.
  static Figure ratio(String section, String name, NativeCode own, Work peer) {
    OneThread.check(name, peer);
    Comparison compared = Comparison.of(name, own, peer);
    return Figure.of(section, compared.ratios()).beside(compared.rates().median() / GIGA);
  }
}
