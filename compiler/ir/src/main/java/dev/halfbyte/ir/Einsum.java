package dev.halfbyte.ir;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Index names of a two-operand contraction, e.g. `m k, n k -> m n`.
///
/// A label in both operands and in the result is a batch index; one in both operands only is
/// reduced, in the order of the left operand; one in a single operand must be in the result.
public record Einsum(List<String> left, List<String> right, List<String> result) {
  private static final Pattern LABEL = Pattern.compile("[A-Za-z0-9_.$']+");

  public Einsum {
    left = List.copyOf(left);
    right = List.copyOf(right);
    result = List.copyOf(result);
    for (List<String> labels : List.of(left, right, result)) {
      if (!labels.stream().allMatch(label -> LABEL.matcher(label).matches())) {
        throw new IllegalArgumentException("labels are words: " + labels);
      }
      if (new HashSet<>(labels).size() != labels.size()) {
        throw new IllegalArgumentException("label repeated in " + labels);
      }
    }
    Set<String> known = Stream.concat(left.stream(), right.stream()).collect(Collectors.toSet());
    if (!known.containsAll(result)) {
      throw new IllegalArgumentException("result label without operand: " + result);
    }
    for (String label : known) {
      boolean shared = left.contains(label) && right.contains(label);
      if (!shared && !result.contains(label)) {
        throw new IllegalArgumentException("label " + label + " is summed over one operand only");
      }
    }
  }

  /// Labels summed over, in the order of the left operand; the order of a serial reduction.
  public List<String> reduced() {
    return left.stream().filter(l -> right.contains(l) && !result.contains(l)).toList();
  }

  /// Labels of both operands and the result, in the order of the result.
  public List<String> batch() {
    return result.stream().filter(l -> left.contains(l) && right.contains(l)).toList();
  }

  @Override
  public String toString() {
    return String.join(" ", left)
        + ", "
        + String.join(" ", right)
        + " -> "
        + String.join(" ", result);
  }
}
