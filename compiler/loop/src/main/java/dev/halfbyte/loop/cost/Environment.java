package dev.halfbyte.loop.cost;

import dev.halfbyte.ir.Dim;
import dev.halfbyte.loop.Bound;
import dev.halfbyte.loop.Index;
import dev.halfbyte.loop.LoopVariable;
import java.util.HashMap;
import java.util.Map;

/// Values of dims and of the loop variables around a statement.
///
/// @param dims by name
/// @param variables of the loops around
record Environment(Map<String, Long> dims, Map<LoopVariable, Long> variables) {
  Environment {
    dims = Map.copyOf(dims);
    variables = Map.copyOf(variables);
  }

  Environment with(LoopVariable variable, long value) {
    Map<LoopVariable, Long> more = new HashMap<>(variables);
    more.put(variable, value);
    return new Environment(dims, more);
  }

  long of(Dim dim) {
    return dim.isFixed() ? dim.fixed() : dim.evaluate(dims);
  }

  /// Variables without a value count as 0.
  long of(Index index) {
    long sum = of(index.constant());
    for (Index.Term term : index.terms()) {
      sum += of(term.coefficient()) * variables.getOrDefault(term.variable(), 0L);
    }
    return sum;
  }

  /// Never negative.
  long of(Bound bound) {
    return Math.max(0, bound.candidates().stream().mapToLong(this::of).min().orElse(0));
  }
}
