package dev.halfbyte.loop.lower;

import dev.halfbyte.ir.Dim;
import dev.halfbyte.loop.Address;
import dev.halfbyte.loop.Expression;
import dev.halfbyte.loop.Index;
import dev.halfbyte.loop.Local;
import dev.halfbyte.loop.RegisterType;
import dev.halfbyte.loop.Stage;
import dev.halfbyte.loop.Statement;
import dev.halfbyte.loop.TileContract;
import java.util.Optional;

/// Which steps of the depth a product of a single row needs: those in which an activation is not
/// zero. One stage lists them, then every panel takes the list.
final class StepLists {
  /// A shorter row, or fewer panels, would not give back what listing costs.
  private static final long LEAST_DEPTH = 256;

  private static final long LEAST_PANELS = 4;

  private StepLists() {}

  /// Whether the product has a single row, whose zeros are 0 in memory, times many constant
  /// weights.
  static boolean pays(ProgramContext context, TilePlan plan) {
    return context.facts.listsSteps()
        && !plan.isFloat()
        && plan.groups().isEmpty()
        && plan.constant().isPresent()
        && plan.count(plan.batch()).equals(Dim.ONE)
        && plan.count(plan.rowLabels()).equals(Dim.ONE)
        && plan.rows().digits().size() == 1
        && plan.rows().digits().getFirst().center() == 0
        && plan.depth().isFixed()
        && plan.depth().equals(plan.paddedDepth())
        && plan.depth().fixed() >= LEAST_DEPTH
        && plan.panelCount().isFixed()
        && plan.panelCount().fixed() >= LEAST_PANELS;
  }

  /// What reports say of it.
  static String reason(TilePlan plan) {
    return "steps of "
        + plan.tile().depth()
        + " activations that are all zero are left out, where they are enough; a stage lists the"
        + " others";
  }

  /// Fills `list` for `row`. The number of a step is written before it is known whether it stays:
  /// the next one is written over it where it does not, and no branch is taken.
  static Stage stage(Nest nest, TilePlan plan, Storage row, TileContract.StepList list) {
    Dim unit = Dim.of(plan.tile().depth());
    return nest.parallel(
        "once",
        Dim.ONE,
        (body, at) -> {
          Local count = body.variable("count", Expressions.i32(0));
          Nest.loop(
              body,
              "s",
              plan.paddedDepth().floorDiv(plan.tile().depth()),
              (inner, step) -> {
                Expression place = new Expression.Use(count);
                Expression number =
                    new Expression.Convert(RegisterType.I32, new Expression.IndexValue(step));
                inner.add(
                    new Statement.Store(
                        list.numbers(), new Address(Index.ZERO, Optional.of(place)), number));
                Expression any = any(inner, plan, row, step.times(unit));
                Expression counts =
                    new Expression.Compare(Expression.CompareKind.NE, any, Expressions.i32(0));
                Expression more = new Expression.Convert(RegisterType.I32, counts);
                inner.add(new Statement.Assign(count, Expressions.add(place, more)));
              });
          body.add(
              new Statement.Store(list.count(), Address.of(Index.ZERO), new Expression.Use(count)));
        });
  }

  /// Not 0 where one of the activations from `first` on is not.
  private static Expression any(Body body, TilePlan plan, Storage row, Index first) {
    Expression any = Expressions.i32(0);
    for (int u = 0; u < plan.tile().depth(); u++) {
      Index place = row.base().plus(first).plus(Index.of(u));
      Expression element = body.load("a", Expressions.load(row.buffer(), place));
      any = u == 0 ? element : Expressions.binary(Expression.BinaryKind.OR, any, element);
    }
    return any;
  }
}
