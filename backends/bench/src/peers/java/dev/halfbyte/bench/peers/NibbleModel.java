package dev.halfbyte.bench.peers;

import dev.halfbyte.bench.Mismatch;
import dev.halfbyte.bench.cpu.Decibels;
import dev.halfbyte.bench.cpu.Product;
import dev.halfbyte.bench.peers.OnnxGraph.Attribute.Whole;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/// A linear layer as `MatMulNBits` of ONNX Runtime: f32 in and out, weights of 4 bits with a scale
/// for 128 of them, activations in 8 bits inside (accuracy level 4).
final class NibbleModel {
  private static final int GROUP = 128;
  private static final float SCALE = 1f / 64;
  private static final int CHECKED_ROWS = 2;

  /// Decibels that only a wrong result falls below: activations of 8 bits have about 40.
  private static final double LEAST = 30;

  private NibbleModel() {}

  /// Loads and checks it; weights and activations are those of `product`, scaled.
  static OnnxSession session(Product product) {
    OnnxSession session =
        OnnxSession.of(
            model(product),
            List.of(activations(product)),
            product.rows(),
            product.columns(),
            product.macs());
    session.run();
    check(product, session.result());
    return session;
  }

  private static byte[] model(Product product) {
    int columns = product.columns();
    int groups = product.depth() / GROUP;
    float[] scales = new float[columns * groups];
    Arrays.fill(scales, SCALE);
    OnnxGraph graph = new OnnxGraph();
    graph.output(
        graph.add(
            OnnxGraph.MICROSOFT,
            "MatMulNBits",
            Map.of(
                "K", new Whole(product.depth()),
                "N", new Whole(columns),
                "bits", new Whole(4),
                "block_size", new Whole(GROUP),
                "accuracy_level", new Whole(4)),
            graph.input("x", product.rows(), product.depth()),
            graph.constant(OnnxGraph.Type.UINT8, nibbles(product), columns, groups, GROUP / 2),
            graph.floats(scales, scales.length)));
    return graph.bytes();
  }

  /// Codes plus 8, the first of two in the low half.
  private static byte[] nibbles(Product product) {
    byte[] codes = product.weightCodes();
    byte[] packed = new byte[codes.length / 2];
    for (int i = 0; i < packed.length; i++) {
      packed[i] = (byte) (codes[2 * i] + 8 | codes[2 * i + 1] + 8 << 4);
    }
    return packed;
  }

  private static float[] activations(Product product) {
    byte[] codes = product.inputs();
    float[] values = new float[codes.length];
    for (int i = 0; i < codes.length; i++) {
      values[i] = SCALE * codes[i];
    }
    return values;
  }

  private static void check(Product product, float[] results) {
    byte[] inputs = product.inputs();
    byte[] weights = product.weightCodes();
    int rows = Math.min(product.rows(), CHECKED_ROWS);
    double[] expected = new double[rows * product.columns()];
    for (int i = 0; i < expected.length; i++) {
      int row = i / product.columns();
      int column = i % product.columns();
      expected[i] = (double) SCALE * SCALE * product.sum(inputs, weights, row, column);
    }
    double decibels = Decibels.of(expected, results);
    if (!(decibels >= LEAST)) {
      throw new Mismatch("MatMulNBits of " + product.shape(), LEAST + " dB", decibels);
    }
  }
}
