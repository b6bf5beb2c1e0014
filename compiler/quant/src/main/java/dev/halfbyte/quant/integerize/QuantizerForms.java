package dev.halfbyte.quant.integerize;

import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.ElemType.IntType;
import dev.halfbyte.ir.Encoding;
import dev.halfbyte.ir.Node;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.Value;
import dev.halfbyte.ir.op.Dequantize;
import dev.halfbyte.ir.op.Lookup;
import dev.halfbyte.ir.op.Quantize;
import dev.halfbyte.ir.op.View;
import dev.halfbyte.ir.range.Interval;
import dev.halfbyte.quant.Explanation;
import dev.halfbyte.quant.annotate.ConstantValues;
import dev.halfbyte.quant.annotate.GroupScales;
import dev.halfbyte.quant.exact.ExactNumbers;
import dev.halfbyte.quant.exact.Rational;
import dev.halfbyte.quant.integerize.Real.Scaled;
import java.util.Objects;
import java.util.Optional;

/// Where codes are made and read.
final class QuantizerForms {
  private final IntegerState state;
  private final NormForms norms;

  private final RowReciprocals reciprocals;

  QuantizerForms(IntegerState state, NormForms norms) {
    this.state = state;
    this.norms = norms;
    reciprocals = new RowReciprocals(state);
  }

  /// The only place where codes are made; `node` names them.
  Real quantize(Node node, Quantize quantize) {
    Encoding.Affine encoding = (Encoding.Affine) quantize.encoding();
    Real input = state.real(quantize.operand());
    Optional<Value> codes =
        switch (input) {
          case Real.Given(Value value) ->
              Optional.of(
                  state.copy.add(
                      new Quantize(value, state.copy.mapped(quantize.inverseScale()), encoding)));
          case Scaled scaled ->
              Optional.of(
                  state.emitter.requantize(
                      state.accumulated(node, scaled), scale(node, quantize), encoding));
          case Real.Clamped(Scaled inner) -> {
            boolean folded = encoding.zeroPoint() == encoding.storage().min();
            if (folded) {
              state.explanations.add(
                  new Explanation.Folded(IntegerState.name(node), "the clamp: relu"));
            }
            Scaled clamped = folded ? inner : state.emitter.clampAtZero(inner);
            yield Optional.of(
                state.emitter.requantize(
                    state.accumulated(node, clamped), scale(node, quantize), encoding));
          }
          case Real.Sum(Scaled left, Scaled right, boolean clamped) ->
              clamped && encoding.zeroPoint() != encoding.storage().min()
                  ? Optional.empty()
                  : Optional.of(
                      state.emitter.requantizeAdd(
                          state.accumulated(node, left),
                          state.accumulated(node, right),
                          scale(node, quantize),
                          encoding));
          case Real.Normalized normalized ->
              Optional.of(norms.quantize(node, normalized, scale(node, quantize), encoding));
          case Real.Divided over -> {
            state.accumulated(node, over.numerator());
            yield Optional.of(reciprocals.requantize(over, scale(node, quantize), encoding));
          }
          case Real.Function(Value root) -> Optional.of(lookup(root, quantize));
          case Real.Fixed _, Real.Grouped _, Real.Unknown _ -> Optional.empty();
        };
    if (codes.isEmpty()) {
      return input instanceof Real.Unknown
          ? input
          : state.unknown(node, "a sum is clamped at zero, and zero is inside its codes");
    }
    state.copy.name(codes.get(), node.path());
    state.copy.map(node.value(), codes.get());
    return new Real.Given(codes.get());
  }

  /// The scale with which the codes are read; where integers read them, what they were made with.
  private ExactNumbers scale(Node node, Quantize quantize) {
    ExactNumbers read = state.codeScales.get(node.value());
    return read != null
        ? read
        : IntegerState.numbers(state.constants.repeated(quantize.inverseScale()).orElseThrow())
            .map(Rational.ONE::dividedBy);
  }

  private Value lookup(Value root, Quantize quantize) {
    Tensor table = state.tables.codes(root, quantize.operand(), quantize);
    Value codes = ((Scaled) state.real(root)).integers();
    return state.copy.add(new Lookup(codes, state.copy.constant("table", table)));
  }

  /// Equal codes of two weights are one value, so the scale is that of `dequantize` itself.
  Real dequantize(Node node, Dequantize dequantize) {
    Optional<GroupScales> groups =
        GroupScales.read(state.definitions, state.constants, dequantize.scale());
    Optional<ConstantValues.Repeated> constant = state.constants.repeated(dequantize.operand());
    if (groups.isPresent() && constant.isPresent()) {
      Value codes = state.copy.mapped(dequantize.operand());
      return new Real.Grouped(name(dequantize.operand()), codes, constant.get(), groups.get());
    }
    Optional<ConstantValues.Repeated> scale = state.constants.repeated(dequantize.scale());
    if (scale.isEmpty() || state.real(dequantize.operand()) instanceof Real.Unknown) {
      return state.unknown(node, "its scale is computed");
    }
    Value integers = state.copy.mapped(dequantize.operand());
    ElemType elem = state.copy.type(integers).elem();
    return new Scaled(integers, IntegerState.numbers(scale.orElseThrow()), decoded(elem));
  }

  /// The name of codes that a view may repeat.
  private String name(Value codes) {
    Node node = Objects.requireNonNull(state.definitions.get(codes));
    return node.op() instanceof View(Value operand, var _)
        ? name(operand)
        : node.path().orElse("weight");
  }

  private static Interval decoded(ElemType elem) {
    return switch (elem) {
      case ElemType.CodeType(Encoding encoding) ->
          Interval.of(encoding.minDecoded(), encoding.maxDecoded());
      case IntType type -> Interval.of(type);
      case ElemType.FloatType _, ElemType.BoolType _ ->
          throw new IllegalArgumentException("no codes: " + elem);
    };
  }
}
