package dev.halfbyte.backend.verilog.match;

import dev.halfbyte.ir.AccessMap;
import dev.halfbyte.ir.AffineIndex;
import dev.halfbyte.ir.Dim;
import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.Encoding;
import dev.halfbyte.ir.Node;
import dev.halfbyte.ir.Program;
import dev.halfbyte.ir.Shape;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.Value;
import dev.halfbyte.ir.op.Binary;
import dev.halfbyte.ir.op.Cast;
import dev.halfbyte.ir.op.Lookup;
import dev.halfbyte.ir.op.Op;
import dev.halfbyte.ir.op.Reduce;
import dev.halfbyte.ir.op.Requantize;
import dev.halfbyte.ir.op.RequantizeAdd;
import dev.halfbyte.ir.op.Reshape;
import dev.halfbyte.ir.op.View;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.LongStream;

/// Finds the reductions of rows whose results are requantized, whatever constants are added to them
/// or bound them before.
///
/// @param graph the program
record RowReductions(Graph graph) {

  /// Returns the reductions by their results.
  static Map<Value, Form.RowReduction> of(Program program, Graph graph) {
    RowReductions reductions = new RowReductions(graph);
    Map<Value, Form.RowReduction> found = new LinkedHashMap<>();
    for (Node node : program.nodes()) {
      for (Value sums : requantized(node.op())) {
        Value value = reductions.unbiased(sums);
        if (graph.definition(value).orElse(null) instanceof Reduce reduce) {
          reductions.find(reduce).ifPresent(form -> found.put(value, form));
        }
      }
    }
    return found;
  }

  private static List<Value> requantized(Op op) {
    return switch (op) {
      case Requantize requantize -> List.of(requantize.operand());
      case RequantizeAdd add -> List.of(add.left(), add.right());
      case Op _ -> List.of();
    };
  }

  /// Returns what a value was before constants were added to it or bound it.
  private Value unbiased(Value value) {
    return switch (graph.definition(value).orElse(null)) {
      case Cast(Value operand, ElemType.IntType _) -> unbiased(operand);
      case Reshape reshape -> unbiased(reshape.operand());
      case View view when !view.map().padded() -> unbiased(view.operand());
      case Binary(Binary.Kind kind, Value left, Value right) when isBiasOrBound(kind) ->
          graph.constant(right).isPresent()
              ? unbiased(left)
              : graph.constant(left).isPresent() ? unbiased(right) : value;
      case null -> value;
      case Op _ -> value;
    };
  }

  private static boolean isBiasOrBound(Binary.Kind kind) {
    return switch (kind) {
      case ADD, SUB, MAX, MIN -> true;
      case MUL, DIV, SHL, SHR -> false;
    };
  }

  private Optional<Form.RowReduction> find(Reduce reduce) {
    Value numbers = graph.source(reduce.operand());
    OptionalLong offset = offset(numbers);
    if (reduce.mask().isPresent() || offset.isEmpty()) {
      return Optional.empty();
    }
    Value moved = graph.definition(numbers).orElseThrow().operands().getFirst();
    int kept = graph.type(moved).shape().rank() - 1;
    while (reduce.axes().contains(kept)) {
      kept--;
    }
    return codes(moved, kept)
        .map(codes ->
            new Form.RowReduction(reduce.kind(), codes, moved, reduce.axes(), offset.getAsLong()));
  }

  /// Returns what the numbers of codes are greater by than the codes, if that is the same for all.
  private OptionalLong offset(Value numbers) {
    return switch (graph.definition(numbers).orElse(null)) {
      case Lookup(Value codes, Value table)
          when graph.type(codes).elem() instanceof ElemType.CodeType(Encoding encoding) ->
          graph
              .constant(table)
              .filter(data -> data.type().elem() instanceof ElemType.IntType)
              .map(data -> offset(data, encoding.storage().min()))
              .orElseGet(OptionalLong::empty);
      case Cast(Value codes, ElemType.IntType _)
          when graph.type(codes).elem()
              instanceof ElemType.CodeType(Encoding.Affine(var _, long zero)) ->
          OptionalLong.of(-zero);
      case null -> OptionalLong.empty();
      case Op _ -> OptionalLong.empty();
    };
  }

  /// @param least the code of the first entry
  private static OptionalLong offset(Tensor table, long least) {
    long first = table.longAt(0);
    boolean even =
        LongStream.range(0, table.count()).allMatch(i -> table.longAt((int) i) == first + i);
    return even ? OptionalLong.of(first - least) : OptionalLong.empty();
  }

  /// Returns what views take elements of, if their axis `axis` is its innermost one as a whole.
  private Optional<Value> codes(Value moved, int axis) {
    if (axis < 0) {
      return Optional.empty();
    }
    Dim extent = graph.type(moved).shape().dim(axis);
    Value value = moved;
    int position = axis;
    while (graph.definition(value).orElse(null) instanceof View(Value operand, AccessMap map)
        && !map.padded()) {
      boolean follows =
          !map.indices().isEmpty() && map.indices().getLast().equals(AffineIndex.of(position));
      if (!follows) {
        return Optional.empty();
      }
      value = operand;
      position = map.indices().size() - 1;
    }
    Shape shape = graph.type(value).shape();
    boolean whole = position == shape.rank() - 1 && shape.dim(position).equals(extent);
    return whole ? Optional.of(graph.source(value)) : Optional.empty();
  }
}
