package dev.halfbyte.driver.allocate;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// What widths of layers cost, in the unit of the budget.
///
/// Bytes, bits and products add up. Cycles of hardware nearly do: each layer counts what it adds
/// alone to the kernel at the least widths, and the sum is compared with the whole in the end.
final class Costing {
  private final List<WeightLayer> layers;
  private final List<Integer> widths;
  private final Budget budget;

  /// By layer and number of width: cycles that the layer adds; empty without hardware.
  private final List<List<Long>> added;

  /// Of the kernel at the least widths.
  private final long least;

  private Costing(
      List<WeightLayer> layers,
      List<Integer> widths,
      Budget budget,
      List<List<Long>> added,
      long least) {
    this.layers = layers;
    this.widths = widths;
    this.budget = budget;
    this.added = added;
    this.least = least;
  }

  /// Asks the hardware, if there is any and the budget counts its cycles.
  static Costing of(
      List<WeightLayer> layers,
      List<Integer> widths,
      Budget budget,
      Optional<CycleModel> model,
      WidthForms forms,
      Consumer<String> progress) {
    if (model.isEmpty() || !(budget instanceof Budget.Cycles)) {
      return new Costing(layers, widths, budget, List.of(), 0);
    }
    List<Integer> all = new ArrayList<>(layers.stream().map(_ -> widths.getFirst()).toList());
    progress.accept("cycles of all layers at " + widths.getFirst() + " bits");
    long least = model.get().cycles(forms.sealed(all));
    List<List<Long>> added = new ArrayList<>();
    for (int layer = 0; layer < layers.size(); layer++) {
      List<Long> own = new ArrayList<>(List.of(0L));
      for (int width : widths.subList(1, widths.size())) {
        progress.accept("cycles of " + layers.get(layer).name() + " at " + width + " bits");
        all.set(layer, width);
        own.add(model.get().cycles(forms.sealed(all)) - least);
      }
      all.set(layer, widths.getFirst());
      added.add(own);
    }
    return new Costing(layers, widths, budget, added, least);
  }

  /// What one layer costs, or adds to the cycles of all at the least widths.
  long of(int layer, int width) {
    WeightLayer taken = layers.get(layer);
    int bits = widths.get(width);
    return switch (budget) {
      case Budget.Bytes _ -> taken.bytes(bits);
      case Budget.Bits _ -> taken.elements() * bits;
      case Budget.Cycles _ ->
          added.isEmpty() ? taken.products() * bits : added.get(layer).get(width);
    };
  }

  /// What all layers may cost together, in the unit of [#of].
  long limit() {
    return switch (budget) {
      case Budget.Bytes(long most) -> most;
      case Budget.Bits(double most) ->
          (long) Math.floor(most * layers.stream().mapToLong(WeightLayer::elements).sum() + 1e-6);
      case Budget.Cycles(long most) -> most - least;
    };
  }

  /// Whether the whole may differ from the sum of its parts.
  boolean isEstimate() {
    return !added.isEmpty();
  }

  /// Says that no widths fit.
  ///
  /// @param cost of the least widths, in the unit of [#of]
  dev.halfbyte.source.DiagnosticException infeasible(long cost) {
    String needed =
        switch (budget) {
          case Budget.Bytes _ -> cost + " bytes";
          case Budget.Bits _ -> widths.getFirst() + " bits per weight";
          case Budget.Cycles _ ->
              added.isEmpty()
                  ? cost + " multiply-accumulates times bits"
                  : (cost + least) + " cycles";
        };
    return AllocateCode.BUDGET.fault(
        "the budget is %s, the least widths need %s".formatted(budget, needed),
        "raise the budget, or add a width below " + widths.getFirst() + " to --widths");
  }
}
