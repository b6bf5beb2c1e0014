package dev.halfbyte.backend.verilog.match;

import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.ElemType.IntType;
import dev.halfbyte.ir.Value;
import dev.halfbyte.ir.op.Binary;
import dev.halfbyte.ir.op.Cast;
import dev.halfbyte.ir.op.Compare;
import dev.halfbyte.ir.op.Lookup;
import dev.halfbyte.ir.op.Op;
import dev.halfbyte.ir.op.Reduce;
import dev.halfbyte.ir.op.Requantize;
import dev.halfbyte.ir.op.Reshape;
import dev.halfbyte.ir.op.Select;
import dev.halfbyte.ir.op.Unary;
import dev.halfbyte.ir.op.View;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// Compares values with patterns.
///
/// @param graph the program
record Matcher(Graph graph) {

  /// Returns what the names of `pattern` stand for if `value` is computed by it.
  Optional<Match> match(Pattern pattern, Value value) {
    return match(pattern, value, Match.EMPTY);
  }

  private Optional<Match> match(Pattern pattern, Value value, Match known) {
    Value source = graph.source(value);
    return switch (pattern) {
      case Pattern.Any(String name) -> known.with(name, source);
      case Pattern.Uniform(String name) -> {
        OptionalLong number = graph.number(value);
        yield number.isPresent() ? known.with(name, number.getAsLong()) : Optional.empty();
      }
      case Pattern.Exactly(long number) ->
          Optional.of(known).filter(_ -> graph.number(value).equals(OptionalLong.of(number)));
      case Pattern.Constant(String name) ->
          graph.constant(value).flatMap(_ -> known.with(name, value));
      case Pattern.Moved(Pattern moved) -> match(moved, unmoved(source), known);
      case Pattern.Decoded(Pattern codes) ->
          operation(source, Cast.class)
              .filter(cast -> graph.type(cast.operand()).elem() instanceof ElemType.CodeType)
              .flatMap(cast -> match(codes, cast.operand(), known));
      case Pattern.Each(Unary.Kind kind, Pattern operand) -> each(kind, operand, source, known);
      case Pattern.Normalized(int bits, Pattern operand) ->
          Optional.of(source)
              .filter(v -> graph.type(v).elem() instanceof IntType type && type.bits() == bits)
              .flatMap(v -> each(Unary.Kind.NORMALIZE, operand, v, known));
      case Pattern.Both both ->
          operation(source, Binary.class)
              .filter(binary -> binary.kind() == both.kind())
              .flatMap(binary -> both(both, binary, known));
      case Pattern.WhereEqual(Pattern left, Pattern right, Pattern then, Pattern otherwise) ->
          operation(source, Select.class)
              .flatMap(select ->
                  match(then, select.then(), known)
                      .flatMap(m -> match(otherwise, select.otherwise(), m))
                      .flatMap(m -> equality(left, right, select.condition(), m)));
      case Pattern.WherePresent(Pattern mask, Pattern then, Pattern otherwise) ->
          operation(source, Select.class)
              .flatMap(select ->
                  match(mask, select.condition(), known)
                      .flatMap(m -> match(then, select.then(), m))
                      .flatMap(m -> match(otherwise, select.otherwise(), m)));
      case Pattern.OfRow row ->
          operation(source, Reduce.class)
              .filter(reduce -> reduce.kind() == row.kind() && isOfLastAxis(reduce))
              .flatMap(reduce -> ofRow(row, reduce, known));
      case Pattern.Repeated(Pattern ofRow) ->
          operation(source, View.class)
              .filter(view -> Graph.isBroadcast(view.map(), view.map().extents().size() - 1))
              .flatMap(view -> match(ofRow, view.operand(), known));
      case Pattern.Scaled(Pattern operand, Pattern multiplier, Pattern shift) ->
          operation(source, Requantize.class)
              .flatMap(op ->
                  match(operand, op.operand(), known)
                      .flatMap(m -> match(multiplier, op.multiplier(), m))
                      .flatMap(m -> match(shift, op.shift(), m)));
      case Pattern.Entry(Pattern index, String table) ->
          operation(source, Lookup.class)
              .flatMap(lookup ->
                  match(index, lookup.operand(), known)
                      .flatMap(m -> m.with(table, graph.source(lookup.table()))));
    };
  }

  private <T extends Op> Optional<T> operation(Value value, Class<T> type) {
    return graph.definition(value).filter(type::isInstance).map(type::cast);
  }

  private Value unmoved(Value value) {
    Optional<Value> operand =
        operation(value, View.class)
            .filter(view -> !view.map().padded())
            .map(View::operand)
            .or(() -> operation(value, Reshape.class).map(Reshape::operand));
    return operand.map(o -> unmoved(graph.source(o))).orElse(value);
  }

  private Optional<Match> each(Unary.Kind kind, Pattern operand, Value value, Match known) {
    return operation(value, Unary.class)
        .filter(unary -> unary.kind() == kind)
        .flatMap(unary -> match(operand, unary.operand(), known));
  }

  private Optional<Match> both(Pattern.Both pattern, Binary binary, Match known) {
    Optional<Match> straight =
        match(pattern.left(), binary.left(), known)
            .flatMap(m -> match(pattern.right(), binary.right(), m));
    boolean commutes =
        switch (binary.kind()) {
          case ADD, MUL, MAX, MIN -> true;
          case SUB, DIV, SHL, SHR -> false;
        };
    return straight.isPresent() || !commutes
        ? straight
        : match(pattern.left(), binary.right(), known)
            .flatMap(m -> match(pattern.right(), binary.left(), m));
  }

  private Optional<Match> equality(Pattern left, Pattern right, Value condition, Match known) {
    return operation(graph.source(condition), Compare.class)
        .filter(compare -> compare.kind() == Compare.Kind.EQ)
        .flatMap(compare ->
            match(left, compare.left(), known)
                .flatMap(m -> match(right, compare.right(), m))
                .or(() ->
                    match(left, compare.right(), known)
                        .flatMap(m -> match(right, compare.left(), m))));
  }

  private boolean isOfLastAxis(Reduce reduce) {
    return reduce.axes().equals(List.of(graph.type(reduce.operand()).shape().rank() - 1));
  }

  private Optional<Match> ofRow(Pattern.OfRow pattern, Reduce reduce, Match known) {
    if (pattern.mask().isPresent() != reduce.mask().isPresent()) {
      return Optional.empty();
    }
    Optional<Match> operand = match(pattern.operand(), reduce.operand(), known);
    return pattern.mask().isEmpty()
        ? operand
        : operand.flatMap(m -> match(pattern.mask().get(), reduce.mask().orElseThrow(), m));
  }
}
