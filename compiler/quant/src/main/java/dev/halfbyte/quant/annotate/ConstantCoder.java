package dev.halfbyte.quant.annotate;

import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.ElemType.IntType;
import dev.halfbyte.ir.Encoding;
import dev.halfbyte.ir.Node;
import dev.halfbyte.ir.Shape;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.TensorType;
import dev.halfbyte.ir.Value;
import dev.halfbyte.ir.op.Contract;
import dev.halfbyte.ir.op.Dequantize;
import dev.halfbyte.passes.rewrite.Rewriter;
import dev.halfbyte.quant.Explanation;
import dev.halfbyte.quant.QuantCode;
import dev.halfbyte.quant.calibrate.CalibrationResult;
import dev.halfbyte.quant.codes.ArrayFamily;
import dev.halfbyte.quant.codes.CodeFamily;
import dev.halfbyte.quant.exact.ExactNumbers;
import dev.halfbyte.quant.policy.Choice;
import dev.halfbyte.quant.policy.Granularity;
import dev.halfbyte.quant.policy.NumericsPolicy;
import dev.halfbyte.quant.policy.Setting;
import dev.halfbyte.quant.policy.WeightRounding;
import dev.halfbyte.quant.scan.ScanBodies;
import dev.halfbyte.source.Diagnostic;
import dev.halfbyte.source.DiagnosticException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/// Puts constants into codes: weights, and constant terms of sums and factors of products.
final class ConstantCoder {
  private final Sites sites;
  private final NumericsPolicy policy;
  private final Rewriter copy;
  private final LayerCodes layers;
  private final ScanBodies.Place place;
  private final Map<Node, ExactNumbers> corrections = new HashMap<>();
  private final List<Explanation> explanations = new ArrayList<>();
  private final List<Diagnostic> faults = new ArrayList<>();
  private final FoundTables tables;

  /// @param calibration parameters of code tables
  /// @param layers roundings by samples
  /// @param place the iteration whose constants are coded
  ConstantCoder(
      Sites sites,
      NumericsPolicy policy,
      CalibrationResult calibration,
      Rewriter copy,
      LayerCodes layers,
      ScanBodies.Place place) {
    tables = new FoundTables(calibration, faults);
    this.sites = sites;
    this.policy = policy;
    this.copy = copy;
    this.layers = layers;
    this.place = place;
  }

  /// The coded form of a constant operand of the contraction `user`.
  Value weight(Node user, Value value, Need.Weight need) {
    Choice<Setting.Weight> choice =
        policy.weight(List.of(sites.name(value), sites.name(user.value())));
    if (choice.setting().granularity() instanceof Granularity.PerGroup(int size)) {
      List<String> paths = List.of(sites.name(value), sites.name(user.value()));
      String reason = "its weights have scales of groups";
      policy
          .rounding(paths)
          .ifPresent(r -> notDone(sites.name(value), r.setting().toString(), reason));
      policy
          .biasCorrection(paths)
          .ifPresent(b -> notDone(sites.name(value), b.setting().toString(), reason));
      return repeated(value)
          .flatMap(constant ->
              coding(value, choice)
                  .map(coding -> grouped(value, constant, need, choice, coding, size)))
          .orElseGet(() -> copy.mapped(value));
    }
    return repeated(value)
        .map(constant -> {
          List<Integer> axes = scaleAxes(value, constant, need, choice);
          return coding(value, choice)
              .map(coding -> {
                CodedConstant nearest =
                    CodedConstant.code(constant.data(), coding.encoding(), axes);
                return layer(user, value, constant, nearest, coding.reason());
              })
              .orElseGet(() -> copy.mapped(value));
        })
        .orElseGet(() -> copy.mapped(value));
  }

  /// The weight of a layer with the codes and the correction that its rules ask for.
  private Value layer(
      Node user,
      Value value,
      ConstantValues.Repeated constant,
      CodedConstant nearest,
      String rule) {
    String name = sites.name(value);
    List<String> paths = List.of(name, sites.name(user.value()));
    Optional<Choice<Setting.Rounding>> rounding = policy.rounding(paths);
    Optional<Choice<Setting.Bias>> bias = policy.biasCorrection(paths);
    if (rounding.isEmpty() && bias.isEmpty()) {
      return emit(value, constant, nearest, rule);
    }
    Contract op = (Contract) user.op();
    LayerLayout layout = new LayerLayout(op.einsum(), value.equals(op.right()), constant.axes());
    Optional<String> obstacle = LayerLayout.obstacle(op, layout);
    if (obstacle.isPresent()) {
      rounding.ifPresent(r -> notDone(name, r.setting().toString(), obstacle.get()));
      bias.ifPresent(b -> notDone(name, b.setting().toString(), obstacle.get()));
      return emit(value, constant, nearest, rule);
    }
    if (layers.isSurvey()) {
      layers.want(
          new LayerWeight(
              name,
              place,
              layout,
              nearest.encoding(),
              constant.data(),
              nearest.codes(),
              nearest.scale(),
              nearest.scaleAxes(),
              rounding.map(r -> r.setting().method()).orElse(WeightRounding.NEAREST),
              bias.isPresent()));
      return emit(value, constant, nearest, rule);
    }
    bias.ifPresent(b -> correct(user, name, constant, layout, b.reason()));
    return rounding.isPresent()
        ? emit(
            value,
            constant,
            layers.rounded(name, place, nearest),
            rule + ", " + rounding.get().reason())
        : emit(value, constant, nearest, rule);
  }

