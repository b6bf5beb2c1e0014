package dev.halfbyte.quant.annotate;

import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.ElemType.IntType;
import dev.halfbyte.ir.Encoding;
import dev.halfbyte.ir.Node;
import dev.halfbyte.ir.Shape;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.Value;
import dev.halfbyte.ir.op.Dequantize;
import dev.halfbyte.passes.rewrite.Rewriter;
import dev.halfbyte.quant.Explanation;
import dev.halfbyte.quant.QuantCode;
import dev.halfbyte.quant.codes.CodeFamily;
import dev.halfbyte.quant.codes.TableFamily;
import dev.halfbyte.quant.policy.Choice;
import dev.halfbyte.quant.policy.Granularity;
import dev.halfbyte.quant.policy.NumericsPolicy;
import dev.halfbyte.quant.policy.Setting;
import dev.halfbyte.source.Diagnostic;
import dev.halfbyte.source.DiagnosticException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// Puts constants into codes: weights, and constant terms of sums and factors of products.
final class ConstantCoder {
  private final Sites sites;
  private final NumericsPolicy policy;
  private final Rewriter copy;
  private final List<Explanation> explanations = new ArrayList<>();
  private final List<Diagnostic> faults = new ArrayList<>();

  ConstantCoder(Sites sites, NumericsPolicy policy, Rewriter copy) {
    this.sites = sites;
    this.policy = policy;
    this.copy = copy;
  }

  /// The coded form of a constant operand of the contraction `user`.
  Value weight(Node user, Value value, Need.Weight need) {
    Choice<Setting.Weight> choice =
        policy.weight(List.of(sites.name(value), sites.name(user.value())));
    if (choice.setting().granularity() instanceof Granularity.PerGroup(int size)) {
      return repeated(value)
          .map(constant -> grouped(value, constant, need, choice, size))
          .orElseGet(() -> copy.mapped(value));
    }
    return repeated(value)
        .map(constant -> {
          List<Integer> axes = scaleAxes(value, constant, need, choice);
          return emit(value, constant, encoding(choice.setting()), axes, choice.reason());
        })
        .orElseGet(() -> copy.mapped(value));
  }

  /// A scale for each channel times a small integer for each group; one scale per channel where
  /// that sums no more elements than a group has.
  private Value grouped(
      Value value,
      ConstantValues.Repeated constant,
      Need.Weight need,
      Choice<Setting.Weight> choice,
      int size) {
    List<Integer> summed =
        IntStream.range(0, constant.axes().size())
            .filter(k -> need.reducedAxes().contains(constant.axes().get(k)))
            .boxed()
            .toList();
    Optional<GroupAxis> axis = GroupAxis.of(constant.data().type().shape().extents(), summed, size);
    Encoding encoding = encoding(choice.setting());
    if (axis.isEmpty()) {
      List<Integer> channels = scaleAxes(value, constant, need, choice);
      return emit(value, constant, encoding, channels, choice.reason());
    }
    GroupedConstant coded = GroupedConstant.code(constant.data(), encoding, summed, axis.get());
    explanations.add(coded.explanation(sites.name(value), size, choice.reason()));
    Shape shape = sites.flow().type(value).shape();
    copy.builder().at(Optional.empty(), Optional.empty());
    Value codes = copy.constant(sites.name(value) + ".codes", coded.codes());
    copy.name(codes, Optional.of(sites.name(value)));
    Value placed = copy.builder().broadcast(codes, shape, constant.axes());
    Value scale = GroupScales.write(copy, sites.name(value), coded, shape, constant.axes());
    return copy.add(new Dequantize(placed, scale));
  }

  static Encoding encoding(Setting.Weight setting) {
    return switch (setting.family()) {
      case CodeFamily.Affine _ -> CodedConstant.symmetric(setting.storage());
      case TableFamily family -> family.table(setting.storage().bits());
    };
  }

  /// The coded form of a constant term or factor; one scale, and at least 8 bits for a factor.
  Value term(Node user, Value value, Need.ConstantTerm need) {
    List<String> paths = List.of(sites.name(value), sites.name(user.value()));
    Choice<Setting.Weight> weight = policy.weight(paths);
    Choice<Setting.Residual> residual = policy.residual(paths);
    IntType wanted = weight.setting().storage();
    IntType factor = wanted.bits() < 8 ? ElemType.S8 : wanted;
    IntType storage = need.factor() ? factor : residual.setting().storage();
    String rule = need.factor() ? weight.reason() : residual.reason();
    return repeated(value)
        .map(constant -> emit(value, constant, CodedConstant.symmetric(storage), List.of(), rule))
        .orElseGet(() -> copy.mapped(value));
  }

