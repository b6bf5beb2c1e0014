package dev.halfbyte.testkit.kernel;

import java.util.List;

/// With which numbers a kernel computes.
final class NumericsText {
  private NumericsText() {}

  /// A built-in name.
  static String choose(KernelBench bench) {
    return bench.options().quantized()
        ? bench.choices().pick(List.of("w8a8", "w4a8", "w4a4"))
        : "f32";
  }
}
