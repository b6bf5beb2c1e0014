package dev.halfbyte.backend.verilog.cmd;

import dev.halfbyte.rtl.Command;
import dev.halfbyte.rtl.DigitSegment;
import dev.halfbyte.rtl.Segment;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;

/// One pass of the codes of a row over the array: the numbers that they stand for, the weights that
/// these meet, and by how much the sums before are shifted.
final class ArrayPass {
  private static final int ALL_BITS = -1;

  private final int[] numbers;
  private final int weightWord;
  private final int weightMask;
  private final int shift;

  private final int zero;

  private ArrayPass(int[] numbers, int weightWord, int weightMask, int shift, int zero) {
    this.numbers = numbers;
    this.weightWord = weightWord;
    this.weightMask = weightMask;
    this.shift = shift;
    this.zero = zero;
  }

  /// Returns a pass of a block engine.
  ///
  /// @param codeBits bits of a code
  /// @param number the number of a code, which is not extended
  static ArrayPass ofCodes(int codeBits, IntUnaryOperator number) {
    int[] numbers = IntStream.range(0, 1 << codeBits).map(number).toArray();
    return new ArrayPass(numbers, 0, ALL_BITS, 0, 0);
  }

  /// Returns a pass of a row engine.
  static ArrayPass ofSegment(Segment segment, int codeBits, Command.Gemm.Tiles weights) {
    boolean high = segment.weightPlane() == 1;
    return new ArrayPass(
        IntStream.range(0, 1 << codeBits).map(segment::number).toArray(),
        high ? weights.high().map(Command.Gemm.HighPlane::words).orElse(0) : 0,
        segment.weightSigned() ? ALL_BITS : DigitSegment.CODES - 1,
        segment.shift(),
        high ? weights.high().map(Command.Gemm.HighPlane::zero).orElse(0) : weights.zero());
  }

  /// Returns the number of a code, which is not extended.
  int number(byte code) {
    return numbers[code & 0xff];
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

  /// Returns what is subtracted from every weight.
  int zero() {
    return zero;
  }
}
