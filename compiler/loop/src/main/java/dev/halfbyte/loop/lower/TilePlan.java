package dev.halfbyte.loop.lower;

import dev.halfbyte.ir.Dim;
import dev.halfbyte.ir.Shape;
import dev.halfbyte.ir.op.Contract;
import dev.halfbyte.loop.PackedWeights;
import dev.halfbyte.loop.TargetFacts;
import dev.halfbyte.loop.TileShape;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/// How one contraction maps onto the tile leaf.
///
/// @param rows the operand whose rows the leaf reads, `columns` the one that lies in panels
/// @param constant the columns' numbers, where they are packed at build time; else a stage packs
///   them
/// @param batch labels of both operands and the result, outermost first
/// @param rowLabels labels of the rows and the result
/// @param columnLabels labels of the columns and the result
/// @param reduced summed labels, in the order of the packed depth
/// @param groups runs of the depth with multipliers of their own
record TilePlan(
    Contract contract,
    TileOperand rows,
    TileOperand columns,
    Optional<DecodedWeights> constant,
    Labels labels,
    List<String> batch,
    List<String> rowLabels,
    List<String> columnLabels,
    List<String> reduced,
    PackedWeights format,
    TargetFacts.TileFacts facts,
    Optional<TileGroups> groups) {
  /// Half a page: twelve rows then share two sets of a first-level cache.
  private static final long MEETING_BYTES = 2048;

  private static final long LINE_BYTES = 64;

  TilePlan {
    batch = List.copyOf(batch);
    rowLabels = List.copyOf(rowLabels);
    columnLabels = List.copyOf(columnLabels);
    reduced = List.copyOf(reduced);
  }

  /// The same plan for another tile.
  TilePlan with(TargetFacts.TileFacts other) {
    return new TilePlan(
        contract,
        rows,
        columns,
        constant,
        labels,
        batch,
        rowLabels,
        columnLabels,
        reduced,
        format,
        other,
        groups);
  }

  /// The same plan with the depth in groups.
  TilePlan with(List<String> summed, TileGroups runs) {
    return new TilePlan(
        contract,
        rows,
        columns,
        constant,
        labels,
        batch,
        rowLabels,
        columnLabels,
        summed,
        format,
        facts,
        Optional.of(runs));
  }

  boolean isFloat() {
    return rows.isFloat();
  }

  TileShape tile() {
    return facts.shape();
  }

  /// The product of the reduced extents, before padding.
  Dim depth() {
    return labels.extents(reduced).stream().reduce(Dim.ONE, Dim::times);
  }

  /// The depth in whole steps of the leaf.
  Dim paddedDepth() {
    return Nest.blocks(depth(), tile().depth()).times(Dim.of(tile().depth()));
  }

  /// From one row to the next, at least the padded depth. Rows that lie at the same place of their
  /// pages meet in one set of a cache, so such a pitch is made a line longer.
  Dim pitch() {
    Dim dense = paddedDepth();
    long unit = rows.form().bytes();
    boolean meet = dense.isFixed() && dense.fixed() * unit % MEETING_BYTES == 0;
    return meet ? dense.plus(Dim.of(LINE_BYTES / unit)) : dense;
  }

  Dim panelSize() {
    return format.panelSize(tile(), paddedDepth());
  }

  /// What a call of the leaf takes of the depth: a group where loops multiply those.
  Dim leafDepth() {
    return groups.filter(g -> !g.inLeaf()).map(g -> Dim.of(g.depth())).orElseGet(this::paddedDepth);
  }

  Dim rowExtent() {
    return labels.extent(rowLabels.getLast());
  }

  Dim columnExtent() {
    return labels.extent(columnLabels.getLast());
  }

  /// Panels of one run of the last column label.
  Dim panels() {
    return Nest.blocks(columnExtent(), tile().columns());
  }

  /// Labels that count runs of panels, outermost first.
  List<String> panelGroups() {
    return Stream.concat(batch.stream(), outer(columnLabels).stream()).toList();
  }

  /// Panels in all.
  Dim panelCount() {
    return count(panelGroups()).times(panels());
  }

  Dim count(List<String> counted) {
    return new Shape(labels.extents(counted)).count();
  }

  static List<String> outer(List<String> labels) {
    return labels.isEmpty() ? labels : labels.subList(0, labels.size() - 1);
  }

  /// True when the rows operand ends with the reduced axes in order, so that a buffer of it with
  /// padded rows serves the leaf directly.
  boolean rowsAreContiguous() {
    List<String> own = rows.labels();
    return !rows.masked()
        && rows.raw()
        && own.subList(own.size() - reduced.size(), own.size()).equals(reduced);
  }

  /// Axes of a packed copy of the rows.
  List<String> packedLabels() {
    return Stream.of(batch, rowLabels, reduced).flatMap(List::stream).toList();
  }

  /// Strides of a buffer of the rows with the axes `order`, which end with the reduced ones: rows
  /// `pitch` apart.
  List<Dim> strides(List<String> order) {
    List<Dim> strides = new ArrayList<>();
    Dim stride = pitch();
    for (String label : order.subList(0, order.size() - reduced.size()).reversed()) {
      strides.add(stride);
      stride = stride.times(labels.extent(label));
    }
    Collections.reverse(strides);
    strides.addAll(Storage.denseStrides(labels.extents(reduced)));
    return strides;
  }

  /// Elements of a buffer of the rows.
  Dim rowsSize() {
    return count(batch).times(count(rowLabels)).times(pitch());
  }

  /// Strides by label.
  static Map<String, Dim> byLabel(List<String> labels, List<Dim> strides) {
    Map<String, Dim> named = new HashMap<>();
    for (int i = 0; i < labels.size(); i++) {
      named.put(labels.get(i), Objects.requireNonNull(strides.get(i)));
    }
    return named;
  }
}
