package dev.halfbyte.rtl;

import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/// The fields of a SOFTMAX command, and what it writes.
record SoftmaxJob(
    boolean early,
    boolean causal,
    int rows,
    int count,
    int countFirst,
    int words,
    int sBase,
    int sStride,
    int oBase,
    int oStride,
    int fBase,
    int zero) {

  /// A word of codes, with the flag of the last word of a row.
  record Word(Bits codes, boolean last) {}

  /// Any command on rows of up to `rowMax` elements, sometimes with words to spare.
  static SoftmaxJob random(Random random, int lanes, int rowMax) {
    int count = 1 + random.nextInt(rowMax);
    int least = SoftmaxTiming.words(count, lanes);
    int most = SoftmaxTiming.words(rowMax, lanes);
    int words = random.nextBoolean() ? least : least + random.nextInt(most - least + 1);
    return new SoftmaxJob(
        random.nextBoolean(),
        random.nextBoolean(),
        1 + random.nextInt(5),
        count,
        random.nextInt(rowMax + 2),
        words,
        random.nextInt(1 << 10),
        random.nextInt(1 << 8),
        random.nextInt(1 << 10),
        words + random.nextInt(16),
        random.nextInt(1 << 10),
        random.nextInt(256));
  }

  /// Rows that begin at word 0 and follow each other without gaps, as many words as they need.
  static SoftmaxJob dense(boolean early, int rows, int count, int lanes) {
    int words = SoftmaxTiming.words(count, lanes);
    return new SoftmaxJob(early, false, rows, count, 0, words, 0, words, 0, words, 0, 7);
  }

  SoftmaxTiming timing() {
    return new SoftmaxTiming(early, rows, words);
  }

  /// Elements of row r that are present.
  int present(int r) {
    return causal ? Math.min(count, countFirst + r) : count;
  }

  int[] logits(int[] res, int r, int lanes) {
    int[] logits = new int[present(r)];
    System.arraycopy(res, (sBase + r * sStride) * lanes, logits, 0, logits.length);
    return logits;
  }

  /// The words of codes by address.
  Map<Integer, Word> codes(SoftmaxModel model, int[] res, int lanes, int actBits) {
    Map<Integer, Word> written = new TreeMap<>();
    for (int r = 0; r < rows; r++) {
      int[] logits = logits(res, r, lanes);
      int[] codes = early ? model.early(logits) : model.late(logits);
      for (int w = 0; w < words; w++) {
        Bits word = new Bits(lanes * actBits);
        for (int l = 0; l < lanes; l++) {
          int element = w * lanes + l;
          word.set(l * actBits, actBits, element < codes.length ? codes[element] : zero);
        }
        written.put(oBase + r * oStride + w, new Word(word, w == words - 1));
      }
    }
    return written;
  }

  /// The factors of the rows by address; none for `norm early`.
  Map<Integer, Integer> factors(SoftmaxModel model, int[] res, int lanes) {
    Map<Integer, Integer> written = new TreeMap<>();
    for (int r = 0; r < rows && !early; r++) {
      written.put(fBase + r, model.factor(logits(res, r, lanes)));
    }
    return written;
  }
}
