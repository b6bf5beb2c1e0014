package dev.halfbyte.ir;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/// What the codes of a quantized tensor stand for: an integer array `T`, indexed by code.
///
/// The real value of code `c` is `scale * T[c]`; the scale is an operand of the ops that cross
/// between codes and floats and never part of the type. Contractions multiply `T` entries.
public sealed interface Encoding permits Encoding.Affine, Encoding.Table {
  /// How a code is stored.
  ElemType.IntType storage();

  /// `T[code]`, for a code inside the storage range.
  long decode(long code);

  /// `T[c] = c - zeroPoint`; up to 16 bits (the residual stream), the others up to 8.
  record Affine(ElemType.IntType storage, long zeroPoint) implements Encoding {
    public Affine {
      if (storage.bits() > 16) {
        throw new IllegalArgumentException("an affine code has at most 16 bits: " + storage);
      }
      if (!storage.contains(zeroPoint)) {
        throw new IllegalArgumentException("zero point " + zeroPoint + " is no code of " + storage);
      }
    }

    @Override
    public long decode(long code) {
      return code - zeroPoint;
    }

    @Override
    public String toString() {
      return zeroPoint == 0 ? storage.toString() : storage + " zero " + zeroPoint;
    }
  }

  /// Any other family (log2, log-sqrt2, FP4, ...): the stored entries are the definition.
  record Table(ElemType.IntType storage, List<Long> entries) implements Encoding {
    public Table {
      entries = List.copyOf(entries);
      if (storage.signed() || storage.bits() > 8 || entries.size() != 1 << storage.bits()) {
        throw new IllegalArgumentException("a table has 2^bits entries of an unsigned code");
      }
    }

    @Override
    public long decode(long code) {
      return entries.get(Math.toIntExact(code));
    }

    @Override
    public String toString() {
      return storage + " table " + entries;
    }
  }

  /// The code of real zero, which padding reads; absent where no table entry is 0.
  default Optional<Long> zeroCode() {
    return switch (this) {
      case Affine a -> Optional.of(a.zeroPoint);
      case Table t -> Optional.of((long) t.entries.indexOf(0L)).filter(code -> code >= 0);
    };
  }

  /// Smallest and largest decoded value, for range analysis.
  default long minDecoded() {
    return decodedRange().min().orElseThrow();
  }

  default long maxDecoded() {
    return decodedRange().max().orElseThrow();
  }

  private LongStream decodedRange() {
    return switch (this) {
      case Affine a -> LongStream.of(a.decode(a.storage.min()), a.decode(a.storage.max()));
      case Table t -> IntStream.range(0, t.entries.size()).mapToLong(t.entries::get);
    };
  }
}
