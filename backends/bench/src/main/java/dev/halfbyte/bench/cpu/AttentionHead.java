package dev.halfbyte.bench.cpu;

import dev.halfbyte.backend.llvm.toolchain.IsaVariant;
import dev.halfbyte.bench.Mismatch;
import java.util.Arrays;
import java.util.List;

/// A head of attention, from queries, keys and values in f32 to f32.
public final class AttentionHead {
  public static final int TOKENS = 197;
  public static final int CHANNELS = 64;

  /// As tables name it.
  public static final String NAME = TOKENS + " keys of " + CHANNELS;

  /// Multiply-accumulates of both products.
  public static final double MACS = 2.0 * TOKENS * TOKENS * CHANNELS;

  private static final List<String> INPUTS = List.of("q", "k", "v");

  private static final FloatKernel HEAD =
      new FloatKernel(
          """
          kernel head[n: 1..1024, d: 64..64](q: f32[n, d], k: f32[n, d], v: f32[n, d]) -> f32[n, d] {
            z[i, j] = sum[c](q[i, c] * k[j, c]) / sqrt(d)
            p[i, j] = softmax[j](z[i, j])
            return [i, c] => sum[j](p[i, j] * v[j, c])
          }

          numerics integers for head {
            default weight s8, act s8 tensor, residual s16 tensor
            p act u4 log2, softmax late
          }

          numerics floats for head {
            default weight f32, softmax two_pass
          }
          """,
          INPUTS,
          TOKENS,
          CHANNELS);

  private AttentionHead() {}

  /// Builds it, runs it once and compares the bits of two variants; its work is
  /// multiply-accumulates.
  ///
  /// @param numerics `integers`, with probabilities as powers of two, or `floats`
  public static NativeCode of(String numerics, IsaVariant variant) {
    NativeCode code = NativeCode.build(HEAD.sealed(numerics), variant, HEAD.data(), MACS);
    code.run();
    try (NativeCode other =
        NativeCode.build(HEAD.sealed(numerics), IsaVariant.AVX2, HEAD.data(), MACS)) {
      other.run();
      if (!Arrays.equals(code.output(0), other.output(0))) {
        throw new Mismatch("bits of a head in " + numerics, "those of avx2", "others");
      }
    }
    return code;
  }

  /// Queries, keys and values, row by row.
  public static List<float[]> inputs() {
    return List.of(HEAD.values(0), HEAD.values(1), HEAD.values(2));
  }

  /// The head in binary64.
  public static double[] reference() {
    float[] q = HEAD.values(0);
    float[] k = HEAD.values(1);
    float[] v = HEAD.values(2);
    double[] result = new double[TOKENS * CHANNELS];
    for (int i = 0; i < TOKENS; i++) {
      double[] p = new double[TOKENS];
      double total = 0;
      for (int j = 0; j < TOKENS; j++) {
        double z = 0;
        for (int c = 0; c < CHANNELS; c++) {
          z += (double) q[i * CHANNELS + c] * k[j * CHANNELS + c];
        }
        p[j] = Math.exp(z / Math.sqrt(CHANNELS));
        total += p[j];
      }
      for (int j = 0; j < TOKENS; j++) {
        for (int c = 0; c < CHANNELS; c++) {
          result[i * CHANNELS + c] += p[j] / total * v[j * CHANNELS + c];
        }
      }
    }
    return result;
  }
}
