package dev.halfbyte.bench.cpu;

import dev.halfbyte.backend.llvm.toolchain.IsaVariant;
import dev.halfbyte.bench.Figure;
import dev.halfbyte.bench.Mismatch;
import java.util.List;

/// A head of attention in integers, probabilities as powers of two, beside the same in f32. To be
/// faster than floats says something only where floats are fast: the goal is judged where their
/// products come near to what the processor's multiply-adds can do.
final class AttentionFigures {
  private static final IsaVariant VARIANT = IsaVariant.AVX512_VNNI;
  private static final double GOAL = 1.9;
  private static final double GIGA = 1e9;

  /// Of the rate of f32 multiply-adds, what a head in floats has to reach to be a measure.
  private static final double FAST = .5;

  /// Decibels that only a wrong kernel falls below; codes are powers of two, hence few.
  private static final double LEAST_FLOAT = 100;

  private static final double LEAST_INTEGER = 10;

  private AttentionFigures() {}

  static List<Figure> measure() {
    String name = AttentionHead.NAME;
    try (NativeCode integers = AttentionHead.of("integers", VARIANT);
        NativeCode floats = AttentionHead.of("floats", VARIANT)) {
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

  private static Figure noise(String name, NativeCode code, double least) {
    double decibels = Decibels.of(AttentionHead.reference(), code.floats(0));
    if (!(decibels >= least)) {
      throw new Mismatch(name, "at least " + least + " dB", decibels);
    }
    return Figure.of("attention", name, decibels, "dB");
  }
}
