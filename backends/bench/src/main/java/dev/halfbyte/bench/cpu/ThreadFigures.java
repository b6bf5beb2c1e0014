package dev.halfbyte.bench.cpu;

import dev.halfbyte.backend.llvm.toolchain.IsaVariant;
import dev.halfbyte.bench.Figure;
import dev.halfbyte.bench.Mismatch;
import dev.halfbyte.bench.VitBlock;
import dev.halfbyte.ir.ElemType;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Kernels on two threads beside the same on one, by the clock on the wall. Both cores must be free
/// for it: what others took of them stands below, and where it is much, no goal is judged.
final class ThreadFigures {
  private static final IsaVariant VARIANT = IsaVariant.AVX512_VNNI;
  private static final int THREADS = 2;
  private static final double GOAL = 1.8;
  private static final double GIGA = 1e9;

  /// Of the processors' time, others may have so much.
  private static final double QUIET = .05;

  /// Until it is quiet; else the quietest counts.
  private static final int TRIALS = 5;

  /// @param others what they took of the processors meanwhile
  private record Trial(Comparison compared, double others) {}

  private ThreadFigures() {}

  private static final List<Product> PRODUCTS =
      List.of(product(128, 4096, 4096), product(197, 768, 3072), product(1, 11008, 4096));

  private static Product product(int rows, int columns, int depth) {
    return new Product(rows, columns, depth, ElemType.S8, ElemType.S4);
  }

  static List<Figure> measure(Path root) {
    if (Runtime.getRuntime().availableProcessors() < THREADS) {
      System.err.println("bench cpu: `threads` is left out, as it needs two processors");
      return List.of();
    }
    List<Figure> figures = new ArrayList<>();
    try (ThreadPool pool = ThreadPool.of(THREADS)) {
      for (Product product : PRODUCTS) {
        try (NativeCode code = NativeProduct.of(product, VARIANT)) {
          figures.addAll(figures("w4a8 " + product.shape(), code, pool));
        }
      }
      try (NativeCode code = NativeBlock.of(root, VitBlock.B, "w4a8", VARIANT)) {
        figures.addAll(figures("w4a8 block of DeiT-" + VitBlock.B, code, pool));
      }
    }
    return figures;
  }

  private static List<Figure> figures(String name, NativeCode code, ThreadPool pool) {
    Work divided = code.on(pool);
    byte[] alone = code.output(0);
    divided.run();
    if (!Arrays.equals(alone, code.output(0))) {
      throw new Mismatch("bits of " + name + " on two threads", "those of one", "others");
    }
    Trial trial = quietest(name + ", 2 threads over 1", divided, code);
    Figure ratio =
        Figure.of("threads", trial.compared.ratios())
            .beside(trial.compared.rates().median() / GIGA);
    Figure others = Figure.of("threads", name + ": what others took", trial.others, "of cores");
    if (trial.others > QUIET) {
      System.err.println(
          "bench cpu: other work is under way, so threads of " + name + " say little");
      return List.of(ratio, others);
    }
    return List.of(ratio.atLeast(GOAL), others);
  }

  private static Trial quietest(String name, Work divided, Work alone) {
    Trial best = trial(name, divided, alone);
    for (int i = 1; i < TRIALS && best.others > QUIET; i++) {
      Trial next = trial(name, divided, alone);
      best = next.others < best.others ? next : best;
    }
    return best;
  }

  private static Trial trial(String name, Work divided, Work alone) {
    OtherLoad others = OtherLoad.begin();
    Comparison compared = Comparison.onTheWall(name, divided, alone);
    return new Trial(compared, others.share());
  }
}
