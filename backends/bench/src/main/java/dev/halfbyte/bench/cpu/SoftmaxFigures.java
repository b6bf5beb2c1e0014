package dev.halfbyte.bench.cpu;

import dev.halfbyte.backend.llvm.toolchain.IsaVariant;
import dev.halfbyte.bench.Figure;
import dev.halfbyte.bench.Mismatch;
import java.util.ArrayList;
import java.util.List;

/// Softmax of f32 rows that no cache holds: bytes read and written once each, beside copies past
/// the caches.
final class SoftmaxFigures {
  private static final IsaVariant VARIANT = IsaVariant.AVX512_VNNI;
  private static final double GIGA = 1e9;

  /// Of a probability; a row of 16 million sums in f32.
  private static final double TOLERANCE = 1e-3;

  private SoftmaxFigures() {}

  /// A shape and the share of the copies' rate to reach there in two passes.
  private record Rows(int rows, int columns, double share) {
    FloatKernel kernel() {
      return new FloatKernel(
          """
          kernel rows[n: 1..65536, m: 1..%d](x: f32[n, m]) -> f32[n, m] {
            return [i, j] => softmax[j](x[i, j])
          }

          numerics two for rows {
            default weight f32, softmax two_pass
          }

          numerics three for rows {
            default weight f32, softmax three_pass
          }
          """
              .formatted(columns),
          List.of("x"),
          rows,
          columns);
    }

    double bytes() {
      return 2.0 * Float.BYTES * rows * columns;
    }
  }

  private static final List<Rows> SHAPES =
      List.of(new Rows(65536, 1024, .85), new Rows(1, 1 << 24, .48));

  static List<Figure> measure() {
    List<Figure> figures = new ArrayList<>();
    for (Rows shape : SHAPES) {
      CeilingCode copies = CeilingCode.of(Ceiling.streamingCopies((long) shape.bytes() / 2));
      figures.add(figure(shape, "two", copies).atLeast(shape.share));
      figures.add(figure(shape, "three", copies));
    }
    return figures;
  }

  private static Figure figure(Rows shape, String passes, CeilingCode copies) {
    FloatKernel kernel = shape.kernel();
    String name = "%s passes, %dx%d".formatted(passes, shape.rows, shape.columns);
    try (NativeCode code =
        NativeCode.build(kernel.sealed(passes), VARIANT, kernel.data(), shape.bytes())) {
      code.run();
      check(name, shape, kernel.values(0), code.floats(0));
      Comparison compared = Comparison.of(name, code, copies);
      return Figure.of("softmax", compared.ratios()).beside(compared.rates().median() / GIGA);
    }
  }

  /// Compares the first and the last row with binary64.
  private static void check(String name, Rows shape, float[] inputs, float[] outputs) {
    for (int row : new int[] {0, shape.rows - 1}) {
      int begin = row * shape.columns;
      double total = 0;
      for (int i = begin; i < begin + shape.columns; i++) {
        total += Math.exp(inputs[i]);
      }
      for (int i = begin; i < begin + shape.columns; i++) {
        double expected = Math.exp(inputs[i]) / total;
        if (!(Math.abs(outputs[i] - expected) <= TOLERANCE * expected)) {
          throw new Mismatch(name + ", element " + i, expected, outputs[i]);
        }
      }
    }
  }
}
