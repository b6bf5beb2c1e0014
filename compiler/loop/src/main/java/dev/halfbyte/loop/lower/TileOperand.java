package dev.halfbyte.loop.lower;

import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.Encoding;
import dev.halfbyte.ir.Value;
import dev.halfbyte.loop.MemoryType;
import dev.halfbyte.loop.TargetFacts;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// One operand of a tile contraction in the form that the leaf reads.
///
/// Codes of at most 8 bits can lie in memory as they are, moved by an offset so that they fit the
/// leaf's type (*raw*: one digit). All others are decoded, and numbers that do not fit a byte are
/// split into digits in base 256, low digits unsigned; the leaf is called for each.
///
/// @param masked products may be absent: memory then holds the center, which counts as zero
/// @param form of all digits in memory
record TileOperand(
    Value value,
    List<String> labels,
    boolean masked,
    MemoryType form,
    boolean raw,
    List<Digit> digits) {
  private static final int MOST_BITS = 16;

  TileOperand {
    labels = List.copyOf(labels);
    digits = List.copyOf(digits);
  }

  /// All numbers that `elem` can stand for, where they are narrow enough for digits.
  record Numbers(long least, long most) {
    static Optional<Numbers> of(ElemType elem) {
      return ElemType.storage(elem)
          .filter(storage -> storage.bits() <= MOST_BITS)
          .map(storage ->
              elem instanceof ElemType.CodeType(Encoding encoding)
                  ? new Numbers(encoding.minDecoded(), encoding.maxDecoded())
                  : new Numbers(storage.min(), storage.max()));
    }

    boolean fit(long lo, long hi) {
      return lo <= least && most <= hi;
    }
  }

  /// The rows of the tile.
  ///
  /// @param split whether numbers must be digits even where memory could hold them whole
  static Optional<TileOperand> rows(
      Value value,
      List<String> labels,
      boolean masked,
      ElemType elem,
      TargetFacts.Activations wanted,
      boolean split) {
    return Numbers.of(elem)
        .map(numbers -> {
          Optional<Long> zero = rawZero(elem);
          if (zero.isPresent()) {
            ElemType.IntType storage = ElemType.storage(elem).orElseThrow();
            MemoryType form = form(wanted, storage.signed());
            long offset = offset(form, storage.min(), storage.max());
            Digit digit = new Digit(0, zero.get() + offset, numbers.least, numbers.most);
            return new TileOperand(value, labels, masked, form, true, List.of(digit));
          }
          MemoryType form = form(wanted, numbers.least < 0);
          return new TileOperand(value, labels, masked, form, false, digits(numbers, form, split));
        });
  }

  /// The columns of the tile, which are packed in panels: bytes, or `int` on a target of wide
  /// activations.
  static Optional<TileOperand> columns(
      Value value,
      List<String> labels,
      ElemType elem,
      TargetFacts.Activations wanted,
      boolean split) {
    boolean wide = wanted == TargetFacts.Activations.WIDE;
    MemoryType form = wide ? MemoryType.I32 : MemoryType.I8;
    return Numbers.of(elem)
        .map(numbers -> {
          Optional<Long> zero = rawZero(elem);
          boolean whole = wide && !split || numbers.fit(Byte.MIN_VALUE, Byte.MAX_VALUE);
          if (zero.isEmpty() || whole) {
            return new TileOperand(value, labels, false, form, false, digits(numbers, form, split));
          }
          ElemType.IntType storage = ElemType.storage(elem).orElseThrow();
          long offset = offset(form, storage.min(), storage.max());
          Digit digit = new Digit(0, zero.get() + offset, numbers.least, numbers.most);
          return new TileOperand(value, labels, false, form, true, List.of(digit));
        });
  }

  /// Constant columns, whose numbers are known.
  static TileOperand constant(Value value, List<String> labels, DecodedWeights weights) {
    Numbers numbers = new Numbers(weights.least(), weights.most());
    return new TileOperand(
        value, labels, false, MemoryType.I8, false, digits(numbers, MemoryType.I8, true));
  }

  /// An operand of floats, which lies in memory as it is.
  static TileOperand floats(Value value, List<String> labels) {
    return new TileOperand(
        value, labels, false, MemoryType.F32, true, List.of(new Digit(0, 0, 0, 0)));
  }

  boolean isFloat() {
    return form == MemoryType.F32;
  }

  /// The code that stands for zero, for codes that may lie in memory as they are.
  private static Optional<Long> rawZero(ElemType elem) {
    Optional<Long> zero =
        switch (elem) {
          case ElemType.IntType integer -> Optional.of(0L);
          case ElemType.CodeType(Encoding.Affine affine) -> Optional.of(affine.zeroPoint());
          case ElemType.CodeType(Encoding.Table table) -> Optional.empty();
          case ElemType.FloatType f -> Optional.empty();
          case ElemType.BoolType b -> Optional.empty();
        };
    return zero.filter(z -> ElemType.storage(elem).orElseThrow().bits() <= Byte.SIZE);
  }

  private static MemoryType form(TargetFacts.Activations wanted, boolean signed) {
    return switch (wanted) {
      case AS_STORED -> signed ? MemoryType.I8 : MemoryType.U8;
      case UNSIGNED -> MemoryType.U8;
      case SIGNED -> MemoryType.I8;
      case WIDE -> MemoryType.I32;
    };
  }

  /// What moves `least .. most`, at most 256 values, into `form`.
  private static long offset(MemoryType form, long least, long most) {
    long half = 1L << Byte.SIZE - 1;
    return switch (form) {
      case U8 -> least < 0 ? half : 0;
      case I8 -> most >= half ? -half : 0;
      case I16, U16, I32, U32, I64, F32 -> 0;
    };
  }

  private static List<Digit> digits(Numbers numbers, MemoryType form, boolean split) {
    if (form == MemoryType.I32 && !split) {
      return List.of(new Digit(0, 0, numbers.least, numbers.most));
    }
    List<Digit> digits = new ArrayList<>();
    long least = numbers.least;
    long most = numbers.most;
    int shift = 0;
    while (least < Byte.MIN_VALUE || most > (least < 0 ? Byte.MAX_VALUE : 255)) {
      digits.add(new Digit(shift, offset(form, 0, 255), 0, 255));
      least >>= Digit.BITS;
      most >>= Digit.BITS;
      shift += Digit.BITS;
    }
    digits.add(new Digit(shift, offset(form, least, most), least, most));
    return digits;
  }

  /// What is added to a raw code in memory.
  long offset(ElemType elem) {
    return isFloat() ? 0 : digits.getFirst().center() - rawZero(elem).orElseThrow();
  }
}
