package dev.halfbyte.quant.reparam;

import dev.halfbyte.ir.ElemType.IntType;
import dev.halfbyte.quant.annotate.AffineFit;
import dev.halfbyte.quant.annotate.CodeChoice;
import dev.halfbyte.quant.calibrate.TensorRange.Bounds;
import dev.halfbyte.quant.reparam.LayerInput.Weight;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/// Channels divided by factors, then one range for all: part of the spread of the activations moves
/// into the weights.
///
/// SmoothQuant (Xiao et al., ICML 2023) divides channel c by `max|x_c|^a / max|w_c|^(1-a)`, AWQ
/// (Lin et al., MLSys 2024) by `(typical |x_c|)^a`, both with `a` from a search. The search here is
/// on what a calibration knows, not on samples: with weights `W r` rounded to their codes and
/// activations `x / r` to steps of `d`,
///
/// ```
/// error(a) = sum_oc (round(W_oc r_c) / r_c - W_oc)^2 E[x_c^2]  +  sum_oc (W_oc r_c)^2 d^2 / 12
/// ```
///
/// is the expected squared error of the outputs where errors are independent.
final class SmoothScales {
  private static final int GRID = 20;
  private static final int RATIO_BITS = 8;

  /// Factors stay this close to the middle one, both ways.
  private static final double FARTHEST = 0x1p20;

  private final LayerInput input;
  private final double[] magnitudes;
  private final double[] weights;

  private SmoothScales(LayerInput input) {
    this.input = input;
    magnitudes =
        input.channels().stream()
            .mapToDouble(b -> Math.max(Math.abs((double) b.lo()), Math.abs((double) b.hi())))
            .toArray();
    weights = new double[magnitudes.length];
    double[] greatest = new double[1];
    for (Weight weight : input.weights()) {
      weight.each((value, channel, _) -> {
        weights[channel] = Math.max(weights[channel], Math.abs((double) value));
        greatest[0] = Math.max(greatest[0], Math.abs((double) value));
      });
    }
    for (int c = 0; c < weights.length; c++) {
      weights[c] = Math.max(weights[c], greatest[0] * 1e-5);
    }
  }

  /// The scales, and the exponent that was taken.
  record Found(ChannelScales scales, double strength) {}

  /// Factors of SmoothQuant.
  static Found smooth(LayerInput input, OptionalDouble strength) {
    SmoothScales search = new SmoothScales(input);
    return strength.isPresent()
        ? search.found(strength.getAsDouble(), search::balanced)
        : search.best(search::balanced);
  }

  /// Factors of AWQ.
  static Found awq(LayerInput input) {
    SmoothScales search = new SmoothScales(input);
    return search.best(search::typical);
  }

  private interface Factor {
    /// What channel `c` is divided by; 0 or no number: nothing is known of it.
    double of(int c, double strength);
  }

  private double balanced(int c, double strength) {
    return Math.pow(magnitudes[c], strength) / Math.pow(weights[c], 1 - strength);
  }

  private double typical(int c, double strength) {
    return Math.pow(Math.sqrt(input.powers().get(c)), strength);
  }

  private Found best(Factor factor) {
    Found best = found(0, factor);
    double least = error(best.scales);
    for (int i = 1; i <= GRID; i++) {
      Found next = found((double) i / GRID, factor);
      double error = error(next.scales);
      if (error < least) {
        least = error;
        best = next;
      }
    }
    return best;
  }

  private Found found(double strength, Factor factor) {
    int count = magnitudes.length;
    double[] factors = new double[count];
    double logarithms = 0;
    int known = 0;
    for (int c = 0; c < count; c++) {
      factors[c] = magnitudes[c] > 0 ? factor.of(c, strength) : 0;
      if (factors[c] > 0 && Double.isFinite(factors[c])) {
        logarithms += Math.log(factors[c]);
        known++;
      }
    }
    double middle = known == 0 ? 1 : Math.exp(logarithms / known);
    List<Float> ratios = new ArrayList<>();
    for (double one : factors) {
      boolean usable = one > 0 && Double.isFinite(one);
      double ratio = usable ? Math.clamp(one / middle, 1 / FARTHEST, FARTHEST) : 1;
      ratios.add(ChannelScales.upToBits(ratio, RATIO_BITS));
    }
    return new Found(scales(ratios), strength);
  }

  private ChannelScales scales(List<Float> ratios) {
    float lo = 0;
    float hi = 0;
    for (int c = 0; c < ratios.size(); c++) {
      lo = Math.min(lo, input.channels().get(c).lo() / ratios.get(c));
      hi = Math.max(hi, input.channels().get(c).hi() / ratios.get(c));
    }
    IntType storage = input.storage();
    Bounds range = new Bounds(lo, hi);
    // What has both signs gets a zero point that does not depend on how far it reaches.
    CodeChoice codes =
        input.iterated() && lo < 0 && hi > 0
            ? AffineFit.symmetric(range, storage)
            : AffineFit.affine(range, storage);
    return new ChannelScales(
        codes.encoding(), codes.scale(), ratios, ChannelScales.noOffsets(ratios.size()));
  }

  private double error(ChannelScales scales) {
    double[] ratios = scales.ratios().stream().mapToDouble(r -> r).toArray();
    double[] powers = input.powers().stream().mapToDouble(p -> p).toArray();
    double rounding = (double) scales.scale() * scales.scale() / 12;
    double[] sum = new double[1];
    for (Weight weight : input.weights()) {
      double[] steps = new double[weight.outputs()];
      weight.each((value, c, o) ->
          steps[o] = Math.max(steps[o], Math.abs(value * ratios[c]) / weight.reach()));
      weight.each((value, c, o) -> {
        double scaled = value * ratios[c];
        double step = steps[o];
        double lost = step == 0 ? 0 : (Math.rint(scaled / step) * step - scaled) / ratios[c];
        sum[0] += lost * lost * powers[c] + scaled * scaled * rounding;
      });
    }
    return sum[0];
  }
}