  private void notDone(String name, String what, String obstacle) {
    explanations.add(new Explanation.NotDone(name, what, obstacle));
  }

  private void correct(
      Node user, String name, ConstantValues.Repeated constant, LayerLayout layout, String rule) {
    Shape data = constant.data().type().shape();
    Shape rows = new Shape(layout.kept().stream().map(data::dim).toList());
    Optional<Tensor> correction = layers.correction(name, rows, place);
    if (correction.isPresent()) {
      List<Integer> own = IntStream.range(0, rows.rank()).boxed().toList();
      corrections.put(user, ExactNumbers.of(correction.get(), own).onAxes(layout.results()));
      explanations.add(
          new Explanation.Folded(
              sites.name(user.value()),
              "the accumulator: its mean error over the samples, by " + rule));
    }
  }

  /// What is to be added to the result of a contraction whose weight was coded.
  Optional<ExactNumbers> correction(Node contraction) {
    return Optional.ofNullable(corrections.get(contraction));
  }

  /// A scale for each channel times a small integer for each group; one scale per channel where
  /// that sums no more elements than a group has.
  private Value grouped(
      Value value,
      ConstantValues.Repeated constant,
      Need.Weight need,
      Choice<Setting.Weight> choice,
      Coding coding,
      int size) {
    List<Integer> summed =
        IntStream.range(0, constant.axes().size())
            .filter(k -> need.reducedAxes().contains(constant.axes().get(k)))
            .boxed()
            .toList();
    Optional<GroupAxis> axis = GroupAxis.of(constant.data().type().shape().extents(), summed, size);
    Encoding encoding = coding.encoding();
    if (axis.isEmpty()) {
      List<Integer> channels = scaleAxes(value, constant, need, choice);
      return emit(
          value,
          constant,
          CodedConstant.code(constant.data(), encoding, channels),
          coding.reason());
    }
    GroupedConstant coded = GroupedConstant.code(constant.data(), encoding, summed, axis.get());
    explanations.add(coded.explanation(sites.name(value), size, coding.reason()));
    Shape shape = sites.flow().type(value).shape();
    copy.builder().at(Optional.empty(), Optional.empty());
    Value codes = copy.constant(sites.name(value) + ".codes", coded.codes());
    copy.name(codes, Optional.of(sites.name(value)));
    Value placed = copy.builder().broadcast(codes, shape, constant.axes());
    Value scale = GroupScales.write(copy, sites.name(value), coded, shape, constant.axes());
    return copy.add(new Dequantize(placed, scale));
  }

  /// The codes of a weight, and why they are these.
  private record Coding(Encoding encoding, String reason) {}

  private Optional<Coding> coding(Value value, Choice<Setting.Weight> choice) {
    Setting.Weight setting = choice.setting();
    return switch (setting.family()) {
      case CodeFamily.Affine _ ->
          Optional.of(new Coding(CodedConstant.symmetric(setting.storage()), choice.reason()));
      case ArrayFamily family ->
          tables
              .of(sites.name(value), setting.codes(), family)
              .map(chosen ->
                  new Coding(
                      chosen.family().table(setting.storage().bits()),
                      choice.reason() + chosen.reason()));
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
        .map(constant -> {
          Encoding encoding = CodedConstant.symmetric(storage);
          CodedConstant coded = CodedConstant.code(constant.data(), encoding, List.of());
          return emit(value, constant, coded, rule);
        })
        .orElseGet(() -> copy.mapped(value));
  }

  /// A matrix of +1 and -1: the codes are these numbers.
  Value signs(Value value) {
    Tensor data = sites.flow().constants().repeated(value).orElseThrow().data();
    TensorType type =
        new TensorType(
            new ElemType.CodeType(new Encoding.Affine(ElemType.S4, 0)), data.type().shape());
    Tensor codes = Tensor.generateInts(type, i -> Math.round(data.floatAt(Math.toIntExact(i))));
    copy.builder().at(Optional.empty(), Optional.empty());
    Value signs = copy.constant("signs", codes);
    Value one = copy.constant("scale", Tensor.ofFloats(Shape.SCALAR, 1f));
    return copy.add(
        new Dequantize(signs, copy.builder().broadcast(one, data.type().shape(), List.of())));
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
      Value value, ConstantValues.Repeated constant, CodedConstant coded, String rule) {
    explain(value, coded, rule);
    Shape shape = sites.flow().type(value).shape();
    copy.builder().at(Optional.empty(), Optional.empty());
    Value codes = copy.constant(sites.name(value) + ".codes", coded.codes());
    copy.name(codes, Optional.of(sites.name(value)));
    Value placed = copy.builder().broadcast(codes, shape, constant.axes());
    Value scale = copy.constant(sites.name(value) + ".scale", coded.scale());
    List<Integer> scaleAxes = coded.scaleAxes().stream().map(constant.axes()::get).toList();
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
