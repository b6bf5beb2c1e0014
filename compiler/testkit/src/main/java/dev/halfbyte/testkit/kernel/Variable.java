package dev.halfbyte.testkit.kernel;

import java.util.List;

/// A tensor that expressions can read.
///
/// @param masked whether elements may be absent
/// @param range of the elements that are present
record Variable(String name, Kind kind, List<Extent> shape, boolean masked, Range range) {
  /// What is computed with.
  enum Kind {
    FLOAT("f32"),
    WHOLE("s32");

    private final String type;

    Kind(String type) {
      this.type = type;
    }

    /// The type of computed values.
    String type() {
      return type;
    }
  }

  Variable {
    shape = List.copyOf(shape);
  }

  /// Element type and extents, as a parameter or a result is declared.
  static String type(String element, List<Extent> shape) {
    return shape.isEmpty()
        ? element
        : element + "[" + String.join(", ", shape.stream().map(Extent::text).toList()) + "]";
  }
}
