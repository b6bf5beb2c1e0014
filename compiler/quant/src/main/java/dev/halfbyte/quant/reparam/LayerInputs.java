package dev.halfbyte.quant.reparam;

import dev.halfbyte.ir.Einsum;
import dev.halfbyte.ir.ElemType.IntType;
import dev.halfbyte.ir.Node;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.Value;
import dev.halfbyte.ir.op.Contract;
import dev.halfbyte.ir.op.LayerNorm;
import dev.halfbyte.quant.annotate.ConstantValues;
import dev.halfbyte.quant.annotate.ConstantValues.Repeated;
import dev.halfbyte.quant.annotate.RoundedWeights;
import dev.halfbyte.quant.annotate.Sites;
import dev.halfbyte.quant.calibrate.TensorRange;
import dev.halfbyte.quant.calibrate.TensorRange.Bounds;
import dev.halfbyte.quant.policy.Granularity;
import dev.halfbyte.quant.policy.NumericsPolicy;
import dev.halfbyte.quant.policy.Setting;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/// Collects what is known about a value whose channels are to get scales.
///
/// @param iterated whether the program is an iteration of the body of a scan
record LayerInputs(
    Sites sites, NumericsPolicy policy, Map<Value, Node> definitions, boolean iterated) {
  /// Half the width of a range over the standard deviation of what is in it, roughly.
  private static final double DEVIATIONS = 3;

  LayerInput of(
      Value site,
      IntType storage,
      List<TensorRange> channels,
      Bounds whole,
      List<Consumer> consumers) {
    List<Bounds> bounds = channels.stream().map(r -> r.forBits(storage.bits())).toList();
    return new LayerInput(
        bounds,
        whole,
        powers(site, bounds),
        storage,
        consumers.stream().map(this::weight).toList(),
        iterated);
  }

  /// Rows behind a layer normalization have mean 0 and variance 1 before its scale and bias; of
  /// others the ranges tell.
  private List<Double> powers(Value site, List<Bounds> bounds) {
    Optional<Node> norm = Optional.ofNullable(definitions.get(site));
    if (norm.isPresent() && norm.get().op() instanceof LayerNorm op) {
      Optional<List<Double>> gamma = perChannel(op.scale(), bounds.size());
      Optional<List<Double>> beta = perChannel(op.bias(), bounds.size());
      if (gamma.isPresent() && beta.isPresent()) {
        return IntStream.range(0, bounds.size())
            .mapToObj(c -> square(gamma.get().get(c)) + square(beta.get().get(c)))
            .toList();
      }
    }
    return bounds.stream()
        .map(b -> {
          double deviation = ((double) b.hi() - b.lo()) / (2 * DEVIATIONS);
          return square(((double) b.hi() + b.lo()) / 2) + square(deviation);
        })
        .toList();
  }

  private static double square(double x) {
    return x * x;
  }

  private Optional<List<Double>> perChannel(Value constant, int channels) {
    int last = sites.flow().type(constant).shape().rank() - 1;
    ConstantValues constants = sites.flow().constants();
    return constants.repeated(constant).flatMap(repeated -> numbers(repeated, last, channels));
  }

  private static Optional<List<Double>> numbers(Repeated repeated, int last, int channels) {
    Tensor data = repeated.data();
    if (data.count() == 1) {
      double only = data.floatAt(0);
      return Optional.of(IntStream.range(0, channels).mapToObj(_ -> only).toList());
    }
    if (!repeated.axes().equals(List.of(last)) || data.count() != channels) {
      return Optional.empty();
    }
    List<Double> numbers = new ArrayList<>();
    for (float number : data.floats()) {
      numbers.add((double) number);
    }
    return Optional.of(numbers);
  }

  private LayerInput.Weight weight(Consumer consumer) {
    Einsum einsum = ((Contract) consumer.node().op()).einsum();
    List<String> own = consumer.operand() == 0 ? einsum.left() : einsum.right();
    return new LayerInput.Weight(
        data(consumer),
        labels(consumer).indexOf(own.get(consumer.channelAxis())),
        summed(consumer),
        reach(setting(consumer)));
  }

  /// The weights of a consumer as their codes will show them, where that is known yet. Rounding by
  /// samples keeps the products with what it sees, so to those it is the weights as they are.
  Optional<Tensor> rounded(Consumer consumer) {
    boolean grouped = setting(consumer).granularity() instanceof Granularity.PerGroup;
    return policy.rounding(paths(consumer)).isPresent() && !grouped
        ? Optional.of(data(consumer))
        : RoundedWeights.of(data(consumer), setting(consumer), summed(consumer));
  }

  /// The weights of a consumer.
  Tensor data(Consumer consumer) {
    return sites.flow().constants().repeated(consumer.weight()).orElseThrow().data();
  }

  private Setting.Weight setting(Consumer consumer) {
    return policy.weight(paths(consumer)).setting();
  }

  private List<String> paths(Consumer consumer) {
    return List.of(sites.name(consumer.weight()), sites.name(consumer.node().value()));
  }

  private static List<String> labels(Consumer consumer) {
    Einsum einsum = ((Contract) consumer.node().op()).einsum();
    return consumer.operand() == 0 ? einsum.right() : einsum.left();
  }

  /// The axes of the weight that are summed over.
  private static List<Integer> summed(Consumer consumer) {
    List<String> labels = labels(consumer);
    List<String> result = ((Contract) consumer.node().op()).einsum().result();
    return IntStream.range(0, labels.size())
        .filter(axis -> !result.contains(labels.get(axis)))
        .boxed()
        .toList();
  }

  /// As of symmetric affine codes; other families of these bits do about as well.
  private static double reach(Setting.Weight setting) {
    return Math.max(1, (1L << (setting.storage().bits() - 1)) - 1);
  }
}
