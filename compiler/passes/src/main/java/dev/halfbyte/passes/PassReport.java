package dev.halfbyte.passes;

import dev.halfbyte.ir.Program;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// What one run of one pass did.
///
/// @param step the pass with its arguments, as in the pipeline
/// @param changed whether the program differs, by comparison
/// @param nanoseconds wall time
/// @param fired how often each rule rewrote
public record PassReport(
    int number,
    String step,
    boolean changed,
    long nanoseconds,
    int nodesBefore,
    int nodesAfter,
    SortedMap<String, Long> fired) {
  /// First line of `index.tsv`.
  static final String HEADER = "number\tpass\tchanged\tns\tnodes_before\tnodes_after\trules";

  public PassReport {
    fired = Collections.unmodifiableSortedMap(new TreeMap<>(fired));
  }

  static PassReport of(
      int number,
      String step,
      Program before,
      Program after,
      long nanoseconds,
      SortedMap<String, Long> fired) {
    return new PassReport(
        number,
        step,
        !after.equals(before),
        nanoseconds,
        before.nodes().size(),
        after.nodes().size(),
        fired);
  }

  /// A line of `index.tsv`.
  String line() {
    String rules =
        fired.entrySet().stream()
            .map(e -> e.getKey() + "=" + e.getValue())
            .collect(Collectors.joining(" "));
    return String.join(
        "\t",
        Integer.toString(number),
        step,
        Boolean.toString(changed),
        Long.toString(nanoseconds),
        Integer.toString(nodesBefore),
        Integer.toString(nodesAfter),
        rules);
  }
}
