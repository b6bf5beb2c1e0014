package dev.halfbyte.loop.interp;

import dev.halfbyte.loop.Bound;
import dev.halfbyte.loop.Index;
import dev.halfbyte.loop.Local;
import dev.halfbyte.loop.LoopVariable;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The variables of a stage and what is computed from them alone.
final class Scope {
  private final DimValues dims;
  private final Map<LoopVariable, Variable> variables;
  private final Map<Local, Variable> locals = new HashMap<>();

  /// A scope inside repetitions.
  ///
  /// @param repeated variables of these
  Scope(DimValues dims, Map<LoopVariable, Variable> repeated) {
    this.dims = dims;
    this.variables = new HashMap<>(repeated);
  }

  /// A place for one number; floats by their bits, predicates as 0 or 1.
  static final class Variable {
    long value;
  }

  DimValues dims() {
    return dims;
  }

  Variable variable(LoopVariable variable) {
    return variables.computeIfAbsent(variable, v -> new Variable());
  }

  Variable local(Local local) {
    return locals.computeIfAbsent(local, l -> new Variable());
  }

  Evaluator index(Index index) {
    long constant = dims.of(index.constant());
    int count = index.terms().size();
    if (count == 0) {
      return () -> constant;
    }
    Variable[] factors = new Variable[count];
    long[] coefficients = new long[count];
    for (int i = 0; i < count; i++) {
      factors[i] = variable(index.terms().get(i).variable());
      coefficients[i] = dims.of(index.terms().get(i).coefficient());
    }
    return () -> {
      long sum = constant;
      for (int i = 0; i < factors.length; i++) {
        sum += coefficients[i] * factors[i].value;
      }
      return sum;
    };
  }

  Evaluator bound(Bound bound) {
    List<Evaluator> candidates = bound.candidates().stream().map(this::index).toList();
    return () -> {
      long least = Long.MAX_VALUE;
      for (Evaluator candidate : candidates) {
        least = Math.min(least, candidate.value());
      }
      return least;
    };
  }
}
