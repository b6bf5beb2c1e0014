package dev.halfbyte.quant.policy;

/// Which scale the channels behind a normalization share, once their own scales have moved into
/// their neighbours.
public enum CommonScale {
  /// None: scales of channels stay unknown, one range is coded for all.
  NONE,
  /// The mean (Li et al., RepQ-ViT, ICCV 2023).
  MEAN,
  /// The median, which outliers do not pull (Yang et al., DopQ-ViT, 2024).
  MEDIAN;

  @Override
  public String toString() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }
}
