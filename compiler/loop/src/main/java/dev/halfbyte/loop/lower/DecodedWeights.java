package dev.halfbyte.loop.lower;

import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.Encoding;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.loop.Index;
import java.util.List;
import java.util.Optional;

/// The numbers that a constant of codes stands for, where each fits a signed byte.
final class DecodedWeights {
  private final ConstantSlice slice;
  private final byte[] numbers;
  private final boolean nibbles;

  private DecodedWeights(ConstantSlice slice, byte[] numbers, boolean nibbles) {
    this.slice = slice;
    this.numbers = numbers;
    this.nibbles = nibbles;
  }

  /// The numbers of an integer or code tensor, in all its slices; absent for others, for empty
  /// ones, and where one is wider than a byte.
  static Optional<DecodedWeights> of(ConstantSlice slice) {
    Tensor source = slice.data();
    if (ElemType.storage(source.type().elem()).isEmpty() || source.count() == 0) {
      return Optional.empty();
    }
    long[] codes = source.longs();
    byte[] numbers = new byte[codes.length];
    boolean nibbles = true;
    for (int i = 0; i < codes.length; i++) {
      long number =
          source.type().elem() instanceof ElemType.CodeType(Encoding encoding)
              ? encoding.decode(codes[i])
              : codes[i];
      if (number != (byte) number) {
        return Optional.empty();
      }
      numbers[i] = (byte) number;
      nibbles &= number >= -8 && number <= 7;
    }
    return Optional.of(new DecodedWeights(slice, numbers, nibbles));
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

  boolean fitNibbles() {
    return nibbles;
  }
}
