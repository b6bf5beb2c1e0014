package dev.halfbyte.sim.verilator;

/// A port of the top module.
///
/// @param name the name in the Verilog source
/// @param member the name of the C++ member that holds it
/// @param width bits, packed dimensions multiplied out
public record Port(String name, String member, Direction direction, int width) {

  /// Which side drives the port, seen from the design.
  public enum Direction {
    INPUT,
    OUTPUT
  }

  /// Bytes that the value occupies in the model: 1, 2, 4, 8, or whole 32-bit words above 64 bits.
  int storageBytes() {
    if (width <= 8) {
      return 1;
    }
    if (width <= 16) {
      return 2;
    }
    if (width <= 32) {
      return 4;
    }
    return width <= 64 ? 8 : words() * 4;
  }

  /// 32-bit words that hold the value.
  public int words() {
    return (width + 31) / 32;
  }
}
