package dev.halfbyte.quant.integerize;

import dev.halfbyte.ir.Einsum;
import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.ElemType.IntType;
import dev.halfbyte.ir.Encoding;
import dev.halfbyte.ir.Node;
import dev.halfbyte.ir.Value;
import dev.halfbyte.ir.op.Binary;
import dev.halfbyte.ir.op.Contract;
import dev.halfbyte.ir.op.Dequantize;
import dev.halfbyte.ir.op.Order;
import dev.halfbyte.ir.range.Interval;
import dev.halfbyte.quant.Explanation;
import dev.halfbyte.quant.annotate.ConstantValues.Repeated;
import dev.halfbyte.quant.exact.ExactNumbers;
import dev.halfbyte.quant.exact.Rational;
import dev.halfbyte.quant.integerize.Real.Scaled;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/// Elementwise ops: biases, factors and `relu` of accumulators, sums of two values, functions of
/// codes.
final class ElementwiseForms {
  private final IntegerState state;
  private final SumForms sums;
  private final NormForms norms;
  private final DividedForms divided;

  ElementwiseForms(IntegerState state, SumForms sums, NormForms norms, DividedForms divided) {
    this.state = state;
    this.sums = sums;
    this.norms = norms;
    this.divided = divided;
  }

  Real binary(Node node, Binary op) {
    boolean leftFixed = state.real(op.left()) instanceof Real.Fixed;
    boolean rightFixed = state.real(op.right()) instanceof Real.Fixed;
    if (state.real(op.left()) instanceof Real.Normalized normalized && rightFixed) {
      return norms.withConstant(node, normalized, op.kind(), op.right());
    }
    if (state.real(op.right()) instanceof Real.Normalized normalized && leftFixed) {
      return norms.fromConstant(node, normalized, op.kind(), op.left());
    }
    if (rightFixed) {
      return withConstant(node, op, op.left(), op.right()).orElseGet(() -> function(node));
    }
    if (leftFixed && (op.kind() == Binary.Kind.ADD || op.kind() == Binary.Kind.MUL)) {
      return withConstant(node, op, op.right(), op.left()).orElseGet(() -> function(node));
    }
    if (leftFixed || roots(node).size() == 1) {
      return function(node);
    }
    return combined(node, op);
  }

  private Real combined(Node node, Binary op) {
    if (!(state.force(op.left()) instanceof Scaled left)
        || !(state.force(op.right()) instanceof Scaled right)) {
      return state.unknown(node, "an operand has no codes");
    }
    return switch (op.kind()) {
      case ADD -> new Real.Sum(left, right, false);
      case SUB -> new Real.Sum(left, state.emitter.negate(right), false);
      case MUL -> {
        Contract product = elementwiseProduct(left.integers(), right.integers());
        yield sums.product(node, left, right, product, left.scale().times(right.scale()));
      }
      case DIV ->
          divided
              .quotient(left, right)
              .map(Real.class::cast)
              .orElseGet(() -> state.unknown(node, "it combines two values by DIV"));
      case MAX, MIN, SHL, SHR -> state.unknown(node, "it combines two values by " + op.kind());
    };
  }

  /// A product element by element, as a contraction that sums over nothing.
  private Contract elementwiseProduct(Value left, Value right) {
    int rank = state.copy.type(left).shape().rank();
    List<String> labels = IntStream.range(0, rank).mapToObj(i -> "a" + i).toList();
    Einsum einsum = new Einsum(labels, labels, labels);
    return new Contract(left, right, einsum, Order.SERIAL, ElemType.S64);
  }

