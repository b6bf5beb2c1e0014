package dev.halfbyte.rtl;

/// What an elementwise command makes of the words of several rows: one word.
///
/// @param kind sum, greatest or least
/// @param rows rows of each group, 1 to 4095
/// @param stride words between rows
public record Reduction(Kind kind, int rows, int stride) {
  public Reduction {
    Commands.positive("rows", rows);
  }

  /// Which reduction.
  public enum Kind {
    SUM(1),
    MAX(2),
    MIN(3);

    private final int code;

    Kind(int code) {
      this.code = code;
    }

    /// Returns the value of the REDUCE field, where 0 is none.
    public int code() {
      return code;
    }

    /// Returns the kind with this code, 1..3.
    ///
    /// @throws IllegalArgumentException for another code
    public static Kind of(int code) {
      for (Kind kind : values()) {
        if (kind.code == code) {
          return kind;
        }
      }
      throw new IllegalArgumentException("unknown reduction " + code);
    }

    /// Returns the reduction of two values.
    public int apply(int left, int right) {
      return switch (this) {
        case SUM -> left + right;
        case MAX -> Math.max(left, right);
        case MIN -> Math.min(left, right);
      };
    }
  }
}
