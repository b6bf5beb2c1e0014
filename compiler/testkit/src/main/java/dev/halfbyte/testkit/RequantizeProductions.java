package dev.halfbyte.testkit;

import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.Encoding;
import dev.halfbyte.ir.Shape;
import dev.halfbyte.ir.Value;
import dev.halfbyte.ir.op.Requantize;
import dev.halfbyte.ir.op.RequantizeAdd;
import dev.halfbyte.ir.range.Interval;
import java.math.BigInteger;

/// Requantizers, with multipliers and shifts up to the ends of what is allowed.
final class RequantizeProductions {
  private static final int LARGEST_OPERAND_BITS = 33;

  /// Operands beyond this many bits could leave 64 bits by a multiplier that is not known.
  private static final int COMPUTED_OPERAND_BITS = 29;

  private static final int NARROW_SHIFT = 46;
  private static final int WIDE_SHIFT = 62;
  private static final long UNIT = 1 << 15;

  private final Workbench bench;
  private final Choices choices;
  private final Shape shape;
  private final Encoding.Affine encoding;
  private final int bits;

  /// @param bits of the operand, or of the wider of two
  private RequantizeProductions(Workbench bench, Shape shape, int bits) {
    this.bench = bench;
    this.choices = bench.choices();
    this.shape = shape;
    this.bits = bits;
    this.encoding = bench.encodings().affine(true);
  }

  static void requantize(Workbench bench) {
    bench
        .find(Workbench::isStored)
        .filter(value -> bits(bench, value) <= LARGEST_OPERAND_BITS)
        .ifPresent(value -> {
          var made = new RequantizeProductions(bench, bench.shape(value), bits(bench, value));
          Value multiplier = made.multiplier();
          bench.add(new Requantize(value, multiplier, made.shift(), made.encoding));
        });
  }

  static void requantizeAdd(Workbench bench) {
    bench
        .find(Workbench::isStored)
        .ifPresent(left -> {
          Shape shape = bench.shape(left);
          Value right =
              bench
                  .find(type -> Workbench.isStored(type) && type.shape().equals(shape))
                  .orElse(left);
          int bits = Math.max(bits(bench, left), bits(bench, right));
          if (bits > LARGEST_OPERAND_BITS - 1) {
            return;
          }
          var made = new RequantizeProductions(bench, shape, bits + 1);
          Value ofLeft = made.multiplier();
          Value ofRight = made.multiplier();
          bench.add(new RequantizeAdd(left, ofLeft, right, ofRight, made.shift(), made.encoding));
        });
  }

  /// One multiplier for each index of the last axis, which is fixed.
  static void channels(Workbench bench, Value sums) {
    int bits = bits(bench, sums);
    if (bits > LARGEST_OPERAND_BITS) {
      return;
    }
    var made = new RequantizeProductions(bench, bench.shape(sums), bits);
    Value multiplier = new Scales(bench).along(made.shape, 1, ElemType.S32, UNIT, 2 * UNIT - 1);
    bench.add(new Requantize(sums, multiplier, made.shift(), made.encoding));
  }

  private static int bits(Workbench bench, Value value) {
    return magnitude(bench.decoded(value)).bitLength();
  }

  static BigInteger magnitude(Interval interval) {
    return interval.lo().abs().max(interval.hi().abs());
  }

  private boolean isWide() {
    return encoding.storage().bits() > Byte.SIZE;
  }

  private boolean computed() {
    return bits <= COMPUTED_OPERAND_BITS;
  }

  private Value multiplier() {
    long most = isWide() && bits <= COMPUTED_OPERAND_BITS ? Integer.MAX_VALUE : 2 * UNIT - 1;
    return switch (choices.below(8)) {
      case 0, 1 -> scales(UNIT, UNIT);
      case 5 -> scales(0, 1);
      case 6 -> scales(most, most);
      case 7 -> scales(0, most);
      default -> scales(UNIT, 2 * UNIT - 1);
    };
  }

  private Value scales(long least, long most) {
    return new Scales(bench).integers(shape, ElemType.S32, least, most, computed());
  }

  private Value shift() {
    int most = isWide() ? WIDE_SHIFT : NARROW_SHIFT;
    int fitting = Math.clamp(16L + bits - encoding.storage().bits(), 1, most - 2);
    Scales scales = new Scales(bench);
    return switch (choices.below(12)) {
      case 9 -> scales.integers(shape, ElemType.U8, 1, 1, computed());
      case 10 -> scales.integers(shape, ElemType.U8, most, most, computed());
      case 11 -> scales.integers(shape, ElemType.U8, 1, most, computed());
      default -> scales.integers(shape, ElemType.U8, fitting, fitting + 2, computed());
    };
  }
}
