package dev.halfbyte.rtl;

import java.math.BigInteger;
import java.util.Random;

/// Reference of the epilogue arithmetic, written in unbounded integers.
///
/// @param bias added to the value
/// @param multiplier 0..2^31-1
/// @param shift 0..62
record Requantize(int bias, int multiplier, int shift) {
  /// What padding columns get: every value becomes the clamped zero point.
  static final Requantize PADDING = new Requantize(0, 0, 0);

  /// Returns a record whose results spread over about eight bits for values of `valueBits` bits.
  static Requantize random(Random random, int valueBits) {
    int multiplier = random.nextInt(1 << 15, Integer.MAX_VALUE);
    int multiplierBits = 32 - Integer.numberOfLeadingZeros(multiplier);
    int shift = Math.clamp(valueBits + multiplierBits - 9L + random.nextInt(3), 1, 62);
    int spread = 1 << Math.min(valueBits, 30);
    return new Requantize(random.nextInt(-spread / 8 - 1, spread / 8 + 1), multiplier, shift);
  }

  /// Writes the par record into `words` from bit `low` on.
  void write(Bits words, int low) {
    words.set(low, 32, bias).set(low + 32, 32, multiplier).set(low + 64, 8, shift);
  }

  /// Returns `clamp(zero + (((value + bias) * multiplier + side + 2^(shift-1)) >> shift), lo, hi)`.
  int apply(int value, BigInteger side, Epilogue epilogue) {
    BigInteger sum =
        BigInteger.valueOf((long) value + bias).multiply(BigInteger.valueOf(multiplier)).add(side);
    if (shift > 0) {
      sum = sum.add(BigInteger.ONE.shiftLeft(shift - 1)).shiftRight(shift);
    }
    return sum.add(BigInteger.valueOf(epilogue.zero()))
        .max(BigInteger.valueOf(epilogue.lo()))
        .min(BigInteger.valueOf(epilogue.hi()))
        .intValueExact();
  }

  /// Returns the residual term m2 * (r - z2), zero without a residual.
  static BigInteger side(Epilogue epilogue, int residual) {
    return epilogue
        .residual()
        .map(r ->
            BigInteger.valueOf(r.multiplier())
                .multiply(BigInteger.valueOf((long) residual - r.zero())))
        .orElse(BigInteger.ZERO);
  }

  /// Returns what is stored for a clamped code: table, then the width of the destination.
  static int stored(AcceleratorConfig config, Epilogue epilogue, int[] tables, int code) {
    int result = code;
    if (epilogue.table().isPresent()) {
      Epilogue.Table table = epilogue.table().get();
      int entry = tables[256 * table.id() + (code & 255)];
      result = table.signed() ? (byte) entry : entry;
    }
    return epilogue.destination() == Destination.RES
        ? (short) result
        : result & ((1 << config.actBits()) - 1);
  }
}
