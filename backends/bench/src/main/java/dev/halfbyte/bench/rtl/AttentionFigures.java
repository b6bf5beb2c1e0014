package dev.halfbyte.bench.rtl;

import dev.halfbyte.bench.Figure;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// Log2 codes of probabilities: how far the unit's are from those of a softmax in binary64, and
/// what their product with V takes. Wider codes of activations beside plain ones.
final class AttentionFigures {
  private static final int TOKENS = 197;
  private static final int HEAD = 64;
  private static final double MOST_DIFFERENT = 0.025;

  private final Rtl rtl;
  private final Random random = new Random(3);

  AttentionFigures(Rtl rtl) {
    this.rtl = rtl;
  }

  private List<LogitBlock> blocks() {
    return List.of(
        LogitBlock.draw("deviation 1", random, TOKENS, TOKENS, 1, 0),
        LogitBlock.draw("deviation 3", random, TOKENS, TOKENS, 3, 0),
        LogitBlock.draw("deviation 6", random, TOKENS, TOKENS, 6, 0),
        LogitBlock.draw("deviation 1, three peaks of 8", random, TOKENS, TOKENS, 1, 8));
  }

  /// Shares of codes that differ, beside those of the softmax that is usually built.
  List<Figure> codes() {
    SoftmaxUnit unit = new SoftmaxUnit(rtl);
    SoftmaxBaseline usual = new SoftmaxBaseline(rtl);
    List<Figure> figures = new ArrayList<>();
    for (LogitBlock block : blocks()) {
      double share = block.different(unit.simulate(block).codes());
      figures.add(
          Figure.of("softmax", "codes that differ, " + block.name(), share, "of codes")
              .beside(block.different(usual.simulate(block)))
              .atMost(MOST_DIFFERENT));
    }
    return figures;
  }

  /// Cycles of codes that take several passes of digits, over those of dense plain codes.
  List<Figure> planes() {
    Engine engine = new Engine(rtl, "edge8");
    SoftmaxUnit unit = new SoftmaxUnit(rtl);
    List<Figure> figures = new ArrayList<>();
    for (int k : List.of(192, 768)) {
      Codes weights = Codes.withoutZeros(random, k, HEAD, 4);
      long plain =
          cycles(engine, Numbers.signed4(), Codes.withoutZeros(random, TOKENS, k, 4), weights);
      Codes wide = Codes.withoutZeroDigits(random, TOKENS, k);
      double ratio = cycles(engine, Numbers.signed8(), wide, weights) / (double) plain;
      figures.add(Figure.of("planes", "W4A8, K " + k, ratio, "x W4A4").atMost(2));
    }
    Codes values = Codes.withoutZeros(random, TOKENS, HEAD, 4);
    Codes dense = Codes.withoutZeros(random, TOKENS, TOKENS, 4);
    long plain = cycles(engine, Numbers.signed4(), dense, values);
    Numbers log2 = Numbers.table(code -> (int) LogitBlock.LOG2.decode(code));
    for (LogitBlock block : blocks()) {
      Codes p = unit.simulate(block).codes();
      double ratio = cycles(engine, log2, p, values) / (double) plain;
      String zeros = "%.0f %% zeros".formatted(100 * p.share(LogitBlock.ZERO));
      String name = "log2 p x V, " + block.name() + ", " + zeros;
      figures.add(Figure.of("planes", name, ratio, "x dense").atMost(1.3));
    }
    return figures;
  }

  private static long cycles(Engine engine, Numbers numbers, Codes act, Codes weights) {
    return new EngineProduct(engine, numbers, act, weights).simulate().cycles();
  }
}
