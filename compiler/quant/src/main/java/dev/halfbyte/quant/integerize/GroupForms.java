package dev.halfbyte.quant.integerize;

import dev.halfbyte.ir.AccessMap;
import dev.halfbyte.ir.AffineIndex;
import dev.halfbyte.ir.Dim;
import dev.halfbyte.ir.Einsum;
import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.ElemType.IntType;
import dev.halfbyte.ir.Encoding;
import dev.halfbyte.ir.Node;
import dev.halfbyte.ir.Shape;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.TensorType;
import dev.halfbyte.ir.Value;
import dev.halfbyte.ir.op.Contract;
import dev.halfbyte.ir.op.Order;
import dev.halfbyte.ir.op.View;
import dev.halfbyte.quant.annotate.ConstantValues.Repeated;
import dev.halfbyte.quant.annotate.GroupScales;
import dev.halfbyte.quant.exact.ExactNumbers;
import dev.halfbyte.quant.integerize.Real.Scaled;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Contractions with weights whose scales differ between groups of summed elements: a sum for each
/// group, then a sum of these times the multipliers of the groups, both in integers.
final class GroupForms {
  private static final ElemType.IntType MULTIPLIER = ElemType.U8;

  private final IntegerState state;
  private final SumForms sums;

  GroupForms(IntegerState state, SumForms sums) {
    this.state = state;
    this.sums = sums;
  }

  /// How the axis of the groups is cut: `groups` runs of `per` indices.
  ///
  /// @param label of the axis, which stays that of the indices in a group
  /// @param group a new label
  private record Cut(String label, String group, int groups, int per, long extent) {
    boolean isWhole() {
      return (long) groups * per == extent;
    }

    /// `labels` with the new label before the old one.
    List<String> labels(List<String> labels) {
      List<String> cut = new ArrayList<>(labels);
      cut.add(labels.indexOf(label), group);
      return cut;
    }
  }

  /// The contraction `op` of `factor` with `weights`.
  ///
  /// @param onLeft whether the weights are the left operand
  Real contract(Node node, Contract op, Scaled factor, Real.Grouped weights, boolean onLeft) {
    Einsum einsum = op.einsum();
    List<String> own = onLeft ? einsum.left() : einsum.right();
    List<String> other = onLeft ? einsum.right() : einsum.left();
    GroupScales scales = weights.scales();
    Cut cut = cut(einsum, own, weights);
    List<String> owners =
        scales.owners().stream()
            .map(axis -> axis == scales.axis() ? cut.group() : own.get(axis))
            .toList();
    List<String> partial = new ArrayList<>(einsum.result());
    owners.stream().filter(label -> !partial.contains(label)).forEach(partial::add);
    Value activations = split(factor.integers(), other.indexOf(cut.label()), cut);
    Value codes = codes(weights, cut);
    Optional<Value> mask =
        onLeft ? mask(op, cut) : sums.mask(op, factor).map(m -> split(m, op, cut));
    Einsum inner = new Einsum(cut.labels(einsum.left()), cut.labels(einsum.right()), partial);
    Einsum outer = new Einsum(partial, owners, einsum.result());
    Tensor multipliers = multipliers(scales);
    Bounds.Groups bounds =
        state.bounds.ofGroups(
            new Bounds.Operand(state.copy.type(activations), Optional.empty()),
            new Bounds.Operand(state.copy.type(codes), state.copy.data(codes)),
            multipliers,
            onLeft,
            inner,
            outer);
    Optional<IntType> innerType = state.accumulator(node, bounds.partial());
    Optional<IntType> outerType = state.accumulator(node, bounds.sum());
    if (innerType.isEmpty() || outerType.isEmpty()) {
      return new Real.Unknown();
    }
    Value left = onLeft ? codes : activations;
    Value right = onLeft ? activations : codes;
    Value parts =
        state.copy.add(new Contract(left, right, mask, inner, op.order(), innerType.get()));
    Value factors = state.copy.constant(weights.name() + ".groups", multipliers);
    Value sum = state.copy.add(new Contract(parts, factors, outer, Order.SERIAL, outerType.get()));
    List<String> result = einsum.result();
    ExactNumbers channels = SumForms.onResult(IntegerState.numbers(scales.channels()), own, result);
    ExactNumbers scale = SumForms.onResult(factor.scale(), other, result).times(channels);
    return new Scaled(sum, scale, bounds.sum());
  }

