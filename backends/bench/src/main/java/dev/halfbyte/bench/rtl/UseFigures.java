package dev.halfbyte.bench.rtl;

import dev.halfbyte.bench.Figure;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// How much of the array dense products of a vision transformer use: multiply-accumulates that the
/// product needs, over cycles times those of a cycle.
final class UseFigures {
  private static final int TOKENS = 197;
  private static final int HEAD = 64;
  private static final int MACS = 256;
  private static final double GOAL = 0.98;

  private final Engine engine;
  private final OuterArray baseline;
  private final Random random = new Random(1);

  UseFigures(Engine engine, OuterArray baseline) {
    this.engine = engine;
    this.baseline = baseline;
  }

  /// A product that may be made in parts.
  ///
  /// @param rows of the activations
  record Shape(String name, int rows, int k, int columns) {
    long products() {
      return (long) rows * k * columns;
    }
  }

  List<Figure> measure() {
    List<Figure> figures = new ArrayList<>();
    block(figures, "DeiT-T", 192);
    block(figures, "DeiT-S", 384);
    block(figures, "DeiT-B", 768);
    figures.add(use(new Shape("scores of a head", TOKENS, HEAD, TOKENS)).atLeast(GOAL));
    figures.add(use(new Shape("p x V of a head", TOKENS, TOKENS, HEAD)).atLeast(GOAL));
    return figures;
  }

  private void block(List<Figure> figures, String model, int width) {
    figures.add(use(new Shape(model + " QKV", TOKENS, width, 3 * width)).atLeast(GOAL));
    figures.add(use(new Shape(model + " proj", TOKENS, width, width)).atLeast(GOAL));
    figures.add(use(new Shape(model + " FC1", TOKENS, width, 4 * width)).atLeast(GOAL));
    figures.add(use(new Shape(model + " FC2", TOKENS, 4 * width, width)).atLeast(GOAL));
  }

  private Figure use(Shape shape) {
    Codes act = Codes.withoutZeros(random, shape.rows(), shape.k(), 4);
    Codes weights = Codes.withoutZeros(random, shape.k(), shape.columns(), 4);
    long cycles = onEngine(act, weights);
    return figure(shape, cycles, baseline.simulate(act, weights));
  }

  private long onEngine(Codes act, Codes weights) {
    return new EngineProduct(engine, Numbers.signed4(), act, weights).simulate().cycles();
  }

  private static Figure figure(Shape shape, long cycles, long other) {
    double needed = shape.products() / (double) MACS;
    return Figure.of("use", shape.name(), needed / cycles, "MAC use").beside(needed / other);
  }
}
