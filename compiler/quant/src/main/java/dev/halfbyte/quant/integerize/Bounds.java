package dev.halfbyte.quant.integerize;

import dev.halfbyte.ir.DimDeclaration;
import dev.halfbyte.ir.Einsum;
import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.Parameter;
import dev.halfbyte.ir.ProgramBuilder;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.TensorType;
import dev.halfbyte.ir.Value;
import dev.halfbyte.ir.op.Contract;
import dev.halfbyte.ir.op.Op;
import dev.halfbyte.ir.op.Order;
import dev.halfbyte.ir.range.DimBounds;
import dev.halfbyte.ir.range.Interval;
import dev.halfbyte.ir.range.ValueRanges;
import dev.halfbyte.passes.rewrite.Rewriter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// Ranges of single ops by the range analysis that the verifier uses, so that both agree.
final class Bounds {
  private final List<DimDeclaration> dims;

  Bounds(List<DimDeclaration> dims) {
    this.dims = List.copyOf(dims);
  }

  /// An operand: its type, and its data where that is known.
  record Operand(TensorType type, Optional<Tensor> data) {}

  /// The exact interval of the result of an integer op on `operands`.
  Interval of(List<Operand> operands, Function<List<Value>, Op> op) {
    ProgramBuilder builder = new ProgramBuilder("bounds");
    dims.forEach(builder::dim);
    List<Value> values = new ArrayList<>();
    for (Operand operand : operands) {
      String name = "operand" + values.size();
      values.add(value(builder, name, operand));
    }
    Value result = builder.add(op.apply(values));
    builder.output("result", result);
    return ValueRanges.of(builder.build(), new DimBounds(dims)).exact(result).orElseThrow();
  }

  /// The exact intervals of sums of groups, and of their sum times multipliers.
  record Groups(Interval partial, Interval sum) {}

  /// @param factor the operand that is not `weights`
  /// @param multipliers of the partial sums
  /// @param onLeft whether the weights are the left operand of `inner`
  Groups ofGroups(
      Operand factor,
      Operand weights,
      Tensor multipliers,
      boolean onLeft,
      Einsum inner,
      Einsum outer) {
    ProgramBuilder builder = new ProgramBuilder("bounds");
    dims.forEach(builder::dim);
    Value other = value(builder, "factor", factor);
    Value codes = value(builder, "weights", weights);
    Value left = onLeft ? codes : other;
    Value right = onLeft ? other : codes;
    Value partial = builder.add(new Contract(left, right, inner, Order.SERIAL, ElemType.S64));
    Value groups = builder.constant("multipliers", multipliers);
    Value sum = builder.add(new Contract(partial, groups, outer, Order.SERIAL, ElemType.S64));
    builder.output("result", sum);
    ValueRanges ranges = ValueRanges.of(builder.build(), new DimBounds(dims));
    return new Groups(ranges.exact(partial).orElseThrow(), ranges.exact(sum).orElseThrow());
  }

  private static Value value(ProgramBuilder builder, String name, Operand operand) {
    return operand
        .data()
        .map(data -> builder.constant(name, data))
        .orElseGet(() -> builder.parameter(name, operand.type(), Parameter.Kind.INPUT));
  }

  /// The interval of an integer value that was made of codes; about the codes only their type is
  /// known.
  Interval of(Value value, Rewriter made) {
    ProgramBuilder builder = new ProgramBuilder("bounds");
    dims.forEach(builder::dim);
    Value result = copy(value, made, builder, new HashMap<>());
    builder.output("result", result);
    return ValueRanges.of(builder.build(), new DimBounds(dims)).exact(result).orElseThrow();
  }

  private static Value copy(
      Value value, Rewriter made, ProgramBuilder builder, Map<Value, Value> copied) {
    Value known = copied.get(value);
    if (known != null) {
      return known;
    }
    TensorType type = made.type(value);
    Optional<Tensor> data = made.data(value);
    Optional<Op> definition =
        made.definition(value).filter(_ -> type.elem() instanceof ElemType.IntType);
    Value copy;
    if (data.isPresent()) {
      copy = builder.constant("data", data.get());
    } else if (definition.isPresent()) {
      Op op = definition.get();
      copy =
          builder.add(
              op.withOperands(
                  op.operands().stream().map(v -> copy(v, made, builder, copied)).toList()));
    } else {
      copy = builder.parameter("operand" + copied.size(), type, Parameter.Kind.INPUT);
    }
    copied.put(value, copy);
    return copy;
  }

  /// The type of an accumulator that holds `range`: s32 if it can be, else s64; empty beyond.
  static Optional<ElemType.IntType> accumulator(Interval range) {
    if (range.fits(ElemType.S32)) {
      return Optional.of(ElemType.S32);
    }
    return range.fits(ElemType.S64) ? Optional.of(ElemType.S64) : Optional.empty();
  }
}
