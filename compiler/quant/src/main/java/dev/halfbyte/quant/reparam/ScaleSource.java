package dev.halfbyte.quant.reparam;

import dev.halfbyte.quant.Explanation;
import dev.halfbyte.quant.policy.ReparamMethod;
import dev.halfbyte.source.CompilerBug;
import java.util.List;
import java.util.Optional;

/// The scales that a method gives the channels of a value.
///
/// @param strength the exponent that a search took
record ScaleSource(ReparamMethod method, ChannelScales scales, Optional<Double> strength) {
  static ScaleSource of(ReparamMethod method, LayerInput input) {
    return switch (method) {
      case ReparamMethod.Repq(var common) ->
          exact(method, RepqScales.of(input.channels(), input.storage(), common));
      case ReparamMethod.Trip trip ->
          exact(method, TripScales.of(input.channels(), input.storage(), trip));
      case ReparamMethod.OutlierTune _ ->
          exact(method, MidpointScales.of(input.channels(), input.storage()));
      case ReparamMethod.Smooth(var strength) ->
          found(method, SmoothScales.smooth(input, strength));
      case ReparamMethod.Awq _ -> found(method, SmoothScales.awq(input));
      case ReparamMethod.Noisy noisy ->
          exact(
              method,
              NoisyOffsets.of(input.whole(), input.channels().size(), input.storage(), noisy));
      case ReparamMethod.Hadamard _, ReparamMethod.Shifted _ ->
          throw new CompilerBug("no scales of channels: " + method);
    };
  }

  private static ScaleSource exact(ReparamMethod method, ChannelScales scales) {
    return new ScaleSource(method, scales, Optional.empty());
  }

  private static ScaleSource found(ReparamMethod method, SmoothScales.Found found) {
    return new ScaleSource(method, found.scales(), Optional.of(found.strength()));
  }

  /// Why the value is as it is.
  ///
  /// @param weights the names of those behind it
  /// @param rule that won
  Explanation explanation(String path, List<String> weights, String rule) {
    String encoding = scales.encoding().toString();
    int channels = scales.ratios().size();
    if (method instanceof ReparamMethod.Noisy) {
      return new Explanation.FixedNoise(
          path,
          encoding,
          scales.scale(),
          channels,
          least(scales.offsets()),
          greatest(scales.offsets()),
          weights,
          rule);
    }
    if (scales.shifted().isPresent()) {
      return new Explanation.ShiftedChannels(
          path,
          encoding,
          scales.scale(),
          channels,
          Math.getExponent(least(scales.ratios())),
          Math.getExponent(greatest(scales.ratios())),
          scales.shifted().get().toString(),
          weights,
          rule);
    }
    return new Explanation.Reparametrized(
        path,
        encoding,
        scales.scale(),
        channels,
        least(scales.ratios()),
        greatest(scales.ratios()),
        weights,
        strength.map(a -> rule + ", found alpha = " + a).orElse(rule));
  }

  private static float least(List<Float> numbers) {
    return numbers.stream().min(Float::compare).orElse(0f);
  }

  private static float greatest(List<Float> numbers) {
    return numbers.stream().max(Float::compare).orElse(0f);
  }
}
