package dev.halfbyte.testkit;

import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.ElemType.IntType;
import dev.halfbyte.ir.Encoding;
import java.util.List;

/// Draws encodings and integer types, common ones first.
final class Encodings {
  private static final IntType U16 = new IntType(16, false);
  private static final List<IntType> STORAGES =
      List.of(
          ElemType.S8,
          ElemType.S4,
          ElemType.U4,
          ElemType.U8,
          ElemType.S8,
          ElemType.U8,
          new IntType(3, true),
          new IntType(3, false),
          new IntType(2, true),
          new IntType(2, false));
  private static final List<IntType> WIDE_STORAGES = List.of(ElemType.S16, ElemType.S16, U16);
  private static final List<IntType> INTEGERS =
      List.of(
          ElemType.S32,
          ElemType.S8,
          ElemType.S16,
          ElemType.U8,
          ElemType.S64,
          ElemType.S4,
          ElemType.U4,
          U16,
          new IntType(32, false),
          new IntType(12, true),
          new IntType(24, true),
          new IntType(40, true));

  private final Choices choices;

  Encodings(Choices choices) {
    this.choices = choices;
  }

  /// An affine encoding of at most 8 bits, or with `wide` of 16.
  Encoding.Affine affine(boolean wide) {
    IntType storage = choices.pick(wide && choices.oneIn(4) ? WIDE_STORAGES : STORAGES);
    long zero =
        switch (choices.below(8)) {
          case 0, 1, 2 -> 0;
          case 3 -> storage.min();
          case 4 -> storage.max();
          default -> storage.min() + choices.below(1 << storage.bits());
        };
    return new Encoding.Affine(storage, zero);
  }

  Encoding.Table table() {
    return choices.pick(List.of(TableFamily.values())).encoding();
  }

  /// Any encoding of at most 8 bits.
  Encoding any() {
    return choices.oneIn(3) ? table() : affine(false);
  }

  /// Any integer type, of odd widths too.
  IntType integer() {
    return choices.pick(INTEGERS);
  }

  /// All integer types, the common ones first.
  static List<IntType> integers() {
    return INTEGERS;
  }

  /// Any element type that integers are stored in.
  ElemType stored() {
    return switch (choices.below(3)) {
      case 0 -> new ElemType.CodeType(affine(true));
      case 1 -> new ElemType.CodeType(table());
      default -> integer();
    };
  }
}
