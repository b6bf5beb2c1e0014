package dev.halfbyte.sim.harness;

/// How the codes of an M x N matrix are packed into memory words, and those into 64-bit beats.
///
/// A word holds `rows * lanes` codes; code (m, n) sits in word `(m / rows) * blockWords + n /
/// lanes` at position `(m % rows) * lanes + n % lanes`. Every word takes ceil(bits / 64) beats,
/// least significant first. Codes beyond M or N are that of the real value 0 on the way in and
/// dropped on the way out.
///
/// @param rows rows that share a word
/// @param lanes columns that share a word
/// @param elementBits bits of a stored code: 4, 8 or 16
/// @param signed whether a stored code is two's complement
/// @param m rows of the matrix
/// @param n columns of the matrix
/// @param blockWords words of `rows` rows, at least ceil(n / lanes): where rows begin at multiples
///   of several words, they are padded
public record Layout(
    int rows, int lanes, int elementBits, boolean signed, int m, int n, int blockWords) {

  /// A layout without padding between blocks of rows.
  public static Layout dense(int rows, int lanes, int elementBits, boolean signed, int m, int n) {
    return new Layout(rows, lanes, elementBits, signed, m, n, Math.ceilDiv(n, lanes));
  }

  public int blocks() {
    return Math.ceilDiv(m, rows);
  }

  public int beatsPerWord() {
    return Math.ceilDiv(rows * lanes * elementBits, 64);
  }

  /// Beats of the whole matrix.
  public int beats() {
    return Math.multiplyExact(Math.multiplyExact(blocks(), blockWords), beatsPerWord());
  }

  public int elements() {
    return Math.multiplyExact(m, n);
  }

  /// Packs codes in row-major order; only their low `elementBits` bits count.
  ///
  /// @param padding the code of what is beyond M or N
  public long[] pack(int[] codes, int padding) {
    requireLength(codes.length, elements());
    long mask = (1L << elementBits) - 1;
    long[] beats = padded(padding & mask);
    for (int row = 0; row < m; row++) {
      for (int column = 0; column < n; column++) {
        int bit = bit(row, column);
        int beat = beat(row, column, bit);
        long others = beats[beat] & ~(mask << bit % 64);
        beats[beat] = others | (codes[row * n + column] & mask) << bit % 64;
      }
    }
    return beats;
  }

  private long[] padded(long code) {
    long[] beats = new long[beats()];
    int perBeat = 64 / elementBits;
    for (int beat = 0; beat < beats.length; beat++) {
      int first = beat % beatsPerWord() * perBeat;
      for (int i = 0; i < Math.min(perBeat, rows * lanes - first); i++) {
        beats[beat] |= code << i * elementBits;
      }
    }
    return beats;
  }

  /// The codes of [#pack], in row-major order, extended by their sign or by zeros.
  public int[] unpack(long[] beats) {
    requireLength(beats.length, beats());
    int[] codes = new int[elements()];
    int spare = 64 - elementBits;
    for (int row = 0; row < m; row++) {
      for (int column = 0; column < n; column++) {
        int bit = bit(row, column);
        long aligned = beats[beat(row, column, bit)] << (spare - bit % 64);
        codes[row * n + column] = (int) (signed ? aligned >> spare : aligned >>> spare);
      }
    }
    return codes;
  }

  private int beat(int row, int column, int bit) {
    int word = row / rows * blockWords + column / lanes;
    return word * beatsPerWord() + bit / 64;
  }

  private int bit(int row, int column) {
    return (row % rows * lanes + column % lanes) * elementBits;
  }

  private static void requireLength(int actual, int expected) {
    if (actual != expected) {
      throw new IllegalArgumentException(actual + " values where the layout has " + expected);
    }
  }
}
