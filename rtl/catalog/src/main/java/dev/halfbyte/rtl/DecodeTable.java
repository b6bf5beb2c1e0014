package dev.halfbyte.rtl;

import java.math.BigInteger;
import java.util.List;

/// The word of [Memory#DECODE]: what 16 codes stand for in front of the array.
///
/// A [ArrayKind#DECODE] array multiplies by record `code mod 16`, a signed number of ACT_BITS + 1
/// bits. For a [ArrayKind#SHIFT] array a record is made by [#term], and a drained value is `(first
/// << shift) + factor * second` of its two sums.
///
/// @param records 16 records
/// @param shift 0..15
/// @param factor 0..255
public record DecodeTable(List<Integer> records, int shift, int factor) implements Decoding {
  /// Number of records.
  public static final int RECORDS = 16;

  /// Bits of a record, and of the element behind the records that holds shift and factor.
  public static final int RECORD_BITS = 16;

  /// Position of the element that holds shift and factor.
  public static final int SCALES = RECORDS;

  /// Largest shift of a [#term].
  public static final int MAX_TERM_SHIFT = 7;

  /// Largest shift of the first sum.
  public static final int MAX_SHIFT = 15;

  /// Largest factor of the second sum.
  public static final int MAX_FACTOR = 255;

  /// The record of a code that stands for zero.
  public static final int ZERO_TERM = 0;

  private static final int SECOND = 1 << 3;
  private static final int NEGATIVE = 1 << 4;
  private static final int NONZERO = 1 << 5;
  private static final int FACTOR_LSB = 8;

  public DecodeTable {
    records = List.copyOf(records);
    if (records.size() != RECORDS || outside(shift, MAX_SHIFT) || outside(factor, MAX_FACTOR)) {
      throw new IllegalArgumentException("records " + records + ", " + shift + ", " + factor);
    }
  }

  private static boolean outside(int value, int max) {
    return value < 0 || value > max;
  }

  /// Returns the table of a DECODE array, by the numbers of the codes.
  public static DecodeTable ofNumbers(List<Integer> numbers) {
    return new DecodeTable(numbers, 0, 0);
  }

  /// Returns the record of a SHIFT array that adds `weight << shift`, or subtracts it.
  ///
  /// @param second whether to the second sum
  /// @param shift 0..[#MAX_TERM_SHIFT]
  public static int term(boolean second, boolean negative, int shift) {
    if (outside(shift, MAX_TERM_SHIFT)) {
      throw new IllegalArgumentException("shift " + shift);
    }
    return NONZERO | (second ? SECOND : 0) | (negative ? NEGATIVE : 0) | shift;
  }

  /// Returns whether a term goes to the second sum.
  public static boolean isSecond(int term) {
    return (term & SECOND) != 0;
  }

  /// Returns what a term multiplies the weight by: a power of two, its negative, or 0.
  public static int multiplier(int term) {
    int power = (term & NONZERO) == 0 ? 0 : 1 << (term & MAX_TERM_SHIFT);
    return (term & NEGATIVE) == 0 ? power : -power;
  }

  @Override
  public BigInteger word() {
    BigInteger word = BigInteger.valueOf(scales()).shiftLeft(SCALES * RECORD_BITS);
    for (int code = 0; code < RECORDS; code++) {
      long record = records.get(code) & (1 << RECORD_BITS) - 1;
      word = word.or(BigInteger.valueOf(record).shiftLeft(code * RECORD_BITS));
    }
    return word;
  }

  /// Returns the element behind the records.
  public int scales() {
    return shift | factor << FACTOR_LSB;
  }

  /// Returns the value of two sums, given the element behind the records; wraps as the array does.
  public static int combine(int scales, int first, int second) {
    return (first << (scales & MAX_SHIFT)) + (scales >> FACTOR_LSB & MAX_FACTOR) * second;
  }
}
