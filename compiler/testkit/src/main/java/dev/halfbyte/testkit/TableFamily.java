package dev.halfbyte.testkit;

import dev.halfbyte.ir.ElemType.IntType;
import dev.halfbyte.ir.Encoding;
import java.util.List;
import java.util.Optional;
import java.util.function.IntToLongFunction;
import java.util.stream.IntStream;

/// Families of table encodings, one member of each: what the calibration methods make, and tables
/// that are awkward to decode.
public enum TableFamily {
  /// FP4 E2M1, with a negative zero.
  FP4(4, code -> (code < 8 ? 1 : -1) * magnitude(code % 8)),
  /// Powers of two, the top code zero.
  LOG2(4, code -> code < 15 ? 1L << (14 - code) : 0),
  /// Powers of the root of two, the top code zero.
  LOG_SQRT2(4, code -> code < 15 ? powerOfRoot(14 - code) : 0),
  /// Powers of two in three bits, as one byte holds them.
  LOG2_SHORT(3, code -> code < 7 ? 1L << (6 - code) : 0),
  /// Signs.
  BINARY(1, code -> code == 0 ? -1 : 1),
  /// Signs and zero, one code to spare.
  TERNARY(2, code -> code == 3 ? 0 : code - 1L),
  /// Entries in no order, as fitted to data.
  FITTED(4, code -> (code * 7 + 3) % 16 - 8L),
  /// Without a zero, so nothing can be padded.
  ODD(2, code -> 2L * code - 3),
  /// Entries of 16 bits and sign, of which two products leave 32 bits.
  WIDE(2, code -> List.of(-32768L, 32767L, 0L, -1L).get(code)),
  /// Entries of 8 bits of magnitude and sign.
  BYTE(8, code -> code - 128L + code % 3);

  private static final long ROOT = 181;

  private final Encoding.Table encoding;

  TableFamily(int bits, IntToLongFunction entry) {
    List<Long> entries = IntStream.range(0, 1 << bits).mapToObj(entry::applyAsLong).toList();
    this.encoding = new Encoding.Table(new IntType(bits, false), entries);
  }

  private static long magnitude(int code) {
    return code < 4 ? code : (2L + code % 2) << (code / 2 - 1);
  }

  private static long powerOfRoot(int power) {
    return (power % 2 == 0 ? 128L : ROOT) << (power / 2);
  }

  public Encoding.Table encoding() {
    return encoding;
  }

  /// The family that an encoding is the member of.
  public static Optional<TableFamily> of(Encoding.Table encoding) {
    return IntStream.range(0, values().length)
        .mapToObj(i -> values()[i])
        .filter(family -> family.encoding.equals(encoding))
        .findFirst();
  }
}
