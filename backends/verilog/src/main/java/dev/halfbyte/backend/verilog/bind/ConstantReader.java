package dev.halfbyte.backend.verilog.bind;

import dev.halfbyte.ir.AffineIndex;
import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.Node;
import dev.halfbyte.ir.Program;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.Value;
import dev.halfbyte.ir.op.Cast;
import dev.halfbyte.ir.op.Constant;
import dev.halfbyte.ir.op.CoreOp;
import dev.halfbyte.ir.op.Reshape;
import dev.halfbyte.ir.op.View;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/// Reads constants through the views, reshapes and integer casts that broadcast them, element by
/// element and without expanding them.
final class ConstantReader {
  private final Map<Value, Node> definitions;
  private final Map<String, Tensor> constants;
  private final Shapes shapes;

  ConstantReader(Program program, Shapes shapes) {
    this.definitions = program.definitions();
    this.constants = program.constants();
    this.shapes = shapes;
  }

  /// An element of a stored tensor.
  record Element(Tensor tensor, int index) {
    /// Returns the integer that the element stands for: decoded, where it is a code.
    long decoded() {
      long raw = tensor.longAt(index);
      return tensor.type().elem() instanceof ElemType.CodeType codes
          ? codes.encoding().decode(raw)
          : raw;
    }

    long stored() {
      return tensor.longAt(index);
    }

    float real() {
      return tensor.floatAt(index);
    }
  }

  /// Returns whether every element of `value` is known.
  boolean isConstant(Value value) {
    return source(value).isPresent();
  }

  /// Returns the axes, of extents above 1, along which a constant may vary.
  SortedSet<Integer> varyingAxes(Value value) {
    SortedSet<Integer> axes = new TreeSet<>();
    switch (source(value).orElseThrow()) {
      case Constant _ -> axes.addAll(shapes.wideAxes(value));
      case Reshape reshape -> {
        if (!varyingAxes(reshape.operand()).isEmpty()) {
          axes.addAll(shapes.wideAxes(value));
        }
      }
      case Cast cast -> axes.addAll(varyingAxes(cast.operand()));
      case View view -> {
        for (int axis : varyingAxes(view.operand())) {
          AffineIndex index = view.map().indices().get(axis);
          index.terms().forEach(term -> axes.add(term.position()));
        }
        axes.retainAll(shapes.wideAxes(value));
      }
      case CoreOp other -> throw new IllegalStateException("not a constant: " + other);
    }
    return Collections.unmodifiableSortedSet(axes);
  }

  /// Returns the element of a constant at `index`.
  Element at(Value value, long[] index) {
    return switch (source(value).orElseThrow()) {
      case Constant constant -> {
        Tensor tensor = Optional.ofNullable(constants.get(constant.name())).orElseThrow();
        yield new Element(tensor, (int) shapes.flatten(value, index));
      }
      case Reshape reshape -> {
        long flat = shapes.flatten(value, index);
        yield at(reshape.operand(), shapes.unflatten(reshape.operand(), flat));
      }
      case Cast cast -> at(cast.operand(), index);
      case View view -> {
        long[] operand = new long[view.map().indices().size()];
        for (int axis = 0; axis < operand.length; axis++) {
          operand[axis] = shapes.evaluate(view.map().indices().get(axis), index);
        }
        yield at(view.operand(), operand);
      }
      case CoreOp other -> throw new IllegalStateException("not a constant: " + other);
    };
  }

  /// Returns the defining op of a constant value.
  private Optional<CoreOp> source(Value value) {
    Node node = definitions.get(value);
    if (node == null) {
      return Optional.empty();
    }
    return switch (node.op()) {
      case Constant constant -> Optional.of(constant);
      case View view when !view.map().padded() && isConstant(view.operand()) -> Optional.of(view);
      case Reshape reshape when isConstant(reshape.operand()) -> Optional.of(reshape);
      case Cast cast when cast.elem() instanceof ElemType.IntType && isConstant(cast.operand()) ->
          Optional.of(cast);
      case dev.halfbyte.ir.op.Op _ -> Optional.empty();
    };
  }
}
