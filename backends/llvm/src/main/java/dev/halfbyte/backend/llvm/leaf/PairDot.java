package dev.halfbyte.backend.llvm.leaf;

import dev.halfbyte.backend.llvm.text.FunctionText;
import java.util.List;

/// What an instruction set does with pairs of weights of a single row ([PairRow]): two pairs, from
/// wherever they come, are interleaved in registers to the four weights that a dot product takes.
sealed interface PairDot permits VnniPairs, Avx2NibblePairs, Avx2BytePairs {
  /// Pairs that are taken together.
  int PAIRS = 8;

  /// Bytes of weights that are loaded together.
  int vectorBytes();

  /// What the loop carries at its begin.
  List<CountedLoop.Carried> start();

  /// Writes the products of [#PAIRS] pairs.
  ///
  /// @param pairs pointers to the weights of each
  /// @param activations pointer to those of all pairs, side by side
  void write(
      FunctionText text,
      List<String> pairs,
      String activations,
      List<String> now,
      List<String> next);

  /// Sums of the lower half of the columns of each lane of 128 bits and of the upper half, for low
  /// and then for high nibbles where there are such.
  List<Halves> results(FunctionText text, List<String> carried);

  /// Sums of interleaved columns.
  record Halves(String lower, String upper) {}

  /// Four weights a column of pairs `first` and `second` of the vectors at two pointers.
  static Halves interleaved(FunctionText text, String first, String second, int bytes) {
    String one = words(text, first, bytes);
    String other = words(text, second, bytes);
    return new Halves(
        shuffled(text, one, other, bytes, 0), shuffled(text, one, other, bytes, Lanes.HALF));
  }

  private static String words(FunctionText text, String pointer, int bytes) {
    String loaded = VectorText.load(text, pointer, bytes);
    return text.value("bitcast <%d x i8> %s to <%d x i16>", bytes, loaded, bytes / 2);
  }

  private static String shuffled(
      FunctionText text, String one, String other, int bytes, int first) {
    int words = bytes / 2;
    String mixed =
        text.value(
            "shufflevector <%d x i16> %s, <%d x i16> %s, <%d x i32> %s",
            words, one, words, other, words, Lanes.unpacking(words, first));
    return text.value("bitcast <%d x i16> %s to <%d x i8>", words, mixed, bytes);
  }

  /// Columns in their order again: two vectors of sums.
  default List<String> inOrder(FunctionText text, Halves halves) {
    int lanes = vectorBytes() / Integer.BYTES;
    return List.of(ordered(text, halves, lanes, 0), ordered(text, halves, lanes, lanes));
  }

  private static String ordered(FunctionText text, Halves halves, int lanes, int first) {
    return text.value(
        "shufflevector <%d x i32> %s, <%d x i32> %s, <%d x i32> %s",
        lanes, halves.lower, lanes, halves.upper, lanes, Lanes.packing(lanes, first));
  }

  /// Masks of shuffles inside lanes of 128 bits.
  final class Lanes {
    private static final int WORDS = 8;
    private static final int HALF = WORDS / 2;

    private Lanes() {}

    /// Words `first ..` of each lane, of two vectors in turn.
    private static String unpacking(int words, int first) {
      StringBuilder mask = new StringBuilder();
      for (int i = 0; i < words; i++) {
        int word = i / WORDS * WORDS + first + i % WORDS / 2;
        add(mask, i % 2 == 0 ? word : words + word);
      }
      return "<" + mask + ">";
    }

    /// Where the sums of columns `first ..` are.
    private static String packing(int lanes, int first) {
      StringBuilder mask = new StringBuilder();
      for (int column = first; column < first + lanes; column++) {
        int inside = column % WORDS;
        int place = column / WORDS * HALF + inside % HALF;
        add(mask, inside < HALF ? place : lanes + place);
      }
      return "<" + mask + ">";
    }

    private static void add(StringBuilder mask, int entry) {
      mask.append(mask.isEmpty() ? "i32 " : ", i32 ").append(entry);
    }
  }
}
