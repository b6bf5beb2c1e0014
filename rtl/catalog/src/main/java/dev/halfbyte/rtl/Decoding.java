package dev.halfbyte.rtl;

import java.math.BigInteger;

/// What act codes stand for in front of the array: the content of [Memory#DECODE].
public sealed interface Decoding permits DecodeTable, DigitPlanes {
  /// Returns the word, [Memory#DECODE_BITS] bits at most.
  BigInteger word();
}
