package dev.halfbyte.bench.cpu;

import dev.halfbyte.bench.Figure;
import dev.halfbyte.ir.ElemType;
import java.util.ArrayList;
import java.util.List;

/// Linear layers as bytecode, whole, as shares of the core's multiply-adds in f32.
final class JvmFigures {
  private static final double GIGA = 1e9;

  private JvmFigures() {}

  /// Codes, and the share to reach with them.
  private record Form(ElemType.IntType activations, ElemType.IntType weights, double share) {}

  private static final List<Form> FORMS =
      List.of(new Form(ElemType.S8, ElemType.S4, .58), new Form(ElemType.S4, ElemType.S4, .80));

  static List<Figure> measure() {
    CeilingCode multiplyAdds = CeilingCode.of(Ceiling.multiplyAdds());
    List<Figure> figures = new ArrayList<>();
    for (Form form : FORMS) {
      for (int[] shape : new int[][] {{197, 768, 768}, {128, 4096, 4096}}) {
        Product product = new Product(shape[0], shape[1], shape[2], form.activations, form.weights);
        JvmProduct compiled = JvmProduct.of(product);
        String name =
            "w%da%d %s, %s"
                .formatted(
                    form.weights.bits(), form.activations.bits(), product.shape(), compiled.leaf());
        Comparison compared = Comparison.of(name, compiled, multiplyAdds);
        figures.add(
            Figure.of("jvm", compared.ratios())
                .beside(compared.rates().median() / GIGA)
                .atLeast(form.share));
      }
    }
    return figures;
  }
}
