package dev.halfbyte.loop;

import java.util.List;
import java.util.stream.Collectors;

/// Padding: where one of the indices is negative, the load gives `otherwise` and touches nothing.
public record Guard(List<Index> nonNegative, Expression.Constant otherwise) {
  public Guard {
    nonNegative = List.copyOf(nonNegative);
  }

  static String conditions(List<Index> nonNegative) {
    return nonNegative.isEmpty()
        ? "true"
        : nonNegative.stream().map(i -> i + " >= 0").collect(Collectors.joining(" & "));
  }

  @Override
  public String toString() {
    return "if " + conditions(nonNegative) + " else " + otherwise;
  }
}
