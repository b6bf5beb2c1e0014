package dev.halfbyte.ir;

/// A symbolic dimension of a kernel: `min <= name <= max`, a multiple of `step` above `min`'s
/// residue.
public record DimDeclaration(String name, long min, long max, long step) {
  public static final long DEFAULT_MAX = 65536;

  public DimDeclaration {
    if (min < 0 || max < min || step < 1) {
      throw new IllegalArgumentException("bad bounds of " + name);
    }
  }

  /// True when `value` is inside the bounds and divisible as declared.
  public boolean admits(long value) {
    return value >= min && value <= max && value % step == 0;
  }
}
