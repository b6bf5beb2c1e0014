package dev.halfbyte.testkit.kernel;

import dev.halfbyte.ir.Shape;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import java.util.stream.Collectors;

/// The text of an attention layer and its parameters.
///
/// @param heads heads of `depth` channels each
/// @param norm what stands in front of it
/// @param causal whether a token sees those up to itself only
/// @param residual whether the input is added behind the projection
/// @param feedForward whether a network of two layers follows
record AttentionText(
    int heads, int depth, Norm norm, boolean causal, boolean residual, boolean feedForward) {

  /// What stands in front of the heads.
  enum Norm {
    NONE,
    LAYER,
    RMS
  }

  /// Channels of a token.
  int width() {
    return heads * depth;
  }

  /// The parameters in their order, with their extents.
  SequencedMap<String, Shape> parameters() {
    SequencedMap<String, Shape> parameters = new LinkedHashMap<>();
    Shape channels = Shape.of(width());
    switch (norm) {
      case NONE -> {}
      case LAYER -> {
        parameters.put("g", channels);
        parameters.put("bn", channels);
      }
      case RMS -> parameters.put("g", channels);
    }
    for (String name : new String[] {"q", "k", "v"}) {
      parameters.put("w" + name, Shape.of(heads, depth, width()));
      parameters.put("b" + name, Shape.of(heads, depth));
    }
    parameters.put("wo", Shape.of(width(), heads, depth));
    parameters.put("bo", channels);
    if (feedForward) {
      parameters.put("w1", Shape.of(2L * width(), width()));
      parameters.put("b1", Shape.of(2L * width()));
      parameters.put("w2", Shape.of(width(), 2L * width()));
      parameters.put("b2", channels);
    }
    return Collections.unmodifiableSequencedMap(parameters);
  }

  /// The file with the kernel `name`.
  String source(String name) {
    String declared =
        parameters().keySet().stream()
            .map(parameter -> parameter + ": f32" + extents(parameter))
            .collect(Collectors.joining(", "));
    return """
    fn linear(x, w, b)[i, o] = b[o] + sum[e](x[i, e] * w[o, e])
    fn heads(x, w, b)[i, a, c] = b[a, c] + sum[e](x[i, e] * w[a, c, e])

    kernel %s[n: 1..64, h: 1..16, d: 1..128, m = h*d](x: f32[n, m]; %s) -> f32[n, m] {
    %s  q = heads(ln, wq, bq)
      k = heads(ln, wk, bk)
      v = heads(ln, wv, bv)
      z[a, i, j] = sum[c](q[i, a, c] * k[j, a, c]) / sqrt(d)%s
      p[a, i, j] = softmax[j](z[a, i, j])
      y[i, a, c] = sum[j](p[a, i, j] * v[j, a, c])
      o[i, e] = bo[e] + sum[a, c](y[i, a, c] * wo[e, a, c])
    %s%s  return out
    }
    """
        .formatted(
            name,
            declared,
            front(),
            causal ? " where j <= i" : "",
            residual ? "  mid = x + o\n" : "  mid = o\n",
            feedForward
                ? "  up = linear(mid, w1, b1)\n  hidden = gelu(up)\n  out = linear(hidden, w2, b2)\n"
                : "  out = mid\n");
  }

  private String front() {
    return switch (norm) {
      case NONE -> "  ln = x\n";
      case LAYER -> "  ln[i, c] = layernorm[c](x[i, c], g[c], bn[c])\n";
      case RMS -> "  ln[i, c] = rmsnorm[c](x[i, c], g[c])\n";
    };
  }

  /// Extents as the kernel's dimensions say them.
  private static String extents(String parameter) {
    return switch (parameter) {
      case "wq", "wk", "wv" -> "[h, d, m]";
      case "bq", "bk", "bv" -> "[h, d]";
      case "wo" -> "[m, h, d]";
      case "w1" -> "[2*m, m]";
      case "b1" -> "[2*m]";
      case "w2" -> "[m, 2*m]";
      default -> "[m]";
    };
  }
}
