package dev.halfbyte.loop.lower;

import dev.halfbyte.ir.Dim;
import dev.halfbyte.ir.Shape;
import dev.halfbyte.loop.Bound;
import dev.halfbyte.loop.Index;
import dev.halfbyte.loop.ListSteps;
import dev.halfbyte.loop.Stage;
import dev.halfbyte.loop.StepList;
import dev.halfbyte.loop.TargetFacts;
import dev.halfbyte.loop.TileShape;
import dev.halfbyte.loop.ZeroFacts;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/// Which steps of the depth a block of rows needs: those in which an activation is not zero. One
/// stage lists them for all blocks, then every panel takes the lists.
///
/// That holds for zeros that are 0 in memory (unsigned codes with zero point 0, as behind a ReLU)
/// times constant weights.
final class StepLists {
  /// Entries that a leaf takes at once.
  private static final int ROUND = 8;

  /// Largest depth of the forms for single rows, whose sums of whole bytes fit 32 bits.
  private static final long MOST_DEPTH = 65536;

  private final TilePlan plan;
  private final int unit;
  private final boolean values;

  private StepLists(TilePlan plan, int unit, boolean values) {
    this.plan = plan;
    this.unit = unit;
    this.values = values;
  }

  /// The plan, for a single row of a product that lists steps with the tile of such rows.
  static TilePlan shaped(TargetFacts facts, TilePlan plan) {
    Optional<TileShape> shape = facts.zeros().flatMap(zeros -> zeros.single().tile());
    if (shape.isEmpty()
        || !isSingle(plan)
        || isFewBits(plan)
        || of(facts, plan).isEmpty()
        || !pads(facts, plan, shape.get())) {
      return plan;
    }
    TargetFacts.TileFacts tile = plan.facts();
    return plan.with(
        new TargetFacts.TileFacts(
            shape.get(), tile.activations(), tile.packNibbles(), tile.columns()));
  }

  private static boolean pads(TargetFacts facts, TilePlan plan, TileShape shape) {
    long columns = plan.columnExtent().fixed();
    long padding = shape.panels(columns) * shape.columns() - columns;
    return padding * facts.zeros().orElseThrow().least().padding() <= columns;
  }

  /// The lists of a product, where the target takes them and its zeros are such.
  static Optional<StepLists> of(TargetFacts facts, TilePlan plan) {
    boolean fits =
        !plan.isFloat()
            && plan.groups().isEmpty()
            && plan.constant().isPresent()
            && plan.count(plan.batch()).equals(Dim.ONE)
            && plan.rows().digits().size() == 1
            && plan.rows().digits().getFirst().center() == 0
            && plan.depth().isFixed()
            && plan.depth().equals(plan.paddedDepth())
            && plan.depth().fixed() <= MOST_DEPTH
            && plan.columnExtent().isFixed();
    return facts
        .zeros()
        .filter(_ -> fits)
        .filter(zeros -> plan.depth().fixed() >= zeros.least().depth())
        .filter(zeros -> plan.columnExtent().fixed() >= zeros.least().columns())
        .flatMap(zeros -> of(zeros, plan));
  }

  private static Optional<StepLists> of(ZeroFacts zeros, TilePlan plan) {
    ZeroFacts.Single single = zeros.single();
    boolean usual = single.tile().filter(t -> !t.equals(plan.tile())).isPresent();
    int unit = usual ? plan.tile().depth() : zeros.unit(plan.tile());
    boolean values = single.values() && !usual;
    if (isSingle(plan) && plan.depth().fixed() % ((long) ROUND * unit) == 0) {
      return isFewBits(plan) && values
          ? Optional.empty()
          : Optional.of(new StepLists(plan, unit, values));
    }
    return zeros.blocks() && !plan.rowLabels().isEmpty() && !isFewBits(plan)
        ? Optional.of(new StepLists(plan, plan.tile().depth(), false))
        : Optional.empty();
  }

  /// Weights of two bits, whose leaves take whole steps of single rows and no other lists.
  static boolean isFewBits(TilePlan plan) {
    return plan.format().together() > 2;
  }

  private static boolean isSingle(TilePlan plan) {
    return plan.count(plan.rowLabels()).equals(Dim.ONE);
  }

  int unit() {
    return unit;
  }

  boolean hasValues() {
    return values;
  }

  /// Entries of the list of a block.
  Dim entries() {
    return StepList.entries(plan.depth(), unit);
  }

  /// Blocks of the last row label.
  private Dim blocks() {
    return isSingle(plan) ? Dim.ONE : Nest.blocks(plan.rowExtent(), plan.tile().rows());
  }

  /// Blocks of rows in all.
  Dim lists() {
    return plan.count(TilePlan.outer(plan.rowLabels())).times(blocks());
  }

  /// What reports say of it.
  String reason(ZeroFacts zeros) {
    String what = unit == 1 ? "activations" : "groups of %d activations".formatted(unit);
    boolean single = isSingle(plan);
    boolean usual = zeros.single().tile().filter(t -> !t.equals(plan.tile())).isPresent();
    String limit =
        single ? usual ? zeros.limits().usual() : zeros.limits().single() : zeros.limits().blocks();
    String rows = single ? "" : " in all of up to %d rows".formatted(plan.tile().rows());
    return "%s that are 0%s are left out where at most %s are not (measured break-even)"
        .formatted(what, rows, limit);
  }

  /// Fills the lists of all blocks.
  ///
  /// @param labels axes of `rows`
  Stage stage(Nest nest, List<String> labels, Storage rows, StepList list) {
    List<String> outer = TilePlan.outer(plan.rowLabels());
    Map<String, Dim> strides = TilePlan.byLabel(labels, rows.strides());
    List<Dim> extents = new ArrayList<>(plan.labels().extents(outer));
    extents.add(blocks());
    return nest.over(
        new Shape(extents),
        (body, at) -> {
          Index number = Index.ZERO;
          Index address = rows.base();
          for (int axis = 0; axis < extents.size(); axis++) {
            number = number.times(extents.get(axis)).plus(at.get(axis));
          }
          for (int axis = 0; axis < outer.size(); axis++) {
            address = address.plus(at.get(axis).times(stride(strides, outer.get(axis))));
          }
          Index first = at.getLast().times(Dim.of(plan.tile().rows()));
          boolean single = isSingle(plan);
          Dim pitch = single ? plan.pitch() : stride(strides, plan.rowLabels().getLast());
          Bound count =
              single ? Bound.of(Dim.ONE) : Nest.block(plan.tile().rows(), plan.rowExtent(), first);
          body.add(
              new ListSteps(
                  TileBuffers.at(list, entries(), number),
                  rows.buffer(),
                  address.plus(first.times(pitch)),
                  pitch,
                  count,
                  plan.depth()));
        });
  }

  private static Dim stride(Map<String, Dim> strides, String label) {
    return Objects.requireNonNull(strides.get(label));
  }
}
