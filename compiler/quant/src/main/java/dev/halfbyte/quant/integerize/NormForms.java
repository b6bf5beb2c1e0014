package dev.halfbyte.quant.integerize;

import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.Encoding;
import dev.halfbyte.ir.Node;
import dev.halfbyte.ir.Value;
import dev.halfbyte.ir.op.Binary;
import dev.halfbyte.ir.op.LayerNorm;
import dev.halfbyte.ir.op.RmsNorm;
import dev.halfbyte.quant.Explanation;
import dev.halfbyte.quant.annotate.ConstantValues.Repeated;
import dev.halfbyte.quant.exact.ExactNumbers;
import dev.halfbyte.quant.exact.Rational;
import dev.halfbyte.quant.integerize.Real.Scaled;
import dev.halfbyte.quant.norm.Moments;
import dev.halfbyte.quant.norm.NormalizedRows;
import java.util.Optional;
import java.util.function.UnaryOperator;

/// Normalization of rows: the rows in integers, their scale and bias as exact numbers until a
/// quantizer asks for codes.
final class NormForms {
  private static final ExactNumbers ZERO = ExactNumbers.of(Rational.ZERO);

  private final IntegerState state;

  NormForms(IntegerState state) {
    this.state = state;
  }

  Real layerNorm(Node node, LayerNorm op) {
    return rows(node, Moments.CENTERED, op.operand(), op.epsilon())
        .map(rows -> normalized(node, rows, numbers(op.scale()), numbers(op.bias())))
        .orElseGet(Real.Unknown::new);
  }

  Real rmsNorm(Node node, RmsNorm op) {
    return rows(node, Moments.RAW, op.operand(), op.epsilon())
        .map(rows -> normalized(node, rows, numbers(op.scale()), Optional.of(ZERO)))
        .orElseGet(Real.Unknown::new);
  }

  private Optional<NormalizedRows> rows(Node node, Moments moments, Value operand, float epsilon) {
    boolean coded =
        state.force(operand) instanceof Scaled scaled
            && state.copy.type(scaled.integers()).elem() instanceof ElemType.CodeType
            && scaled.scale().axes().isEmpty();
    if (!coded) {
      state.unknown(node, "its operand has no codes of one scale");
      return Optional.empty();
    }
    Scaled input = (Scaled) state.real(operand);
    Rational scale = input.scale().values().getFirst();
    Optional<NormalizedRows> rows =
        NormalizedRows.of(state.copy.builder(), input.integers(), moments, scale, epsilon);
    if (rows.isEmpty()) {
      state.unknown(node, "64 bits cannot hold the variance of rows so long, or its epsilon");
    }
    return rows;
  }

  private Optional<ExactNumbers> numbers(Value constant) {
    return state.constants.repeated(constant).map(IntegerState::numbers);
  }

  private Real normalized(
      Node node, NormalizedRows rows, Optional<ExactNumbers> factor, Optional<ExactNumbers> term) {
    return factor.isPresent() && term.isPresent()
        ? new Real.Normalized(IntegerState.name(node), rows, factor.get(), term.get())
        : state.unknown(node, "its scale or bias is computed");
  }

  /// `rows op constant`.
  Real withConstant(Node node, Real.Normalized rows, Binary.Kind kind, Value constant) {
    Optional<Repeated> repeated = state.constants.repeated(constant);
    if (repeated.isEmpty()) {
      return state.unknown(node, "a constant has symbolic extents");
    }
    ExactNumbers numbers = IntegerState.numbers(repeated.get());
    return switch (kind) {
      case ADD -> plus(rows, numbers);
      case SUB -> plus(rows, numbers.map(Rational::negate));
      case MUL -> times(rows, numbers);
      case DIV ->
          numbers.values().contains(Rational.ZERO)
              ? state.unknown(node, "it divides by zero")
              : times(rows, numbers.map(Rational.ONE::dividedBy));
      case MAX, MIN, SHL, SHR -> state.unknown(node, "it combines normalized rows by " + kind);
    };
  }

  /// `constant op rows`.
  Real fromConstant(Node node, Real.Normalized rows, Binary.Kind kind, Value constant) {
    UnaryOperator<Real.Normalized> negate = r -> times(r, ExactNumbers.of(Rational.of(-1)));
    return switch (kind) {
      case ADD, MUL -> withConstant(node, rows, kind, constant);
      case SUB -> withConstant(node, negate.apply(rows), Binary.Kind.ADD, constant);
      case DIV, MAX, MIN, SHL, SHR -> state.unknown(node, "it combines normalized rows by " + kind);
    };
  }

  private static Real.Normalized plus(Real.Normalized rows, ExactNumbers term) {
    return new Real.Normalized(
        rows.path(), rows.rows(), rows.factor(), rows.term().combine(term, Rational::plus));
  }

  private static Real.Normalized times(Real.Normalized rows, ExactNumbers factor) {
    return new Real.Normalized(
        rows.path(), rows.rows(), rows.factor().times(factor), rows.term().times(factor));
  }

  /// Codes of normalized rows; `node` names them.
  Value quantize(Node node, Real.Normalized rows, ExactNumbers scale, Encoding.Affine encoding) {
    int rootBits =
        encoding.storage().bits() <= 4 ? NormalizedRows.NARROW_ROOT : NormalizedRows.WIDE_ROOT;
    NormalizedRows.Normal normal = rows.rows().normal(rootBits);
    state.explanations.add(
        new Explanation.Normalized(
            rows.path(), rows.rows().extent(), rootBits, normal.fractionBits()));
    return state.emitter.affine(normal, rows.factor(), rows.term(), scale, encoding);
  }
}
