package dev.halfbyte.quant.calibrate;

import java.util.Optional;

/// Counts of finite f32 values in buckets keyed by their bit pattern.
///
/// A bucket holds the values that share sign, exponent and the upper bits of the fraction, nine
/// unless said otherwise, so it is at most 1/512 of its values wide, at every magnitude. Keys and
/// counts are integers: merging is addition, and the result depends neither on the order of values
/// nor on the threads that counted them. Minimum and maximum are exact.
public final class FloatHistogram {
  private static final int FRACTION_BITS = 9;
  private static final int PAGES = 512;

  private final int fractionBits;

  /// By sign and exponent; pages appear as they are needed.
  private final long[][] pages = new long[PAGES][];

  private long count;
  private float min = Float.POSITIVE_INFINITY;
  private float max = Float.NEGATIVE_INFINITY;

  public FloatHistogram() {
    this(FRACTION_BITS);
  }

  /// @param fractionBits bits of the fraction that tell buckets apart
  FloatHistogram(int fractionBits) {
    this.fractionBits = fractionBits;
  }

  private int pageSize() {
    return 1 << fractionBits;
  }

  private int droppedBits() {
    return 23 - fractionBits;
  }

  /// Counts one finite value.
  public void add(float value) {
    int key = key(value);
    page(key >>> fractionBits)[key & (pageSize() - 1)]++;
    count++;
    min = Math.min(min, value);
    max = Math.max(max, value);
  }

  /// Adds the counts of `other`.
  public void merge(FloatHistogram other) {
    for (int p = 0; p < PAGES; p++) {
      if (other.pages[p] != null) {
        long[] into = page(p);
        for (int i = 0; i < pageSize(); i++) {
          into[i] += other.pages[p][i];
        }
      }
    }
    count += other.count;
    min = Math.min(min, other.min);
    max = Math.max(max, other.max);
  }

  public long count() {
    return count;
  }

  /// The smallest value; positive infinity where nothing was counted.
  public float min() {
    return min;
  }

  /// The largest value; negative infinity where nothing was counted.
  public float max() {
    return max;
  }

  /// The upper edge of the bucket with the value of rank `ceil(fraction * count)`, at most the
  /// maximum: `fraction` of all values are not above it.
  ///
  /// @param fraction in [0, 1]
  public float quantile(double fraction) {
    long rank = Math.max(1, (long) Math.ceil(fraction * count));
    long seen = 0;
    for (int key = 0; key < PAGES * pageSize(); key++) {
      seen += at(key);
      if (seen >= rank) {
        return Math.clamp(upperEdge(key), min, max);
      }
    }
    return max;
  }

  /// The lower counterpart: `fraction` of all values are not below it.
  public float lowerQuantile(double fraction) {
    long rank = Math.max(1, (long) Math.ceil(fraction * count));
    long seen = 0;
    for (int key = PAGES * pageSize() - 1; key >= 0; key--) {
      seen += at(key);
      if (seen >= rank) {
        return Math.clamp(lowerEdge(key), min, max);
      }
    }
    return min;
  }

  /// One bucket: a value in its middle and how many values it holds.
  public interface BucketVisitor {
    void visit(double middle, long count);
  }

  /// Visits the buckets that hold values, smallest first.
  public void forEach(BucketVisitor visitor) {
    for (int key = 0; key < PAGES * pageSize(); key++) {
      long here = at(key);
      if (here > 0) {
        double lower = Math.max(lowerEdge(key), min);
        double upper = Math.min(upperEdge(key), max);
        visitor.visit((lower + upper) / 2, here);
      }
    }
  }

  private long at(int key) {
    return Optional.ofNullable(pages[key >>> fractionBits])
        .map(p -> p[key & (pageSize() - 1)])
        .orElse(0L);
  }

  private long[] page(int index) {
    long[] page = pages[index];
    if (page == null) {
      page = new long[pageSize()];
      pages[index] = page;
    }
    return page;
  }

  /// Ascends with the value: negative patterns are complemented, positive ones get the sign bit.
  private int key(float value) {
    int bits = Float.floatToIntBits(value);
    int ordered = bits < 0 ? ~bits : bits ^ Integer.MIN_VALUE;
    return ordered >>> droppedBits();
  }

  private float lowerEdge(int key) {
    return fromOrdered(key << droppedBits());
  }

  private float upperEdge(int key) {
    return fromOrdered(key << droppedBits() | (1 << droppedBits()) - 1);
  }

  private static float fromOrdered(int ordered) {
    return Float.intBitsToFloat(ordered < 0 ? ordered ^ Integer.MIN_VALUE : ~ordered);
  }
}
