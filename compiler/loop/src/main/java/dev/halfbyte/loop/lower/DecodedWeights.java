package dev.halfbyte.loop.lower;

import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.Encoding;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.loop.Index;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Optional;

/// The numbers that a constant of codes stands for.
final class DecodedWeights {
  /// Numbers of a 16-bit code with a zero point have one bit more.
  private static final long LARGEST = 1L << 17;

  private final ConstantSlice slice;
  private final int[] numbers;
  private final long least;
  private final long most;

  private DecodedWeights(ConstantSlice slice, int[] numbers, long least, long most) {
    this.slice = slice;
    this.numbers = numbers;
    this.least = least;
    this.most = most;
  }

  /// The numbers of an integer or code tensor, in all its slices; absent for others, for empty
  /// ones, and where one is far wider than a code.
  static Optional<DecodedWeights> of(ConstantSlice slice) {
    Tensor source = slice.data();
    if (ElemType.storage(source.type().elem()).isEmpty() || source.count() == 0) {
      return Optional.empty();
    }
    long[] codes = source.longs();
    int[] numbers = new int[codes.length];
    long least = Long.MAX_VALUE;
    long most = Long.MIN_VALUE;
    for (int i = 0; i < codes.length; i++) {
      long number =
          source.type().elem() instanceof ElemType.CodeType(Encoding encoding)
              ? encoding.decode(codes[i])
              : codes[i];
      if (Math.abs(number) > LARGEST) {
        return Optional.empty();
      }
      numbers[i] = (int) number;
      least = Math.min(least, number);
      most = Math.max(most, number);
    }
    return Optional.of(new DecodedWeights(slice, numbers, least, most));
  }

  /// A tensor of floats, as the numbers that their bits are; absent for others and for empty ones.
  static Optional<DecodedWeights> ofFloats(ConstantSlice slice) {
    Tensor source = slice.data();
    if (!source.type().elem().equals(ElemType.F32) || source.count() == 0) {
      return Optional.empty();
    }
    int[] bits = new int[source.count()];
    ByteBuffer.wrap(source.bytes()).order(ByteOrder.LITTLE_ENDIAN).asIntBuffer().get(bits);
    return Optional.of(new DecodedWeights(slice, bits, Integer.MIN_VALUE, Integer.MAX_VALUE));
  }

  /// All slices.
  Tensor source() {
    return slice.data();
  }

  /// Which of the slices is read.
  List<Index> leading() {
    return slice.leading();
  }

  int slices() {
    return slice.count();
  }

  /// The number at a row-major position.
  int at(int position) {
    return numbers[position];
  }

  long least() {
    return least;
  }

  long most() {
    return most;
  }

  boolean fitNibbles() {
    return least >= -8 && most <= 7;
  }

  boolean fitTwoBits() {
    return least >= -2 && most <= 1;
  }
}
