package dev.halfbyte.quant.annotate;

import dev.halfbyte.ir.Einsum;
import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.Encoding;
import dev.halfbyte.ir.Node;
import dev.halfbyte.ir.Program;
import dev.halfbyte.ir.Shape;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.TensorType;
import dev.halfbyte.ir.Value;
import dev.halfbyte.ir.op.Binary;
import dev.halfbyte.ir.op.Contract;
import dev.halfbyte.ir.op.Dequantize;
import dev.halfbyte.ir.op.Softmax;
import dev.halfbyte.ir.op.View;
import dev.halfbyte.passes.rewrite.Rewriter;
import dev.halfbyte.quant.Explanation;
import dev.halfbyte.quant.calibrate.Roundings;
import dev.halfbyte.quant.policy.Choice;
import dev.halfbyte.quant.policy.NumericsPolicy;
import dev.halfbyte.quant.policy.Setting;
import dev.halfbyte.quant.policy.SoftmaxChoice;
import dev.halfbyte.quant.scan.ScanBodies;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/// Makes up for the mean error of the codes of a softmax (Pandey et al., Softmax Bias Correction,
/// 2023): what small probabilities lose is missing in the sum of their row.
///
/// ```
/// sum_j (p_j + b) v_j  =  sum_j p_j v_j  +  b sum_j v_j
/// ```
///
/// The second sum is a contraction with ones, one row for all rows of `p`; both are integers and
/// are rounded together, once.
final class ProbabilityMeans {
  private final Program program;
  private final Sites sites;
  private final NumericsPolicy policy;
  private final Rewriter copy;
  private final LayerCodes layers;
  private final ScanBodies.Place place;
  private final Map<Value, Mean> means = new HashMap<>();
  private final List<Explanation> explanations = new ArrayList<>();

  /// The mean error of a softmax.
  private record Mean(String path, float error, String rule) {}

  ProbabilityMeans(
      Program program,
      Sites sites,
      NumericsPolicy policy,
      Rewriter copy,
      LayerCodes layers,
      ScanBodies.Place place) {
    this.program = program;
    this.sites = sites;
    this.policy = policy;
    this.copy = copy;
    this.layers = layers;
    this.place = place;
  }

  /// Looks up the mean error of a softmax whose rule wants it made up for, or asks for it.
  ///
  /// @param result of the softmax in the copy
  void find(Node node, Softmax op, Value result) {
    String name = sites.name(node.value());
    List<String> paths = new ArrayList<>(List.of(name));
    node.path().ifPresent(paths::add);
    Optional<Choice<Setting.Bias>> choice = policy.biasCorrection(paths);
    if (choice.isEmpty()) {
      return;
    }
    Optional<String> obstacle = obstacle(op, paths);
    if (obstacle.isPresent()) {
      if (!choice.get().rule().isDefault()) {
        explanations.add(new Explanation.NotDone(name, "bias corrected", obstacle.get()));
      }
    } else if (layers.isSurvey()) {
      // Others may be called after the softmax; nothing but this after its error.
      copy.name(result, Optional.of(Roundings.bias(name)));
      layers.want(name, place);
    } else {
      layers
          .correction(name, Shape.SCALAR, place)
          .map(error -> new Mean(name, error.floatAt(0), choice.get().reason()))
          .ifPresent(mean -> means.put(node.value(), mean));
    }
  }

  private Optional<String> obstacle(Softmax op, List<String> paths) {
    if (policy.softmax(paths).setting().choice() == SoftmaxChoice.LATE) {
      return Optional.of("its rows are divided by their own sums, which are one thereby");
    }
    return op.mask().isPresent()
        ? Optional.of("rows differ in how many elements are absent")
        : Optional.empty();
  }

  /// Adds what the probabilities among the operands of a contraction lost; it was copied just now.
  ///
  /// @param taken its operands in the copy
  void correct(Node node, List<Value> taken) {
    if (!(node.op() instanceof Contract op)) {
      return;
    }
    Optional<Mean> left = mean(op.left());
    Optional<Mean> right = mean(op.right());
    Optional<Mean> mean = left.or(() -> right);
    if (mean.isEmpty()) {
      return;
    }
    Optional<String> obstacle = obstacle(op, left.isPresent() ? op.left() : op.right());
    if (obstacle.isPresent() || (left.isPresent() && right.isPresent())) {
      String reason = obstacle.orElse("both operands are softmaxes");
      explanations.add(new Explanation.NotDone(mean.get().path(), "bias corrected", reason));
      return;
    }
    explanations.add(
        new Explanation.Folded(
            mean.get().path(),
            "`"
                + sites.name(node.value())
                + "`: its mean error over the samples times the sum of what it weighs, by "
                + mean.get().rule()));
    if (mean.get().error() != 0) {
      add(node, op, taken, left.isPresent(), mean.get().error());
    }
  }

  private Optional<String> obstacle(Contract op, Value probabilities) {
    if (op.mask().isPresent()) {
      return Optional.of("the contraction is masked");
    }
    Value source = probabilities;
    while (sites.flow().role(source) instanceof Role.Moved(Value before)) {
      Node movement = Objects.requireNonNull(program.definitions().get(source));
      if (movement.op() instanceof View(Value _, var map) && map.padded()) {
        return Optional.of("padding is no element of a row");
      }
      source = before;
    }
    return Optional.empty();
  }

  private Optional<Mean> mean(Value operand) {
    return sites.flow().isProbability(operand)
        ? Optional.ofNullable(means.get(sites.site(operand)))
        : Optional.empty();
  }

  private void add(Node node, Contract op, List<Value> taken, boolean first, float error) {
    Einsum einsum = op.einsum();
    List<String> own = first ? einsum.left() : einsum.right();
    List<String> others = first ? einsum.right() : einsum.left();
    List<String> reduced = einsum.reduced();
    List<String> kept = einsum.result().stream().filter(others::contains).toList();
    Shape weighed = copy.type(taken.get(first ? 0 : 1)).shape();
    Shape ones = new Shape(reduced.stream().map(l -> weighed.dim(own.indexOf(l))).toList());
    copy.builder().at(Optional.empty(), node.origin());
    Value sums =
        copy.add(
            new Contract(
                constant(ones, error),
                taken.get(first ? 1 : 0),
                new Einsum(reduced, others, kept),
                op.order(),
                op.accumulator()));
    Value product = copy.mapped(node.value());
    List<Integer> axes = kept.stream().map(einsum.result()::indexOf).toList();
    Value placed = copy.builder().broadcast(sums, copy.type(product).shape(), axes);
    Value added = copy.add(new Binary(Binary.Kind.ADD, product, placed));
    copy.name(added, node.path());
    copy.map(node.value(), added);
  }

  /// `error` everywhere, as the codes 1 or -1 of its magnitude.
  private Value constant(Shape shape, float error) {
    TensorType type =
        new TensorType(new ElemType.CodeType(new Encoding.Affine(ElemType.S4, 0)), Shape.SCALAR);
    Value code = copy.constant("one", Tensor.ofInts(type, new long[] {error < 0 ? -1 : 1}));
    Value scale = copy.constant("mean_error", Tensor.ofFloats(Shape.SCALAR, Math.abs(error)));
    return copy.add(
        new Dequantize(
            copy.builder().broadcast(code, shape, List.of()),
            copy.builder().broadcast(scale, shape, List.of())));
  }

  List<Explanation> explanations() {
    return List.copyOf(explanations);
  }
}
