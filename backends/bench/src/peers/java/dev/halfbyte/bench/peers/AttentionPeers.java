package dev.halfbyte.bench.peers;

import dev.halfbyte.backend.llvm.toolchain.IsaVariant;
import dev.halfbyte.bench.Figure;
import dev.halfbyte.bench.Mismatch;
import dev.halfbyte.bench.cpu.AttentionHead;
import dev.halfbyte.bench.cpu.Decibels;
import dev.halfbyte.bench.cpu.NativeCode;
import dev.halfbyte.bench.peers.OnnxGraph.Attribute.Whole;
import dev.halfbyte.bench.peers.OnnxGraph.Attribute.Wholes;
import java.util.List;
import java.util.Map;

/// A head of attention beside ONNX Runtime in floats, whose products are near what the processor's
/// multiply-adds can do.
final class AttentionPeers {
  private static final double GOAL = 1.9;

  /// Decibels that only a wrong model falls below.
  private static final double LEAST = 80;

  private AttentionPeers() {}

  static List<Figure> measure(IsaVariant variant) {
    try (NativeCode own = AttentionHead.of("integers", variant);
        OnnxSession floats =
            OnnxSession.of(
                model(),
                AttentionHead.inputs(),
                AttentionHead.TOKENS,
                AttentionHead.CHANNELS,
                AttentionHead.MACS)) {
      floats.run();
      double decibels = Decibels.of(AttentionHead.reference(), floats.result());
      if (!(decibels >= LEAST)) {
        throw new Mismatch("a head of ONNX Runtime", LEAST + " dB", decibels);
      }
      String name = "log2 codes, " + AttentionHead.NAME + ", over ORT f32";
      return List.of(ProductPeers.ratio("attention", name, own, floats).atLeast(GOAL));
    }
  }

  private static byte[] model() {
    OnnxGraph graph = new OnnxGraph();
    String q = input(graph, "q");
    String k = input(graph, "k");
    String v = input(graph, "v");
    String keys = graph.add("Transpose", Map.of("perm", new Wholes(List.of(1L, 0L))), k);
    float root = (float) Math.sqrt(AttentionHead.CHANNELS);
    String logits =
        graph.add("Div", graph.add("MatMul", q, keys), graph.floats(new float[] {root}));
    String shares = graph.add("Softmax", Map.of("axis", new Whole(-1)), logits);
    graph.output(graph.add("MatMul", shares, v));
    return graph.bytes();
  }

  private static String input(OnnxGraph graph, String name) {
    return graph.input(name, AttentionHead.TOKENS, AttentionHead.CHANNELS);
  }
}
