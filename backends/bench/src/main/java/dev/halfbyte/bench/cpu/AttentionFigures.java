package dev.halfbyte.bench.cpu;

import dev.halfbyte.backend.llvm.toolchain.IsaVariant;
import dev.halfbyte.bench.Figure;
import dev.halfbyte.bench.Mismatch;
import java.util.Arrays;
import java.util.List;

/// A head of attention in integers, probabilities as powers of two, beside the same in f32. To be
/// faster than floats says something only where floats are fast: the goal is judged where their
/// products come near to what the processor's multiply-adds can do.
final class AttentionFigures {
  private static final IsaVariant VARIANT = IsaVariant.AVX512_VNNI;
  private static final int TOKENS = 197;
  private static final int CHANNELS = 64;
  private static final double GOAL = 1.9;
  private static final double GIGA = 1e9;

  /// Of the rate of f32 multiply-adds, what a head in floats has to reach to be a measure.
  private static final double FAST = .5;

  /// Decibels that only a wrong kernel falls below; codes are powers of two, hence few.
  private static final double LEAST_FLOAT = 100;

  private static final double LEAST_INTEGER = 10;

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
          List.of("q", "k", "v"),
          TOKENS,
          CHANNELS);

  private AttentionFigures() {}

  static List<Figure> measure() {
    double macs = 2.0 * TOKENS * TOKENS * CHANNELS;
    String name = TOKENS + " keys of " + CHANNELS;
    try (NativeCode integers = head("integers", VARIANT, macs);
        NativeCode floats = head("floats", VARIANT, macs)) {
      CeilingCode multiplyAdds = CeilingCode.of(Ceiling.multiplyAdds());
      Comparison own = Comparison.of("log2 codes, " + name + ", over f32", integers, floats);
      Comparison share = Comparison.of("f32, " + name + ", of f32 fma", floats, multiplyAdds);
      return List.of(
          judged(figure(own), share),
          figure(share),
          figure(Comparison.of("log2 codes, " + name + ", of f32 fma", integers, multiplyAdds)),
          noise("signal to noise, log2 codes", integers, LEAST_INTEGER),
          noise("signal to noise, f32", floats, LEAST_FLOAT));
    }
  }

  private static Figure figure(Comparison compared) {
    return Figure.of("attention", compared.ratios()).beside(compared.rates().median() / GIGA);
  }

  private static Figure judged(Figure figure, Comparison floats) {
    if (floats.ratios().median() < FAST) {
      System.err.println(
          "bench cpu: a head in f32 is slow, so being faster than it is no goal of `attention`");
      return figure;
    }
    return figure.atLeast(GOAL);
  }

  /// Built, run once, and of the same bits as the other variant.
  private static NativeCode head(String numerics, IsaVariant variant, double macs) {
    NativeCode code = NativeCode.build(HEAD.sealed(numerics), variant, HEAD.data(), macs);
    code.run();
    try (NativeCode other =
        NativeCode.build(HEAD.sealed(numerics), IsaVariant.AVX2, HEAD.data(), macs)) {
      other.run();
      if (!Arrays.equals(code.output(0), other.output(0))) {
        throw new Mismatch("bits of a head in " + numerics, "those of avx2", "others");
      }
    }
    return code;
  }

  private static Figure noise(String name, NativeCode code, double least) {
    double decibels = Decibels.of(reference(), code.floats(0));
    if (!(decibels >= least)) {
      throw new Mismatch(name, "at least " + least + " dB", decibels);
    }
    return Figure.of("attention", name, decibels, "dB");
  }

  /// The head in binary64.
  private static double[] reference() {
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
