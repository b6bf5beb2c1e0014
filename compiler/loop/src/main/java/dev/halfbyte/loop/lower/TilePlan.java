package dev.halfbyte.loop.lower;

import dev.halfbyte.ir.Dim;
import dev.halfbyte.ir.Einsum;
import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.Encoding;
import dev.halfbyte.ir.Node;
import dev.halfbyte.ir.Shape;
import dev.halfbyte.ir.Value;
import dev.halfbyte.ir.op.Contract;
import dev.halfbyte.loop.MemoryType;
import dev.halfbyte.loop.PackedWeights;
import dev.halfbyte.loop.TargetFacts;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// How one contraction maps onto the tile leaf.
///
/// @param activations the varying operand, `weights` the constant one
/// @param rowLabels labels of the activations' rows and the result, outermost first
/// @param columnLabels labels of the weights' columns and the result
/// @param reduced summed labels, in the order of the packed depth
/// @param form memory type of the activations in the leaf
/// @param offset what is added to each activation code in memory
record TilePlan(
    Contract contract,
    Value activations,
    List<String> activationLabels,
    DecodedWeights weights,
    List<String> weightLabels,
    Labels labels,
    List<String> rowLabels,
    List<String> columnLabels,
    List<String> reduced,
    MemoryType form,
    long offset,
    PackedWeights format,
    TargetFacts.TileFacts facts) {

  /// The plan of `node`, where it fits: one constant operand that decodes to s8, activations of
  /// affine codes of at most 8 bits, no batch label, at most 32 bits of sum, and at least one
  /// column.
  static Optional<TilePlan> of(ProgramContext context, Node node) {
    if (context.facts.tile().isEmpty() || !(node.op() instanceof Contract contract)) {
      return Optional.empty();
    }
    boolean narrow =
        ElemType.storage(contract.accumulator())
            .filter(t -> t.bits() <= 32 && t.signed())
            .isPresent();
    if (!narrow || !contract.einsum().batch().isEmpty()) {
      return Optional.empty();
    }
    TargetFacts.TileFacts facts = context.facts.tile().get();
    return side(context, contract, facts, true).or(() -> side(context, contract, facts, false));
  }

  private static Optional<TilePlan> side(
      ProgramContext context,
      Contract contract,
      TargetFacts.TileFacts facts,
      boolean constantRight) {
    Einsum einsum = contract.einsum();
    Value activations = constantRight ? contract.left() : contract.right();
    Value constant = constantRight ? contract.right() : contract.left();
    List<String> activationLabels = constantRight ? einsum.left() : einsum.right();
    List<String> weightLabels = constantRight ? einsum.right() : einsum.left();
    Optional<ElemType.IntType> codes = codes(context.type(activations).elem());
    Labels labels =
        new Labels(
            einsum, context.type(contract.left()).shape(), context.type(contract.right()).shape());
    List<String> columns = labels.free(weightLabels, activationLabels);
    List<String> reduced =
        activationLabels.stream().filter(l -> !einsum.result().contains(l)).toList();
    if (codes.isEmpty() || columns.isEmpty() || reduced.isEmpty()) {
      return Optional.empty();
    }
    Optional<DecodedWeights> weights = context.folder.slice(constant).flatMap(DecodedWeights::of);
    if (weights.isEmpty()) {
      return Optional.empty();
    }
    Form form = form(facts.activations(), codes.get());
    return Optional.of(
        new TilePlan(
            contract,
            activations,
            activationLabels,
            weights.get(),
            weightLabels,
            labels,
            labels.free(activationLabels, weightLabels),
            columns,
            reduced,
            form.type(),
            form.offset(),
            format(facts, weights.get()),
            facts));
  }

  private record Form(MemoryType type, long offset) {}

  private static Form form(TargetFacts.Activations wanted, ElemType.IntType codes) {
    boolean signed = codes.signed();
    return switch (wanted) {
      case AS_STORED -> new Form(signed ? MemoryType.I8 : MemoryType.U8, 0);
      case UNSIGNED -> new Form(MemoryType.U8, signed ? 128 : 0);
      case SIGNED -> new Form(MemoryType.I8, !signed && codes.bits() == 8 ? -128 : 0);
      case WIDE -> new Form(MemoryType.I32, 0);
    };
  }

  private static Optional<ElemType.IntType> codes(ElemType elem) {
    boolean affine =
        elem instanceof ElemType.CodeType code && code.encoding() instanceof Encoding.Affine;
    return ElemType.storage(elem)
        .filter(t -> t.bits() <= 8 && (affine || elem instanceof ElemType.IntType));
  }

  private static PackedWeights format(TargetFacts.TileFacts facts, DecodedWeights weights) {
    boolean nibbles = facts.packNibbles() && weights.fitNibbles();
    if (facts.columns()) {
      return nibbles ? PackedWeights.COLUMNS_S4 : PackedWeights.COLUMNS_S8;
    }
    return nibbles ? PackedWeights.STEPS_S4 : PackedWeights.STEPS_S8;
  }

  /// The zero point of the activations, as an integer code.
  long zeroPoint(ProgramContext context) {
    return context.type(activations).elem() instanceof ElemType.CodeType code
            && code.encoding() instanceof Encoding.Affine affine
        ? affine.zeroPoint()
        : 0;
  }

  /// The product of the reduced extents, before padding.
  long depth() {
    return labels.extents(reduced).stream().reduce(Dim.ONE, Dim::times).fixed();
  }

  long paddedDepth() {
    return facts.shape().paddedDepth(depth());
  }

  /// True when the activations' own axes are rows, then the reduced ones in order, so that a buffer
  /// of the value with padded rows serves the leaf directly.
  boolean isRowMajor() {
    return Stream.concat(rowLabels.stream(), reduced.stream()).toList().equals(activationLabels);
  }

  /// Row pitch and strides of an activation buffer: rows dense, each `paddedDepth` long.
  List<Dim> strides() {
    List<Dim> inner = Storage.denseStrides(labels.extents(reduced));
    List<Dim> strides = new ArrayList<>();
    Dim stride = Dim.of(paddedDepth());
    for (String label : rowLabels.reversed()) {
      strides.add(stride);
      stride = stride.times(labels.extent(label));
    }
    Collections.reverse(strides);
    strides.addAll(inner);
    return strides;
  }

  /// Elements of an activation buffer.
  Dim size() {
    return new Shape(labels.extents(rowLabels)).count().times(Dim.of(paddedDepth()));
  }
}
