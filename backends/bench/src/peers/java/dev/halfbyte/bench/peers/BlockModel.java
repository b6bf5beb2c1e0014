package dev.halfbyte.bench.peers;

import dev.halfbyte.bench.VitBlock;
import dev.halfbyte.bench.peers.OnnxGraph.Attribute.Real;
import dev.halfbyte.bench.peers.OnnxGraph.Attribute.Whole;
import dev.halfbyte.bench.peers.OnnxGraph.Attribute.Wholes;
import dev.halfbyte.ir.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.LongStream;

/// `vit_block` of the examples as a model of ONNX, of the operations that an exporter would choose.
///
/// The factor of the logits is a power of two and lies in the weights of the queries.
final class BlockModel {
  static final String INPUT = "x";

  private static final long HEAD = 64;
  private static final float EPSILON = 1e-6f;

  private final OnnxGraph graph = new OnnxGraph();
  private final Products products;
  private final Map<String, Tensor> weights;
  private final VitBlock block;
  private final List<String> observable = new ArrayList<>();
  private int points;

  /// What stands at the products: nothing, or quantizers.
  sealed interface Products {
    /// All in f32; with `observed` the values that quantizers would stand at are outputs too.
    record Floats(boolean observed) implements Products {}

    /// Codes of 8 bits, weights per channel.
    ///
    /// @param ranges of the values at quantizers, in the order of `observed`
    record Integers(List<CodeRange> ranges) implements Products {
      public Integers {
        ranges = List.copyOf(ranges);
      }
    }
  }

  private BlockModel(VitBlock block, Map<String, Tensor> weights, Products products) {
    this.block = block;
    this.weights = weights;
    this.products = products;
  }

  /// The model; its first output is that of the block.
  static byte[] of(VitBlock block, Map<String, Tensor> weights, Products products) {
    return new BlockModel(block, weights, products).bytes();
  }

  /// A value at which quantizers may stand.
  ///
  /// @param scale of its codes, 1 for floats
  private record Point(String value, float scale) {
    Point moved(String other) {
      return new Point(other, scale);
    }
  }

  private byte[] bytes() {
    long width = block.width();
    String x = graph.input(INPUT, VitBlock.TOKENS, width);
    String attention = attention(point(norm(x, "g1", "b1")));
    String middle = graph.add("Add", x, attention);
    Point up = point(linear(point(norm(middle, "g2", "b2")), "w1", "c1", 4 * width, 1));
    Point down = point(linear(point(gelu(up.value)), "w2", "c2", width, 1));
    graph.output(graph.add("Add", middle, down.value));
    if (products instanceof Products.Floats(boolean observed) && observed) {
      observable.forEach(graph::output);
    }
    return graph.bytes();
  }

  private String attention(Point x) {
    long width = block.width();
    Point q = point(linear(x, "wq", "bq", width, 1 / (float) Math.sqrt(HEAD)));
    Point k = point(linear(x, "wk", "bk", width, 1));
    Point v = point(linear(x, "wv", "bv", width, 1));
    Point logits = point(graph.add("MatMul", heads(q.value, 1, 0, 2), heads(k.value, 1, 2, 0)));
    Point shares = point(graph.add("Softmax", Map.of("axis", new Whole(-1)), logits.value));
    Point mixed = point(graph.add("MatMul", shares.value, heads(v.value, 1, 0, 2)));
    String back = transposed(mixed.value, 1, 0, 2);
    String rows = graph.add("Reshape", back, graph.longs(VitBlock.TOKENS, width));
    return point(linear(mixed.moved(rows), "wo", "bo", width, 1)).value;
  }

  /// Rows of all heads as `[heads, ...]`.
  private String heads(String x, long... order) {
    String apart = graph.add("Reshape", x, graph.longs(VitBlock.TOKENS, block.heads(), HEAD));
    return transposed(apart, order);
  }

  private String transposed(String x, long... order) {
    List<Long> axes = LongStream.of(order).boxed().toList();
    return graph.add("Transpose", Map.of("perm", new Wholes(axes)), x);
  }

  private String norm(String x, String scale, String bias) {
    return graph.add(
        "LayerNormalization",
        Map.of("axis", new Whole(-1), "epsilon", new Real(EPSILON)),
        x,
        graph.floats(values(scale), block.width()),
        graph.floats(values(bias), block.width()));
  }

  private String gelu(String x) {
    String error = graph.add("Erf", graph.add("Div", x, scalar((float) Math.sqrt(2))));
    String twice = graph.add("Mul", x, graph.add("Add", error, scalar(1)));
    return graph.add("Mul", twice, scalar(.5f));
  }

  private String scalar(float value) {
    return graph.floats(new float[] {value});
  }

  /// `factor (x w^T + b)`.
  private String linear(Point x, String w, String b, long columns, float factor) {
    float[] scaled = times(values(w), factor);
    float[] bias = times(values(b), factor);
    long depth = scaled.length / columns;
    Map<String, OnnxGraph.Attribute> transposed = Map.of("transB", new Whole(1));
    return switch (products) {
      case Products.Floats _ -> {
        String stored = graph.floats(scaled, columns, depth);
        yield graph.add("Gemm", transposed, x.value, stored, graph.floats(bias, columns));
      }
      case Products.Integers _ -> {
        ChannelCodes codes = ChannelCodes.of(scaled, Math.toIntExact(columns));
        String stored = codes.weights(graph);
        yield graph.add("Gemm", transposed, x.value, stored, codes.bias(graph, bias, x.scale));
      }
    };
  }

  private Point point(String value) {
    return switch (products) {
      case Products.Floats _ -> {
        observable.add(value);
        yield new Point(value, 1);
      }
      case Products.Integers integers -> {
        CodeRange range = integers.ranges.get(points);
        points++;
        yield new Point(range.around(graph, value), range.scale());
      }
    };
  }

  private float[] values(String name) {
    return Objects.requireNonNull(weights.get(name), name).floats();
  }

  private static float[] times(float[] values, float factor) {
    float[] scaled = values.clone();
    for (int i = 0; i < scaled.length; i++) {
      scaled[i] *= factor;
    }
    return scaled;
  }
}
