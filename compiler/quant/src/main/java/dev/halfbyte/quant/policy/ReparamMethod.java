package dev.halfbyte.quant.policy;

import java.util.Locale;
import java.util.OptionalDouble;

/// How what is particular to a channel leaves the codes behind a normalization.
public sealed interface ReparamMethod {
  /// The name that numerics blocks, `why` and new values use.
  String word();

  /// Whether a sum of products can stand in place of a normalization: nothing is added to its
  /// channels, so its requantizer takes over what they are divided by.
  default boolean behindSums() {
    return switch (this) {
      case Smooth _, Awq _ -> true;
      case Repq _, Trip _, OutlierTune _, Noisy _ -> false;
    };
  }

  /// Whether something is added to each channel, which biases take out again.
  default boolean addsToChannels() {
    return switch (this) {
      case Repq _, OutlierTune _, Noisy _ -> true;
      case Trip _, Smooth _, Awq _ -> false;
    };
  }

  /// A scale and a zero point for each channel, moved into the neighbours (RepQ-ViT).
  record Repq(CommonScale scale) implements ReparamMethod {
    @Override
    public String word() {
      return "repq";
    }

    @Override
    public String toString() {
      return "repq(scale = " + scale + ")";
    }
  }

  /// Scales that are powers of two times the least, `2^0` to `2^most` (FQ-ViT's power-of-two
  /// factors, TRIP of Agile-Quant).
  ///
  /// @param most the largest exponent, from 1 to [#MOST]
  /// @param into who takes the powers over
  record Trip(int most, Into into) implements ReparamMethod {
    /// The largest exponent there may be: shifted codes of 8 bits fit 16.
    public static final int MOST = 8;

    /// Who multiplies by the powers.
    public enum Into {
      /// The codes are shifted, so weights keep their own codes: the sum is that of `w * 2^a`.
      CODES,
      /// The weights, before they are coded.
      WEIGHTS;

      @Override
      public String toString() {
        return name().toLowerCase(Locale.ROOT);
      }
    }

    public Trip {
      if (most < 1 || most > MOST) {
        throw new IllegalArgumentException("exponents up to " + most);
      }
    }

    @Override
    public String word() {
      return "trip";
    }

    @Override
    public String toString() {
      return "trip(" + most + ", into = " + into + ")";
    }
  }

  /// A scale and a middle for each channel, codes symmetric around it (OutlierTune).
  record OutlierTune() implements ReparamMethod {
    @Override
    public String word() {
      return "outlier_tune";
    }

    @Override
    public String toString() {
      return word();
    }
  }

  /// Channels divided by `max|x|^a / max|w|^(1-a)`, then one range (SmoothQuant).
  ///
  /// @param strength `a`, from 0 to 1; absent: whichever of 0, 0.05 ... 1 promises the least error
  record Smooth(OptionalDouble strength) implements ReparamMethod {
    @Override
    public String word() {
      return "smooth";
    }

    @Override
    public String toString() {
      return "smooth(alpha = "
          + (strength.isPresent() ? strength.getAsDouble() : (Object) "search")
          + ")";
    }
  }

  /// Channels divided by a power of their typical magnitude, found by search, then one range (AWQ).
  record Awq() implements ReparamMethod {
    @Override
    public String word() {
      return "awq";
    }

    @Override
    public String toString() {
      return word();
    }
  }

  /// One scale, and a fixed number for each channel that is added before codes are rounded and
  /// taken out of biases (NoisyQuant).
  ///
  /// @param amplitude of the uniform numbers in steps of the codes, above 0, at most 2
  record Noisy(double amplitude, long seed) implements ReparamMethod {
    @Override
    public String word() {
      return "noisy";
    }

    @Override
    public String toString() {
      return "noisy(amplitude = " + amplitude + ", seed = " + seed + ")";
    }
  }
}