  private Optional<ConstantValues.Repeated> repeated(Value value) {
    Optional<ConstantValues.Repeated> constant = sites.flow().constants().repeated(value);
    if (constant.isEmpty()) {
      faults.add(
          Diagnostic.error(
              QuantCode.FREE_WEIGHT,
              "`"
                  + sites.name(value)
                  + "` has symbolic extents and cannot be coded at build time"));
      return constant;
    }
    return isFinite(value, constant.get().data()) ? constant : Optional.empty();
  }

  /// Reports an element of a constant that is no finite number.
  void requireFinite(Value value) {
    sites.flow().constants().repeated(value).ifPresent(c -> isFinite(value, c.data()));
  }

  private boolean isFinite(Value value, Tensor data) {
    for (int i = 0; i < data.count(); i++) {
      if (!Float.isFinite(data.floatAt(i))) {
        String place = data.type().shape().rank() == 0 ? "" : " at " + Elements.index(data, i);
        faults.add(
            Diagnostic.error(
                    QuantCode.NOT_FINITE_WEIGHT,
                    "weight `" + sites.name(value) + "` is " + data.floatAt(i) + place)
                .help("weights must be finite; repair the file they come from"));
        return false;
      }
    }
    return true;
  }

  /// Axes of the data that have scales of their own.
  private List<Integer> scaleAxes(
      Value value,
      ConstantValues.Repeated constant,
      Need.Weight need,
      Choice<Setting.Weight> choice) {
    return switch (choice.setting().granularity()) {
      case Granularity.PerTensor _ -> List.of();
      case Granularity.PerChannel _, Granularity.PerGroup _ ->
          IntStream.range(0, constant.axes().size())
              .filter(k -> !need.reducedAxes().contains(constant.axes().get(k)))
              .boxed()
              .toList();
      case Granularity.PerAxis(int axis) -> {
        int k = constant.axes().indexOf(axis);
        if (k < 0 || need.reducedAxes().contains(axis)) {
          faults.add(axisFault(value, axis, choice));
          yield List.of();
        }
        yield List.of(k);
      }
    };
  }

  private Diagnostic axisFault(Value value, int axis, Choice<Setting.Weight> choice) {
    return Diagnostic.error(
            QuantCode.AXIS,
            "axis "
                + axis
                + " of weight `"
                + sites.name(value)
                + "` is summed over or missing, by rule "
                + choice.rule())
        .help("scales can differ only along axes that the result has; name one of those");
  }

  private Value emit(
      Value value,
      ConstantValues.Repeated constant,
      Encoding encoding,
      List<Integer> axes,
      String rule) {
    CodedConstant coded = CodedConstant.code(constant.data(), encoding, axes);
    explain(value, coded, rule);
    Shape shape = sites.flow().type(value).shape();
    copy.builder().at(Optional.empty(), Optional.empty());
    Value codes = copy.constant(sites.name(value) + ".codes", coded.codes());
    copy.name(codes, Optional.of(sites.name(value)));
    Value placed = copy.builder().broadcast(codes, shape, constant.axes());
    Value scale = copy.constant(sites.name(value) + ".scale", coded.scale());
    List<Integer> scaleAxes = axes.stream().map(constant.axes()::get).toList();
    return copy.add(new Dequantize(placed, copy.builder().broadcast(scale, shape, scaleAxes)));
  }

  private void explain(Value value, CodedConstant coded, String rule) {
    float least = Float.POSITIVE_INFINITY;
    float greatest = 0;
    for (int i = 0; i < coded.scale().count(); i++) {
      least = Math.min(least, coded.scale().floatAt(i));
      greatest = Math.max(greatest, coded.scale().floatAt(i));
    }
    explanations.add(
        new Explanation.CodedConstant(
            sites.name(value),
            coded.encoding().toString(),
            coded.scale().count(),
            least,
            greatest,
            rule));
  }

  /// Ends with all faults of all constants, if there are any.
  void throwFaults() {
    if (!faults.isEmpty()) {
      throw new DiagnosticException(faults);
    }
  }

  List<Explanation> explanations() {
    return List.copyOf(explanations);
  }
}
