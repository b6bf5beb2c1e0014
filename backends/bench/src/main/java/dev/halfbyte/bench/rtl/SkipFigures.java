package dev.halfbyte.bench.rtl;

import dev.halfbyte.bench.Figure;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// Cycles of a dense product over those of one with zeros among the activations, or packed weights.
final class SkipFigures {
  private static final int ROWS = 64;
  private static final int COLUMNS = 64;
  private static final int RUN = 16;
  private static final List<Integer> DEPTHS = List.of(192, 768, 3072);
  private static final List<Integer> ZEROS = List.of(0, 25, 50, 75, 90);
  private static final int LONG = 768;

  private final Engine engine;
  private final Engine packing;
  private final OuterArray baseline;
  private final Random random = new Random(2);
  private final Random places = new Random(3);

  /// @param packing an engine that takes packed weights
  SkipFigures(Engine engine, Engine packing, OuterArray baseline) {
    this.engine = engine;
    this.packing = packing;
    this.baseline = baseline;
  }

  List<Figure> measure() {
    List<Figure> figures = new ArrayList<>();
    for (int k : DEPTHS) {
      Codes weights = Codes.withoutZeros(random, k, COLUMNS, 4);
      Codes dense = Codes.withoutZeros(random, ROWS, k, 4);
      long cycles = onEngine(dense, weights);
      long other = baseline.simulate(dense, weights);
      figures.add(packed(k, dense, cycles, other));
      for (int run : List.of(1, RUN)) {
        for (int zeros : ZEROS) {
          Codes act = Codes.withZeros(random, ROWS, k, zeros / 100.0, run);
          double gain = cycles / (double) onEngine(act, weights);
          String name = "K %d, %d %% zeros%s".formatted(k, zeros, run == 1 ? "" : ", runs of 16");
          Figure figure = Figure.of("skip", name, gain, "x dense");
          figures.add(
              aim(figure, k, zeros).beside(other / (double) baseline.simulate(act, weights)));
        }
      }
    }
    return figures;
  }

  /// A dense product of weights of which two of four are zero.
  ///
  /// @param cycles of a product with dense weights
  /// @param other those of the other array
  private Figure packed(int k, Codes act, long cycles, long other) {
    Codes weights = Codes.halfZeros(places, k, COLUMNS);
    EngineProduct product = new EngineProduct(packing, Numbers.signed4(), act, weights, true);
    double gain = cycles / (double) product.simulate().cycles();
    Figure figure = Figure.of("skip", "K %d, weights 2:4 packed".formatted(k), gain, "x dense");
    return (k >= LONG ? figure.atLeast(1.9) : figure)
        .beside(other / (double) baseline.simulate(act, weights));
  }

  private static Figure aim(Figure figure, int k, int zeros) {
    return switch (zeros) {
      case 0 -> figure.atLeast(1);
      case 50 -> k >= LONG ? figure.atLeast(1.8) : figure;
      case 75 -> k >= LONG ? figure.atLeast(3.4) : figure;
      default -> figure;
    };
  }

  private long onEngine(Codes act, Codes weights) {
    return new EngineProduct(engine, Numbers.signed4(), act, weights).simulate().cycles();
  }
}
