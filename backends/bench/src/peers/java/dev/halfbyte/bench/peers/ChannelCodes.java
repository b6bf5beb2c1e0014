package dev.halfbyte.bench.peers;

import dev.halfbyte.bench.peers.OnnxGraph.Attribute.Whole;
import java.util.Map;

/// Weights as codes of signed 8 bits with a scale for each output channel.
final class ChannelCodes {
  private static final int LARGEST = 127;
  private static final Map<String, OnnxGraph.Attribute> BY_CHANNEL = Map.of("axis", new Whole(0));

  private final byte[] codes;
  private final float[] scales;

  private ChannelCodes(byte[] codes, float[] scales) {
    this.codes = codes;
    this.scales = scales;
  }

  /// @param weights channel by channel
  static ChannelCodes of(float[] weights, int channels) {
    int depth = weights.length / channels;
    byte[] codes = new byte[weights.length];
    float[] scales = new float[channels];
    for (int channel = 0; channel < channels; channel++) {
      float most = Float.MIN_NORMAL;
      for (int k = 0; k < depth; k++) {
        most = Math.max(most, Math.abs(weights[channel * depth + k]));
      }
      scales[channel] = most / LARGEST;
      for (int k = 0; k < depth; k++) {
        int at = channel * depth + k;
        codes[at] = (byte) Math.round(weights[at] / scales[channel]);
      }
    }
    return new ChannelCodes(codes, scales);
  }

  /// Adds the weights, `[channels, depth]`.
  String weights(OnnxGraph graph) {
    int channels = scales.length;
    return graph.add(
        "DequantizeLinear",
        BY_CHANNEL,
        graph.constant(OnnxGraph.Type.INT8, codes, channels, codes.length / channels),
        graph.floats(scales, channels),
        graph.constant(OnnxGraph.Type.INT8, new byte[channels], channels));
  }

  /// Adds a bias in codes of the sums.
  ///
  /// @param scale of the activations
  String bias(OnnxGraph graph, float[] bias, float scale) {
    int[] sums = new int[bias.length];
    float[] units = new float[bias.length];
    for (int i = 0; i < bias.length; i++) {
      units[i] = scales[i] * scale;
      sums[i] = Math.round(bias[i] / units[i]);
    }
    return graph.add(
        "DequantizeLinear",
        BY_CHANNEL,
        graph.ints(sums, sums.length),
        graph.floats(units, units.length),
        graph.ints(new int[sums.length], sums.length));
  }
}
