package dev.halfbyte.conformance.fuzz;

import dev.halfbyte.ir.Node;
import dev.halfbyte.ir.Parameter;
import dev.halfbyte.ir.Program;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.TensorType;
import dev.halfbyte.ir.Value;
import dev.halfbyte.ir.op.Contract;
import dev.halfbyte.ir.op.Scan;
import java.util.Map;

/// An upper bound of what interpreting a program costs, so that a fuzzer runs small ones only.
final class Work {
  /// What takes a few milliseconds.
  static final long SMALL = 20_000;

  private Work() {}

  /// Whether a run with these dims is small.
  static boolean isSmall(Program program, Map<String, Long> dims) {
    try {
      return of(program, dims) <= SMALL;
    } catch (ArithmeticException beyondLong) {
      return false;
    }
  }

  private static long of(Program program, Map<String, Long> dims) {
    Map<Value, TensorType> types = program.types();
    long work = 0;
    for (Parameter parameter : program.parameters()) {
      work = Math.addExact(work, count(parameter.type(), dims));
    }
    for (Node node : program.nodes()) {
      for (Node.Result result : node.results()) {
        work = Math.addExact(work, Math.addExact(16, count(result.type(), dims)));
      }
      work = Math.addExact(work, inside(node, types, dims));
    }
    return work;
  }

  private static long inside(Node node, Map<Value, TensorType> types, Map<String, Long> dims) {
    if (node.op() instanceof Contract contract) {
      return Math.multiplyExact(
          count(contract.left(), types, dims), count(contract.right(), types, dims));
    }
    if (node.op() instanceof Scan scan && !scan.scanned().isEmpty()) {
      TensorType scanned = types.get(scan.scanned().getFirst());
      return scanned == null || scanned.shape().rank() == 0
          ? SMALL
          : Math.multiplyExact(
              scanned.shape().dim(0).evaluate(dims), Math.addExact(1, of(scan.body(), dims)));
    }
    return 0;
  }

  private static long count(Value value, Map<Value, TensorType> types, Map<String, Long> dims) {
    TensorType type = types.get(value);
    return type == null ? SMALL : count(type, dims);
  }

  private static long count(TensorType type, Map<String, Long> dims) {
    long count = 1;
    for (long extent : type.shape().bind(dims).extents()) {
      count = Math.multiplyExact(count, Math.max(1, extent));
    }
    return count;
  }

  /// Elements of constants, whose text may be short.
  static long constants(Program program) {
    return program.constants().values().stream().mapToLong(Tensor::count).sum();
  }
}
