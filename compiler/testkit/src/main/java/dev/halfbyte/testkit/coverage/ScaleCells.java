package dev.halfbyte.testkit.coverage;

import dev.halfbyte.ir.AffineIndex;
import dev.halfbyte.ir.Dim;
import dev.halfbyte.ir.Node;
import dev.halfbyte.ir.Shape;
import dev.halfbyte.ir.Value;
import dev.halfbyte.ir.op.Constant;
import dev.halfbyte.ir.op.Dequantize;
import dev.halfbyte.ir.op.Op;
import dev.halfbyte.ir.op.OpSchema;
import dev.halfbyte.ir.op.Quantize;
import dev.halfbyte.ir.op.Requantize;
import dev.halfbyte.ir.op.RequantizeAdd;
import dev.halfbyte.ir.op.View;
import dev.halfbyte.testkit.coverage.Cell.Aspect;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// Granularity: along which axes the scales of an op vary, and whether they are known.
final class ScaleCells {
  private enum Granularity {
    /// One for all elements.
    TENSOR,
    /// Along the last axis.
    CHANNEL,
    /// Along one other axis.
    ROW,
    /// Along several axes.
    GROUPS,
    /// Not a constant.
    COMPUTED
  }

  private ScaleCells() {}

  static void add(ProgramCells.Scope scope, Node node) {
    scales(node.op())
        .forEach(
            (name, value) -> scope.add(Aspect.GRANULARITY, cell(name, granularity(scope, value))));
  }

  private static String cell(String scale, Granularity granularity) {
    return scale + " " + granularity.name().toLowerCase(Locale.ROOT);
  }

  private static SortedMap<String, Value> scales(Op op) {
    SortedMap<String, Value> scales = new TreeMap<>();
    String name = OpSchema.of(op.getClass()).mnemonic();
    switch (op) {
      case Quantize quantize -> scales.put(name, quantize.inverseScale());
      case Dequantize dequantize -> scales.put(name, dequantize.scale());
      case Requantize requantize -> {
        scales.put(name + " multiplier", requantize.multiplier());
        scales.put(name + " shift", requantize.shift());
      }
      case RequantizeAdd add -> {
        scales.put(name + " multiplier", add.leftMultiplier());
        scales.put(name + " shift", add.shift());
      }
      case Op _ -> {
        // Has no scales.
      }
    }
    return scales;
  }

  private static Granularity granularity(ProgramCells.Scope scope, Value scale) {
    Shape shape = scope.type(scale).shape();
    Value source = scale;
    SortedSet<Integer> axes = new TreeSet<>();
    Optional<Node> definition = scope.definition(scale);
    if (definition.isPresent() && definition.get().op() instanceof View view) {
      source = view.operand();
      definition = scope.definition(source);
      for (AffineIndex index : view.map().indices()) {
        index.terms().forEach(term -> axes.add(term.position()));
      }
    } else {
      for (int axis = 0; axis < shape.rank(); axis++) {
        axes.add(axis);
      }
    }
    if (definition.filter(node -> node.op() instanceof Constant).isEmpty()) {
      return Granularity.COMPUTED;
    }
    axes.removeIf(axis -> shape.dim(axis).equals(Dim.ONE));
    if (axes.isEmpty()) {
      return Granularity.TENSOR;
    }
    return axes.size() > 1
        ? Granularity.GROUPS
        : axes.first() == shape.rank() - 1 ? Granularity.CHANNEL : Granularity.ROW;
  }

  static void all(Set<Cell> cells) {
    List<String> names =
        List.of(
            "dequantize",
            "quantize",
            "requantize multiplier",
            "requantize shift",
            "requantize_add multiplier",
            "requantize_add shift");
    for (String name : names) {
      for (Granularity granularity : Granularity.values()) {
        cells.add(new Cell(Aspect.GRANULARITY, cell(name, granularity)));
      }
    }
  }
}
