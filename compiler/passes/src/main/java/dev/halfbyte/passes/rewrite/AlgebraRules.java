package dev.halfbyte.passes.rewrite;

import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.Node;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.Value;
import dev.halfbyte.ir.op.Binary;
import dev.halfbyte.ir.op.Cast;
import dev.halfbyte.ir.op.Select;
import dev.halfbyte.ir.op.Unary;
import dev.halfbyte.ir.op.View;
import java.util.List;
import java.util.Optional;

/// Rules about values: what an operation does not change.
///
/// Laws: a rule holds for every operand including NaN, infinities and both zeros; floats are never
/// reassociated, commuted or distributed; no rule adds work.
public final class AlgebraRules {
  private AlgebraRules() {}

  /// All rules of the family, in the order in which they are tried.
  public static List<Rule> all() {
    return List.of(
        new Rule("mul-one", "x * 1 -> x, x / 1 -> x", AlgebraRules::mulOne),
        new Rule(
            "sub-zero",
            "x - (+0) -> x, x + (-0) -> x; integers: x + 0 -> x",
            AlgebraRules::addZero),
        new Rule("neg-neg", "-(-x) -> x", AlgebraRules::negNeg),
        new Rule("abs-abs", "|(|x|)| -> |x|", AlgebraRules::absAbs),
        new Rule("max-same", "max(x, x) -> x, min(x, x) -> x", AlgebraRules::maxSame),
        new Rule("max-max", "max(max(x, c), c) -> max(x, c), likewise min", AlgebraRules::maxMax),
        new Rule("cast-same", "cast<T>(x: T) -> x", AlgebraRules::castSame),
        new Rule("select-same", "c ? x : x -> x", AlgebraRules::selectSame));
  }

  /// ```
  /// %2 = mul %x, splat(1)      %x
  /// ```
  ///
  /// Multiplying by one is exact and keeps the sign of zero; NaN is stored in one form only.
  private static Optional<Rule.Rewrite> mulOne(Node node, Rewriter copy) {
    if (!(node.op() instanceof Binary(var kind, Value left, Value right))) {
      return Optional.empty();
    }
    return switch (kind) {
      case MUL -> {
        if (equalsEverywhere(copy, right, 1f)) {
          yield Optional.of(() -> left);
        }
        yield equalsEverywhere(copy, left, 1f) ? Optional.of(() -> right) : Optional.empty();
      }
      case DIV -> equalsEverywhere(copy, right, 1f) ? Optional.of(() -> left) : Optional.empty();
      case ADD, SUB, MAX, MIN, SHL, SHR -> Optional.empty();
    };
  }

  /// ```
  /// %2 = sub %x, splat(+0)     %x
  /// ```
  ///
  /// `x + (+0)` stays: it turns -0 into +0.
  private static Optional<Rule.Rewrite> addZero(Node node, Rewriter copy) {
    if (!(node.op() instanceof Binary(var kind, Value left, Value right))) {
      return Optional.empty();
    }
    return switch (kind) {
      case ADD -> {
        if (equalsEverywhere(copy, right, -0f)) {
          yield Optional.of(() -> left);
        }
        yield equalsEverywhere(copy, left, -0f) ? Optional.of(() -> right) : Optional.empty();
      }
      case SUB -> equalsEverywhere(copy, right, 0f) ? Optional.of(() -> left) : Optional.empty();
      case MUL, DIV, MAX, MIN, SHL, SHR -> Optional.empty();
    };
  }

  /// ```
  /// %1 = neg %x
  /// %2 = neg %1                %x
  /// ```
  private static Optional<Rule.Rewrite> negNeg(Node node, Rewriter copy) {
    if (node.op() instanceof Unary(var outer, Value inner)
        && outer == Unary.Kind.NEG
        && copy.definition(inner).orElse(null) instanceof Unary(var kind, Value x)
        && kind == Unary.Kind.NEG) {
      return Optional.of(() -> x);
    }
    return Optional.empty();
  }

  /// ```
  /// %1 = abs %x                %1 = abs %x
  /// %2 = abs %1                %1
  /// ```
  private static Optional<Rule.Rewrite> absAbs(Node node, Rewriter copy) {
    if (node.op() instanceof Unary(var outer, Value inner)
        && outer == Unary.Kind.ABS
        && copy.definition(inner).orElse(null) instanceof Unary(var kind, Value _)
        && kind == Unary.Kind.ABS) {
      return Optional.of(() -> inner);
    }
    return Optional.empty();
  }

  /// ```
  /// %1 = max %x, %x            %x
  /// ```
  private static Optional<Rule.Rewrite> maxSame(Node node, Rewriter copy) {
    return node.op() instanceof Binary(var kind, Value left, Value right)
            && (kind == Binary.Kind.MAX || kind == Binary.Kind.MIN)
            && left.equals(right)
        ? Optional.of(() -> left)
        : Optional.empty();
  }

  /// ```
  /// %1 = max %x, %c            %1 = max %x, %c
  /// %2 = max %1, %c            %1
  /// ```
  ///
  /// With `max(a, b) = a > b ? a : b`, %1 is either greater than %c or %c itself.
  private static Optional<Rule.Rewrite> maxMax(Node node, Rewriter copy) {
    if (node.op() instanceof Binary(var outer, Value inner, Value bound)
        && (outer == Binary.Kind.MAX || outer == Binary.Kind.MIN)
        && copy.definition(inner).orElse(null)
            instanceof Binary(var kind, Value _, Value innerBound)
        && kind == outer
        && innerBound.equals(bound)) {
      return Optional.of(() -> inner);
    }
    return Optional.empty();
  }

  /// ```
  /// %1 = cast %x: s32 to s32   %x
  /// ```
  private static Optional<Rule.Rewrite> castSame(Node node, Rewriter copy) {
    return node.op() instanceof Cast(Value operand, ElemType elem)
            && copy.type(operand).elem().equals(elem)
        ? Optional.of(() -> operand)
        : Optional.empty();
  }

  /// ```
  /// %1 = select %c, %x, %x     %x
  /// ```
  private static Optional<Rule.Rewrite> selectSame(Node node, Rewriter copy) {
    return node.op() instanceof Select(Value _, Value then, Value otherwise)
            && then.equals(otherwise)
        ? Optional.of(() -> then)
        : Optional.empty();
  }

  /// Whether every element is `literal`, bit for bit for floats.
  private static boolean equalsEverywhere(Rewriter copy, Value value, float literal) {
    Value source = value;
    while (copy.definition(source).orElse(null) instanceof View(Value operand, var map)
        && !map.padded()) {
      source = operand;
    }
    return copy.data(source).filter(d -> isAll(d, literal)).isPresent();
  }

  private static boolean isAll(Tensor data, float literal) {
    if (data.count() != 1) {
      return false;
    }
    return switch (data.type().elem()) {
      case ElemType.FloatType _ ->
          Float.floatToIntBits(data.floatAt(0)) == Float.floatToIntBits(literal);
      case ElemType.IntType _ -> data.longAt(0) == (long) literal;
      case ElemType.CodeType _, ElemType.BoolType _ -> false;
    };
  }
}
