package dev.halfbyte.loop.lower;

import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.Encoding;
import dev.halfbyte.ir.Tensor;
import java.util.Optional;

/// The numbers that a constant of codes stands for, where each fits a signed byte.
final class DecodedWeights {
  private final Tensor source;
  private final byte[] numbers;
  private final boolean nibbles;

  private DecodedWeights(Tensor source, byte[] numbers, boolean nibbles) {
    this.source = source;
    this.numbers = numbers;
    this.nibbles = nibbles;
  }

  /// The numbers of an integer or code tensor; absent for others, for empty ones, and where one is
  /// wider than a byte.
  static Optional<DecodedWeights> of(Tensor source) {
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
    return Optional.of(new DecodedWeights(source, numbers, nibbles));
  }

  Tensor source() {
    return source;
  }

  /// The number at a row-major position.
  int at(int position) {
    return numbers[position];
  }

  boolean fitNibbles() {
    return nibbles;
  }
}
