package dev.halfbyte.rtl;

import java.util.List;
import java.util.Map;

/// A port of a module; its width is a number times parameters of the module.
///
/// @param name the port name
/// @param output whether the module drives it
/// @param multiple the constant factor of the width, at least 1
/// @param factors parameters whose product with `multiple` is the width
public record RtlPort(String name, boolean output, int multiple, List<String> factors) {
  public RtlPort {
    factors = List.copyOf(factors);
  }

  /// Returns the width in bits.
  ///
  /// @param parameters a value for each factor
  public int width(Map<String, Integer> parameters) {
    int width = multiple;
    for (String factor : factors) {
      Integer value = parameters.get(factor);
      if (value == null) {
        throw new IllegalArgumentException(name + " needs a value for " + factor);
      }
      width = Math.multiplyExact(width, value);
    }
    return width;
  }
}