  private static Cut cut(Einsum einsum, List<String> own, Real.Grouped weights) {
    GroupScales scales = weights.scales();
    String label = own.get(scales.axis());
    String group = label + "'";
    while (einsum.left().contains(group) || einsum.right().contains(group)) {
      group += "'";
    }
    Repeated constant = weights.constant();
    Shape data = constant.data().type().shape();
    long extent = data.dim(constant.axes().indexOf(scales.axis())).fixed();
    Shape groups = scales.multipliers().type().shape();
    long count = groups.dim(scales.owners().indexOf(scales.axis())).fixed();
    return new Cut(label, group, Math.toIntExact(count), scales.per(), extent);
  }

  private Optional<Value> mask(Contract op, Cut cut) {
    return op.mask().map(mask -> split(state.copy.mapped(mask), op, cut));
  }

  private Value split(Value mask, Contract op, Cut cut) {
    return split(mask, op.einsum().left().indexOf(cut.label()), cut);
  }

  /// A view with `axis` as two; indices behind its end read zero.
  private Value split(Value value, int axis, Cut cut) {
    List<Dim> extents = new ArrayList<>(state.copy.type(value).shape().dims());
    extents.set(axis, Dim.of(cut.groups()));
    extents.add(axis + 1, Dim.of(cut.per()));
    List<AffineIndex> indices = new ArrayList<>();
    for (int a = 0; a < extents.size() - 1; a++) {
      indices.add(a == axis ? cutIndex(axis, cut) : AffineIndex.of(a < axis ? a : a + 1));
    }
    return state.copy.add(new View(value, new AccessMap(extents, indices, !cut.isWhole())));
  }

  private static AffineIndex cutIndex(int axis, Cut cut) {
    return new AffineIndex(
        List.of(new AffineIndex.Term(axis, cut.per()), new AffineIndex.Term(axis + 1, 1)),
        Dim.ZERO);
  }

  /// The codes with the axis as two, as data, filled up with that of zero.
  private Value codes(Real.Grouped weights, Cut cut) {
    Repeated constant = weights.constant();
    int summed = weights.scales().axis();
    Tensor data = split(constant.data(), constant.axes().indexOf(summed), cut);
    Value codes = state.copy.constant(weights.name() + ".codes", data);
    state.copy.name(codes, Optional.of(weights.name()));
    List<Dim> extents = new ArrayList<>(state.copy.type(weights.codes()).shape().dims());
    extents.set(summed, Dim.of(cut.groups()));
    extents.add(summed + 1, Dim.of(cut.per()));
    List<Integer> axes = new ArrayList<>();
    for (int axis : constant.axes()) {
      axes.add(axis <= summed ? axis : axis + 1);
      if (axis == summed) {
        axes.add(axis + 1);
      }
    }
    return state.copy.builder().broadcast(codes, new Shape(extents), axes);
  }

  private static Tensor split(Tensor data, int axis, Cut cut) {
    List<Dim> dims = new ArrayList<>(data.type().shape().dims());
    int inner = count(dims.subList(axis + 1, dims.size()));
    dims.set(axis, Dim.of(cut.groups()));
    dims.add(axis + 1, Dim.of(cut.per()));
    TensorType type = new TensorType(data.type().elem(), new Shape(dims));
    if (cut.isWhole()) {
      return data.as(type);
    }
    long zero =
        data.type().elem() instanceof ElemType.CodeType(Encoding encoding)
            ? encoding.zeroCode().orElseThrow()
            : 0;
    int run = Math.toIntExact(cut.extent() * inner);
    int padded = cut.groups() * cut.per() * inner;
    return Tensor.generateInts(
        type, i -> i % padded < run ? data.longAt(i / padded * run + i % padded) : zero);
  }

  private static int count(List<Dim> dims) {
    return Math.toIntExact(new Shape(dims).count().fixed());
  }

  private static Tensor multipliers(GroupScales scales) {
    Tensor floats = scales.multipliers();
    return Tensor.generateInts(floats.type().withElem(MULTIPLIER), i -> (long) floats.floatAt(i));
  }
}
