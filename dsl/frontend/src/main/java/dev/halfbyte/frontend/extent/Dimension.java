package dev.halfbyte.frontend.extent;

import dev.halfbyte.source.Span;

/// A free dimension of a kernel: a whole number known when the kernel is called.
///
/// @param name its name, unique in the kernel
/// @param minimum smallest value, at least 0
/// @param maximum largest value, at least `minimum`
/// @param step every value is a multiple of it, and so are both bounds; at least 1
/// @param span its declaration
public record Dimension(String name, long minimum, long maximum, long step, Span span)
    implements Factor {
  /// Bounds of a dimension that states none.
  public static final long DEFAULT_MINIMUM = 1;

  /// See [#DEFAULT_MINIMUM].
  public static final long DEFAULT_MAXIMUM = 65536;

  @Override
  public String toString() {
    return name;
  }
}
