package dev.halfbyte.bench.peers;

/// The numbers that codes of unsigned 8 bits stand for: from `least` to `most`, zero among them.
record CodeRange(float least, float most) {
  private static final int LARGEST = 255;

  /// Of everything seen.
  static CodeRange of(float[] values) {
    float least = 0;
    float most = 0;
    for (float value : values) {
      least = Math.min(least, value);
      most = Math.max(most, value);
    }
    return new CodeRange(least, most);
  }

  CodeRange and(CodeRange other) {
    return new CodeRange(Math.min(least, other.least), Math.max(most, other.most));
  }

  float scale() {
    return Math.max(most - least, Float.MIN_NORMAL) / LARGEST;
  }

  /// Adds a quantizer and its inverse and returns what comes out.
  String around(OnnxGraph graph, String value) {
    String scale = graph.floats(new float[] {scale()});
    int zero = Math.clamp(Math.round(-least / scale()), 0, LARGEST);
    String point = graph.constant(OnnxGraph.Type.UINT8, new byte[] {(byte) zero});
    String codes = graph.add("QuantizeLinear", value, scale, point);
    return graph.add("DequantizeLinear", codes, scale, point);
  }
}
