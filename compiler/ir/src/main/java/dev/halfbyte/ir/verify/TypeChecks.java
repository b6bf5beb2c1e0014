package dev.halfbyte.ir.verify;

import dev.halfbyte.ir.Dim;
import dev.halfbyte.ir.Node;
import dev.halfbyte.ir.Parameter;
import dev.halfbyte.ir.Program;
import dev.halfbyte.ir.Shape;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.TensorType;
import dev.halfbyte.ir.Value;
import dev.halfbyte.ir.op.TypeFault;
import dev.halfbyte.ir.op.Typing;
import dev.halfbyte.ir.range.DimBounds;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.Consumer;

/// Declared types against inferred ones, and extents against the bounds of the dims.
final class TypeChecks {
  private TypeChecks() {}

  /// What nodes declare, for [dev.halfbyte.ir.op.Op#infer]; structure has been checked before.
  private record Declared(Program program, Map<Value, TensorType> types) implements Typing {
    @Override
    public TensorType type(Value value) {
      return Optional.ofNullable(types.get(value)).orElseThrow();
    }

    @Override
    public Tensor constant(String name) {
      return Optional.ofNullable(program.constants().get(name)).orElseThrow();
    }
  }

  static void inferred(Scope scope) {
    Program program = scope.program();
    Declared declared = new Declared(program, program.types());
    for (int i = 0; i < program.nodes().size(); i++) {
      Node node = program.nodes().get(i);
      List<TensorType> types = node.results().stream().map(Node.Result::type).toList();
      try {
        List<TensorType> inferred = node.op().infer(declared);
        if (!inferred.equals(types)) {
          scope.report(Check.TYPES, i, "declared " + types + ", the op gives " + inferred);
        }
      } catch (TypeFault | ArithmeticException e) {
        scope.report(Check.TYPES, i, String.valueOf(e.getMessage()));
      }
    }
  }

  static void extents(Scope scope) {
    DimBounds bounds = scope.bounds();
    for (Parameter parameter : scope.program().parameters()) {
      nonNegative(
          parameter.type().shape(), bounds, message -> scope.report(Check.EXTENTS, message));
    }
    for (int i = 0; i < scope.program().nodes().size(); i++) {
      int index = i;
      for (Node.Result result : scope.program().nodes().get(i).results()) {
        nonNegative(
            result.type().shape(), bounds, message -> scope.report(Check.EXTENTS, index, message));
      }
    }
  }

  private static void nonNegative(Shape shape, DimBounds bounds, Consumer<String> report) {
    for (Dim dim : shape.dims()) {
      if (!bounds.of(dim).isNonNegative()) {
        try {
          counterexample(dim, bounds)
              .ifPresent(dims -> report.accept("extent " + dim + " is negative" + where(dims)));
        } catch (ArithmeticException overflow) {
          report.accept("extent " + dim + " leaves 64 bits");
        }
      }
    }
  }

  private static Optional<SortedMap<String, Long>> counterexample(Dim dim, DimBounds bounds) {
    return bounds.corners(dim.symbols()).stream()
        .filter(corner -> dim.evaluate(corner) < 0)
        .findFirst();
  }

  /// ` for n=1, t=0`, or nothing without dims.
  static String where(SortedMap<String, Long> dims) {
    return dims.isEmpty() ? "" : " for " + dims.toString().replaceAll("[{}]", "");
  }
}
