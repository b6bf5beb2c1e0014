package dev.halfbyte.quant.policy;

import dev.halfbyte.ir.ElemType.IntType;
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
      case Repq _, Trip _, OutlierTune _, Noisy _, Hadamard _, Shifted _ -> false;
    };
  }

  /// Whether the value itself becomes another one, of which ranges are found and codes are made, so
  /// that it stands wherever codes do.
  default boolean transforms() {
    return switch (this) {
      case Hadamard _, Shifted _ -> true;
      case Repq _, Trip _, OutlierTune _, Smooth _, Awq _, Noisy _ -> false;
    };
  }

  /// Whether something is added to each channel, which biases take out again.
  default boolean addsToChannels() {
    return switch (this) {
      case Repq _, OutlierTune _, Noisy _, Shifted _ -> true;
      case Trip _, Smooth _, Awq _, Hadamard _ -> false;
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

  /// Blocks of channels multiplied by a matrix of +1 and -1 in integers, weights by its transpose
  /// (HALO, LRQ-DiT): one large channel is shared by all of its block.
  ///
  /// @param block channels of a block, a power of two, 2 to [#MOST]
  /// @param codes of the channels before they are summed, 8 or 16 bits
  record Hadamard(int block, IntType codes) implements ReparamMethod {
    /// The largest block: sums of 16-bit codes stay far below 32 bits.
    public static final int MOST = 256;

    public Hadamard {
      if (Integer.bitCount(block) != 1 || block < 2 || block > MOST) {
        throw new IllegalArgumentException("blocks of " + block);
      }
      if (!codes.signed() || (codes.bits() != 8 && codes.bits() != 16)) {
        throw new IllegalArgumentException("codes " + codes);
      }
    }

    @Override
    public String word() {
      return "hadamard";
    }

    @Override
    public String toString() {
      return "hadamard(" + block + ", codes = " + codes + ")";
    }
  }

  /// What `gelu` and `silu` give is moved up by their least value, which biases take out again, so
  /// that codes without a sign suit it (AdaLog's bias reparameterization).
  record Shifted() implements ReparamMethod {
    @Override
    public String word() {
      return "shifted";
    }

    @Override
    public String toString() {
      return word();
    }
  }
}
