package dev.halfbyte.driver.tensor;

/// How much a tensor file may make us allocate.
///
/// @param maxBytes for all tensors of one file together
public record TensorLimits(long maxBytes) {
  /// 2 GiB less a little: what one Java array can hold.
  public static final TensorLimits DEFAULT = new TensorLimits(2_000_000_000L);

  /// Longest header of any of the formats; real ones have a few hundred bytes to a few megabytes.
  static final int MAX_HEADER_BYTES = 16 << 20;

  /// Longest tensor name.
  static final int MAX_NAME_LENGTH = 512;
}