  /// An accumulator with a constant; empty where the accumulator cannot take it.
  private Optional<Real> withConstant(Node node, Binary op, Value operand, Value constant) {
    Optional<Repeated> repeated = state.constants.repeated(constant);
    if (op.kind() == Binary.Kind.MAX && isZero(repeated)) {
      return relu(operand);
    }
    if (!state.isAccumulator(operand) || repeated.isEmpty()) {
      return Optional.empty();
    }
    Scaled scaled = (Scaled) state.force(operand);
    ExactNumbers numbers = IntegerState.numbers(repeated.get());
    return switch (op.kind()) {
      case ADD -> Optional.of(addBias(node, scaled, numbers));
      case SUB -> Optional.of(addBias(node, scaled, numbers.map(Rational::negate)));
      case MUL -> rescaled(scaled, numbers, scaled.scale().times(numbers));
      case DIV ->
          numbers.values().stream().allMatch(n -> n.signum() > 0)
              ? rescaled(scaled, numbers, scaled.scale().dividedBy(numbers))
              : Optional.empty();
      case MAX, MIN, SHL, SHR -> Optional.empty();
    };
  }

  private static Optional<Real> rescaled(Scaled scaled, ExactNumbers factors, ExactNumbers scale) {
    return factors.values().stream().allMatch(n -> n.signum() > 0)
        ? Optional.of(new Scaled(scaled.integers(), scale, scaled.range()))
        : Optional.empty();
  }

  private Real addBias(Node node, Scaled scaled, ExactNumbers bias) {
    ExactNumbers units = bias.dividedBy(scaled.scale());
    Interval added = Interval.ZERO;
    for (Rational unit : units.values()) {
      added = added.union(new Interval(unit.round(), unit.round()));
    }
    Interval range = scaled.range().plus(added);
    Optional<IntType> type = state.accumulator(node, range.union(added));
    if (type.isEmpty()) {
      return new Real.Unknown();
    }
    state.explanations.add(
        new Explanation.Folded(IntegerState.name(node), "the accumulator: bias"));
    return state.emitter.addBias(scaled, units, type.get(), range);
  }

  private static boolean isZero(Optional<Repeated> constant) {
    return constant.flatMap(Repeated::splat).filter(f -> f == 0).isPresent();
  }

  /// `max(x, 0)` of an accumulator or a sum; of codes it is a function like any other.
  Optional<Real> relu(Value operand) {
    return switch (state.real(operand)) {
      case Scaled scaled when state.isAccumulator(operand) -> Optional.of(new Real.Clamped(scaled));
      case Real.Clamped clamped -> Optional.of(clamped);
      case Real.Sum(Scaled left, Scaled right, boolean _) ->
          Optional.of(new Real.Sum(left, right, true));
      case Scaled _,
          Real.Grouped _,
          Real.Normalized _,
          Real.Divided _,
          Real.Function _,
          Real.Given _,
          Real.Fixed _,
          Real.Unknown _ ->
          Optional.empty();
    };
  }

  /// The codes that an elementwise op depends on, as dequantized values.
  private Set<Value> roots(Node node) {
    Set<Value> roots = new HashSet<>();
    for (Value operand : node.op().operands()) {
      switch (state.real(operand)) {
        case Real.Function(Value root) -> roots.add(root);
        case Real.Fixed _ -> {}
        case Scaled _,
            Real.Given _,
            Real.Clamped _,
            Real.Sum _,
            Real.Grouped _,
            Real.Normalized _,
            Real.Divided _,
            Real.Unknown _ ->
            roots.add(operand);
      }
    }
    return roots;
  }

  Real function(Node node) {
    Set<Value> roots = roots(node);
    if (roots.size() != 1) {
      return state.unknown(node, "it depends on several values");
    }
    Value root = roots.iterator().next();
    boolean narrow =
        state.definitions.get(root) != null
            && state.definitions.get(root).op() instanceof Dequantize
            && state.real(root) instanceof Scaled(Value integers, ExactNumbers scale, var _)
            && scale.axes().isEmpty()
            && state.copy.type(integers).elem() instanceof ElemType.CodeType(Encoding encoding)
            && encoding.storage().bits() <= 8;
    for (Value operand : node.op().operands()) {
      boolean constant = state.real(operand) instanceof Real.Fixed;
      narrow &=
          !constant
              || state.constants.repeated(operand).filter(c -> c.data().count() == 1).isPresent();
    }
    return narrow
        ? new Real.Function(root)
        : state.unknown(node, "it is no function of one value with codes of at most 8 bits");
  }
}
