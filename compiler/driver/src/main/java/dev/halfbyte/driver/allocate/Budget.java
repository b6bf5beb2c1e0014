package dev.halfbyte.driver.allocate;

/// What widths may cost.
public sealed interface Budget {
  /// Bytes of the codes of all weights.
  record Bytes(long most) implements Budget {
    @Override
    public String toString() {
      return most + " bytes of weights";
    }
  }

  /// Bits of a weight in the mean over all weights.
  record Bits(double most) implements Budget {
    @Override
    public String toString() {
      return most + " bits per weight";
    }
  }

  /// Cycles of hardware, or multiply-accumulates times bits of their weights.
  record Cycles(long most) implements Budget {
    @Override
    public String toString() {
      return most + " cycles";
    }
  }
}
