package dev.halfbyte.backend.verilog.cmd;

/// Whole numbers from the least to the greatest that something may be.
///
/// @param least at most `greatest`
/// @param greatest the other end, which belongs to it
record Range(long least, long greatest) {
  /// Nothing but 0: what a memory holds that was never written, as [MemoryModel] has it.
  static final Range ZERO = new Range(0, 0);

  Range {
    if (least > greatest) {
      throw new IllegalArgumentException("no numbers from " + least + " to " + greatest);
    }
  }

  /// Returns all numbers of `bits` bits.
  static Range ofBits(int bits, boolean signed) {
    return signed
        ? new Range(-1L << (bits - 1), (1L << (bits - 1)) - 1)
        : new Range(0, (1L << bits) - 1);
  }

  /// Returns the least range that holds this one and another.
  Range or(Range other) {
    return new Range(Math.min(least, other.least), Math.max(greatest, other.greatest));
  }

  Range plus(Range other) {
    return new Range(least + other.least, greatest + other.greatest);
  }

  Range plus(long number) {
    return new Range(least + number, greatest + number);
  }

  /// Returns what the lowest `bits` bits of the numbers stand for.
  Range cut(int bits, boolean signed) {
    Range all = ofBits(bits, signed);
    return least >= all.least && greatest <= all.greatest ? this : all;
  }

  /// Returns the bits of two's complement that all numbers need.
  int bits() {
    return 1 + Long.SIZE - Long.numberOfLeadingZeros(Math.max(greatest, -least - 1));
  }
}
