package dev.halfbyte.loop.lower;

import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.Shape;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.TensorType;
import dev.halfbyte.loop.Buffer;
import dev.halfbyte.loop.Index;
import dev.halfbyte.loop.StepList;
import dev.halfbyte.loop.TargetFacts;
import dev.halfbyte.loop.ZeroFacts;
import java.util.BitSet;
import java.util.Optional;

/// Steps of constant panels in which some weight is not zero, listed at build time: whole inputs
/// that no output uses, whole panels of outputs without weights, and blocks of both.
///
/// @param panels their number
/// @param steps of the depth of a panel
/// @param counted those with something in them, panel after panel
record StaticSteps(TilePlan plan, int panels, int steps, BitSet counted) {
  /// Where fewer steps are empty than one in so many, the list costs as much as it spares.
  private static final int LEAST_SHARE = 8;

  /// The steps of a product, where the target takes lists and enough are empty.
  static Optional<StaticSteps> of(TargetFacts facts, TilePlan plan) {
    boolean fits =
        facts.zeros().filter(ZeroFacts::blocks).isPresent()
            && !plan.isFloat()
            && plan.groups().isEmpty()
            && !StepLists.isFewBits(plan)
            && plan.constant().isPresent()
            && plan.columns().digits().size() == 1
            && plan.columns().digits().getFirst().center() == 0
            && facts.zeros().get().single().tile().filter(plan.tile()::equals).isEmpty();
    return fits ? Optional.of(count(plan)).filter(StaticSteps::pays) : Optional.empty();
  }

  private static StaticSteps count(TilePlan plan) {
    WeightMatrix weights = new WeightMatrix(plan, plan.columns().digits().getFirst());
    int unit = plan.tile().depth();
    int steps = Math.toIntExact(plan.paddedDepth().fixed() / unit);
    int columns = plan.tile().columns();
    BitSet counted = new BitSet();
    for (int panel = 0; panel < weights.panels(); panel++) {
      for (int step = 0; step < steps; step++) {
        counted.set(
            panel * steps + step, counts(weights, unit * step, unit, panel * columns, columns));
      }
    }
    return new StaticSteps(plan, weights.panels(), steps, counted);
  }

  private static boolean counts(WeightMatrix weights, int k, int depth, int n, int columns) {
    for (int u = 0; u < depth; u++) {
      for (int c = 0; c < columns; c++) {
        if (weights.weight(k + u, n + c) != 0) {
          return true;
        }
      }
    }
    return false;
  }

  private long empty() {
    return (long) panels * steps - counted.cardinality();
  }

  private boolean pays() {
    return empty() * LEAST_SHARE >= (long) panels * steps && empty() > 0;
  }

  /// What reports say of it.
  String reason() {
    return "%d of %d blocks of %d x %d weights are zero and are left out"
        .formatted(empty(), (long) panels * steps, plan.tile().depth(), plan.tile().columns());
  }

  /// The lists of all panels, `entries` apart, as constants.
  StepList lists(ConstantPool constants, String name) {
    int entries = steps + StepList.PADDING;
    int[] numbers = new int[panels * entries];
    int[] counts = new int[panels];
    for (int panel = 0; panel < panels; panel++) {
      for (int step = 0; step < steps; step++) {
        if (counted.get(panel * steps + step)) {
          numbers[panel * entries + counts[panel]++] = step;
        }
      }
    }
    return new StepList(
        add(constants, name + "_numbers", numbers),
        Index.ZERO,
        add(constants, name + "_counts", counts),
        Index.ZERO,
        Optional.empty(),
        plan.tile().depth());
  }

  private static Buffer add(ConstantPool constants, String name, int[] numbers) {
    TensorType type = new TensorType(ElemType.S32, Shape.of(numbers.length));
    return constants.add(name, Tensor.generateInts(type, i -> numbers[i]), "steps of weights");
  }
}
