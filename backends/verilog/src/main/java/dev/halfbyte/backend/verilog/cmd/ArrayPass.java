package dev.halfbyte.backend.verilog.cmd;

import dev.halfbyte.rtl.DigitSegment;
import dev.halfbyte.rtl.RowTiming;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;

/// One pass of the codes of a row over the array: the numbers that they stand for, the weights that
/// these meet, and by how much the sums before are shifted.
final class ArrayPass {
  private static final int ALL_BITS = -1;

  private final int[] numbers;
  private final int actWord;
  private final int weightWord;
  private final int weightMask;
  private final int shift;

  private ArrayPass(int[] numbers, int actWord, int weightWord, int weightMask, int shift) {
    this.numbers = numbers;
    this.actWord = actWord;
    this.weightWord = weightWord;
    this.weightMask = weightMask;
    this.shift = shift;
  }

  /// Returns a pass of a block engine.
  ///
  /// @param codeBits bits of a code
  /// @param number the number of a code, which is not extended
  static ArrayPass ofCodes(int codeBits, IntUnaryOperator number) {
    int[] numbers = IntStream.range(0, 1 << codeBits).map(number).toArray();
    return new ArrayPass(numbers, 0, 0, ALL_BITS, 0);
  }

  /// Returns a pass of a row engine.
  static ArrayPass ofSegment(DigitSegment segment, int kWords) {
    return new ArrayPass(
        IntStream.range(0, DigitSegment.CODES).map(segment::number).toArray(),
        segment.actPlane() * RowTiming.wideWords(kWords) * RowTiming.WIDE_WORDS,
        segment.weightPlane() * kWords,
        segment.weightSigned() ? ALL_BITS : DigitSegment.CODES - 1,
        segment.shift());
  }

  /// Returns the number of a code, which is not extended.
  int number(byte code) {
    return numbers[code & 0xff];
  }

  /// Returns the word of a row where the codes of this pass begin.
  int actWord() {
    return actWord;
  }

  /// Returns the word of a tile where the weights of this pass begin.
  int weightWord() {
    return weightWord;
  }

  /// Returns the bits of a weight that count.
  int weightMask() {
    return weightMask;
  }

  int shift() {
    return shift;
  }
}
