package dev.halfbyte.testkit.coverage;

import dev.halfbyte.ir.Encoding;
import dev.halfbyte.ir.Node;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.Value;
import dev.halfbyte.ir.op.Constant;
import dev.halfbyte.ir.op.Op;
import dev.halfbyte.ir.op.Requantize;
import dev.halfbyte.ir.op.RequantizeAdd;
import dev.halfbyte.ir.op.View;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/// Multipliers and shifts at the ends of what is allowed.
final class RequantizeFeatures {
  private static final int NARROW = 8;
  private static final int NARROW_MULTIPLIER_BITS = 16;
  private static final int NARROW_SHIFT = 46;
  private static final int WIDE_SHIFT = 62;

  private RequantizeFeatures() {}

  static Set<Feature> of(ProgramCells.Scope scope, Op op) {
    return switch (op) {
      case Requantize(Value _, Value multiplier, Value shift, Encoding encoding) ->
          of(values(scope, multiplier), values(scope, shift), encoding);
      case RequantizeAdd(
              Value _,
              Value left,
              Value _,
              Value right,
              Value shift,
              Encoding encoding) ->
          of(
              LongStream.concat(
                      LongStream.of(values(scope, left)), LongStream.of(values(scope, right)))
                  .toArray(),
              values(scope, shift),
              encoding);
      case Op _ -> Set.of();
    };
  }

  private static Set<Feature> of(long[] multipliers, long[] shifts, Encoding encoding) {
    Set<Feature> features = EnumSet.noneOf(Feature.class);
    int most = encoding.storage().bits() <= NARROW ? NARROW_SHIFT : WIDE_SHIFT;
    long leastShift = LongStream.of(shifts).min().orElse(2);
    long greatestShift = LongStream.of(shifts).max().orElse(0);
    for (long multiplier : multipliers) {
      if (multiplier == 0) {
        features.add(Feature.REQUANTIZE_BY_ZERO);
      } else if (Long.bitCount(multiplier) == 1
          && Long.numberOfTrailingZeros(multiplier) < greatestShift) {
        features.add(Feature.REQUANTIZE_WITH_TIES);
      }
      if (multiplier >> NARROW_MULTIPLIER_BITS != 0) {
        features.add(Feature.REQUANTIZE_BY_MANY_BITS);
      }
    }
    if (leastShift == 1) {
      features.add(Feature.REQUANTIZE_LEAST_SHIFT);
    }
    if (greatestShift == most) {
      features.add(Feature.REQUANTIZE_GREATEST_SHIFT);
    }
    return features;
  }

  /// The elements of a constant behind views; none where it is computed.
  private static long[] values(ProgramCells.Scope scope, Value value) {
    Optional<Op> op = scope.definition(value).map(Node::op);
    if (op.isPresent() && op.get() instanceof View view) {
      return values(scope, view.operand());
    }
    if (op.isPresent() && op.get() instanceof Constant constant) {
      Tensor data = scope.constant(constant.name());
      return IntStream.range(0, data.count()).mapToLong(data::longAt).toArray();
    }
    return new long[0];
  }
}
