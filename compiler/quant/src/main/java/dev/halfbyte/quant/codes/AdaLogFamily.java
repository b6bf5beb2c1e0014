package dev.halfbyte.quant.codes;

import dev.halfbyte.ir.ElemType.IntType;
import dev.halfbyte.ir.Encoding;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/// Powers of `2^(-q/37)`, falling with the code, `q` found by calibration; the top code is zero (Wu
/// et al., AdaLog, ECCV 2024).
///
/// Entry `k` is `M[k q mod 37] * 2^(13 - bits - floor(k q / 37))`, half up, for the published
/// mantissas `M[r] = round((2^(bits + 1) - 2) * 2^(-r / 37))`: a shift of one of 37 small numbers.
/// At 4 bits they are from 15 to 30.
///
/// @param q codes fall by a factor of `2^(q/37)`: 37 is `log2`
public record AdaLogFamily(int q) implements TableFamily {
  /// Mantissas in an octave; a prime, so that every `q` below it meets all of them.
  static final int OCTAVE = 37;

  static final int LEAST = 10;
  static final int GREATEST = 137;
  private static final int UNIT_BITS = 14;

  public AdaLogFamily {
    if (q < LEAST || q > GREATEST) {
      throw new IllegalArgumentException("q from " + LEAST + " to " + GREATEST + ": " + q);
    }
  }

  /// The family with its base still to be found.
  public record Searched() implements SearchedFamily {
    @Override
    public boolean hasWidth(int bits) {
      return widths(bits);
    }

    @Override
    public boolean signed() {
      return false;
    }

    @Override
    public List<Parameter> parameters() {
      return List.of(Parameter.of("q", LEAST, GREATEST, OCTAVE));
    }

    @Override
    public TableFamily with(List<Long> values) {
      return new AdaLogFamily(Math.toIntExact(values.getFirst()));
    }

    @Override
    public String toString() {
      return "adalog";
    }
  }

  private static boolean widths(int bits) {
    return bits >= 2 && bits <= 8;
  }

  @Override
  public boolean hasWidth(int bits) {
    return widths(bits);
  }

  @Override
  public boolean signed() {
    return false;
  }

  @Override
  public SortedMap<String, Long> parameters() {
    return new TreeMap<>(Map.of("q", (long) q));
  }

  /// The 37 mantissas of an octave for codes of `bits`, the largest first.
  static List<Long> mantissas(int bits) {
    long largest = (2L << bits) - 2;
    return IntStream.range(0, OCTAVE)
        .mapToObj(r -> Math.round(largest * StrictMath.pow(2, -r / (double) OCTAVE)))
        .toList();
  }

  @Override
  public Encoding.Table table(int bits) {
    if (!widths(bits)) {
      throw new IllegalArgumentException(this + " of " + bits + " bits");
    }
    List<Long> mantissas = mantissas(bits);
    int shift = UNIT_BITS - bits - 1;
    LongStream entries =
        IntStream.range(0, (1 << bits) - 1)
            .mapToLong(k -> halved(mantissas.get(k * q % OCTAVE) << shift, k * q / OCTAVE));
    return new Encoding.Table(
        new IntType(bits, false), LongStream.concat(entries, LongStream.of(0)).boxed().toList());
  }

  /// `number / 2^octaves`, half up; 0 far below 1.
  private static long halved(long number, int octaves) {
    return octaves == 0
        ? number
        : octaves > UNIT_BITS ? 0 : (number + (1L << (octaves - 1))) >> octaves;
  }

  @Override
  public String toString() {
    return "adalog(q = " + q + ")";
  }
}
