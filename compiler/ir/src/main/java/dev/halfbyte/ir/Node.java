package dev.halfbyte.ir;

import dev.halfbyte.ir.op.Op;
import java.util.List;
import java.util.Optional;

/// One op of a program with the values it defines.
///
/// @param results one value for every op but `scan`, which yields several
/// @param path name that `numerics` rules, `why` and reports use, e.g. `mlp.h`
public record Node(List<Result> results, Op op, Optional<String> path, Optional<Origin> origin) {
  /// A defined value and its type.
  public record Result(Value value, TensorType type) {}

  public Node {
    results = List.copyOf(results);
  }

  /// The value of a node with exactly one result.
  public Value value() {
    return single().value();
  }

  public TensorType type() {
    return single().type();
  }

  private Result single() {
    if (results.size() != 1) {
      throw new IllegalStateException("node has " + results.size() + " results");
    }
    return results.getFirst();
  }
}
