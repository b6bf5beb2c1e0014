package dev.halfbyte.bench.model;

import dev.halfbyte.bench.Figure;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/// What [Method#HALFBYTE] is to reach, as means over draws.
record AccuracyGoals(List<Cell> cells) {
  /// What the naive quantizer has to lose at W4A4, or the model is too easy to tell methods apart.
  private static final double NAIVE_LOSS = 8;

  /// Points that integers may lose beside floats that go through the same codes.
  private static final double INTEGER_LOSS = 0.3;

  /// Limits of a width.
  ///
  /// @param drop points of top-1 at most
  /// @param agreement percent at least
  private record Limit(Form form, Widths widths, double drop, OptionalDouble agreement) {}

  private static final List<Limit> LIMITS =
      List.of(
          new Limit(Form.PLAIN, Widths.W8A8, 0.5, OptionalDouble.of(98)),
          new Limit(Form.PLAIN, Widths.W4A8, 0.7, OptionalDouble.of(94)),
          new Limit(Form.PLAIN, Widths.W4A4, 2.0, OptionalDouble.of(87)),
          new Limit(Form.PLAIN, Widths.W3A3, 8, OptionalDouble.empty()),
          new Limit(Form.SPREAD, Widths.W4A4, 2.5, OptionalDouble.empty()),
          new Limit(Form.SPREAD, Widths.W3A3, 9, OptionalDouble.empty()));

  AccuracyGoals {
    cells = List.copyOf(cells);
  }

  /// The figures that the cells allow.
  List<Figure> figures() {
    List<Figure> figures = new ArrayList<>();
    for (Limit limit : LIMITS) {
      find(limit.form(), Method.HALFBYTE, limit.widths())
          .ifPresent(cell -> add(figures, cell, limit));
    }
    find(Form.PLAIN, Method.NAIVE, Widths.W4A4)
        .ifPresent(cell ->
            figures.add(
                figure(cell, "points that naive loses", cell.drop(), "").atLeast(NAIVE_LOSS)));
    find(Form.SPREAD, Method.NAIVE, Widths.W4A4)
        .ifPresent(cell ->
            figures.add(figure(cell, "naive top-1", cell.of(Trial.Result::top1), "%").atMost(25)));
    return figures;
  }

  private static void add(List<Figure> figures, Cell cell, Limit limit) {
    figures.add(figure(cell, "points of top-1 lost", cell.drop(), "").atMost(limit.drop()));
    Figure agreement = figure(cell, "agreement", cell.agreement(), "%");
    figures.add(
        limit.agreement().isPresent()
            ? agreement.atLeast(limit.agreement().getAsDouble())
            : agreement);
    figures.add(figure(cell, "signal to noise of scores", cell.decibels(), "dB"));
    if (cell.annotated()) {
      figures.add(
          figure(cell, "points below floats with codes", cell.integerLoss(), "")
              .atMost(INTEGER_LOSS));
    }
  }

  private static Figure figure(Cell cell, String what, Cell.Range range, String unit) {
    String name = "%s %s %s".formatted(cell.form().label(), cell.widths().label(), what);
    return new Figure(
        "accuracy",
        name,
        range.mean(),
        unit,
        Optional.empty(),
        Optional.of(new Figure.Spread(range.least(), range.most())),
        Optional.empty());
  }

  private Optional<Cell> find(Form form, Method method, Widths widths) {
    return cells.stream()
        .filter(cell -> cell.form() == form && cell.method() == method && cell.widths() == widths)
        .findFirst();
  }
}
