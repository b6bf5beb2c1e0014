package dev.halfbyte.conformance.matrix;

import dev.halfbyte.ir.AccessMap;
import dev.halfbyte.ir.AffineIndex;
import dev.halfbyte.ir.Dim;
import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.Shape;
import dev.halfbyte.ir.Value;
import dev.halfbyte.ir.op.Concat;
import dev.halfbyte.ir.op.Reshape;
import dev.halfbyte.ir.op.View;
import java.util.List;
import java.util.Optional;

/// Elements that change place: padding is the code that stands for zero, all else is as it was.
final class MovementMatrix {
  private static final int PADDING = 3;

  private MovementMatrix() {}

  static Matrix movements() {
    Matrix matrix = new Matrix("movements");
    for (ElemType type : FourBits.operands()) {
      Value operand = matrix.all(type);
      int count = FourBits.count(type);
      long least = ElemType.storage(type).orElseThrow().min();
      matrix.expectInts(
          matrix.add(new View(operand, map(count, -1, count - 1, false))),
          i -> least + count - 1 - i);
      matrix.expectInts(matrix.add(new Reshape(operand, Shape.of(count / 2, 2))), i -> least + i);
      matrix.expectInts(
          matrix.add(new Concat(List.of(operand, operand), 0)), i -> least + i % count);
      zero(type)
          .ifPresent(zero ->
              matrix.expectInts(
                  matrix.add(new View(operand, map(count + 2 * PADDING, 1, -PADDING, true))),
                  i -> i < PADDING || i >= count + PADDING ? zero : least + i - PADDING));
    }
    return matrix;
  }

  /// `operand[factor * i + offset]`.
  private static AccessMap map(int extent, long factor, long offset, boolean padded) {
    AffineIndex index = new AffineIndex(List.of(new AffineIndex.Term(0, factor)), Dim.of(offset));
    return new AccessMap(List.of(Dim.of(extent)), List.of(index), padded);
  }

  /// The first value that stands for 0, where one does.
  private static Optional<Long> zero(ElemType type) {
    long least = ElemType.storage(type).orElseThrow().min();
    for (int i = 0; i < FourBits.count(type); i++) {
      if (FourBits.number(type, i) == 0) {
        return Optional.of(least + i);
      }
    }
    return Optional.empty();
  }
}
