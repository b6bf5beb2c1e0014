package dev.halfbyte.bench.cpu;

import dev.halfbyte.backend.llvm.LibraryCalls;
import dev.halfbyte.backend.llvm.TargetShapes;
import dev.halfbyte.backend.llvm.run.Job;
import dev.halfbyte.backend.llvm.toolchain.IsaVariant;
import dev.halfbyte.bench.Figure;
import dev.halfbyte.bench.Mismatch;
import dev.halfbyte.bench.Scratch;
import dev.halfbyte.bench.VitBlock;
import dev.halfbyte.driver.Compilation;
import dev.halfbyte.driver.CompilationRequest;
import dev.halfbyte.driver.tensor.TensorLimits;
import dev.halfbyte.driver.tune.RandomInputs;
import dev.halfbyte.ir.Arguments;
import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.SealedProgram;
import dev.halfbyte.loop.LoopProgram;
import dev.halfbyte.loop.TargetFacts;
import dev.halfbyte.loop.cost.ProgramCost;
import dev.halfbyte.loop.cost.StageCost;
import dev.halfbyte.loop.lower.LoopLowering;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// Predicted times over measured ones, of kernels and of their stages: what the rates of a target
/// are set by.
final class FitFigures {
  private static final IsaVariant VARIANT = IsaVariant.AVX512_VNNI;
  private static final double MICRO = 1e-6;
  private static final double NANO = 1e-9;
  private static final int RUNS = 60;

  /// Shorter stages are calls and clocks, and no work.
  private static final double LEAST_SECONDS = 2e-6;

  private static final List<Product> PRODUCTS =
      List.of(
          product(197, 192, 192),
          product(197, 768, 768),
          product(197, 768, 3072),
          product(128, 4096, 4096),
          product(1, 4096, 4096));

  private static final List<VitBlock> BLOCKS = List.of(VitBlock.T, VitBlock.S);

  private final List<Figure> figures = new ArrayList<>();
  private final List<Double> predicted = new ArrayList<>();
  private final List<Double> measured = new ArrayList<>();

  private FitFigures() {}

  private static Product product(int rows, int columns, int depth) {
    return new Product(rows, columns, depth, ElemType.S8, ElemType.S4);
  }

  static List<Figure> measure(Path root) {
    FitFigures fit = new FitFigures();
    for (Product product : PRODUCTS) {
      fit.kernel("w4a8 " + product.shape(), product.program(), new TreeMap<>());
    }
    for (VitBlock block : BLOCKS) {
      SortedMap<String, Long> dims = new TreeMap<>(Map.of("n", (long) VitBlock.TOKENS));
      fit.kernel("block of DeiT-" + block + ", w4a8", sealed(root, block), dims);
    }
    fit.figures.add(
        Figure.of(
            "fit",
            "stages: correlation of logarithms, of " + fit.predicted.size(),
            Correlation.ofLogarithms(fit.predicted, fit.measured),
            ""));
    return fit.figures;
  }

  private static SealedProgram sealed(Path root, VitBlock block) {
    return Scratch.folder(folder -> {
      block.write(root, folder);
      CompilationRequest request =
          new CompilationRequest(
              VitBlock.kernel(root),
              Optional.empty(),
              Optional.of(folder),
              "w4a8",
              Optional.empty(),
              Optional.empty(),
              Optional.empty(),
              Map.of(),
              TensorLimits.DEFAULT);
      return Compilation.open(request).seal().sealed();
    });
  }

  private void kernel(String name, SealedProgram sealed, SortedMap<String, Long> dims) {
    TargetFacts facts = TargetShapes.of(VARIANT.family());
    LoopProgram loops = LoopLowering.lower(sealed, facts);
    ProgramCost cost = ProgramCost.of(loops, facts.rates().orElseThrow(), dims);
    Arguments inputs = RandomInputs.of(sealed.program(), dims);
    try (NativeCode built = NativeCode.build(sealed, VARIANT, data(sealed, inputs), 0);
        StageClock clock = new StageClock()) {
      long least = Long.MAX_VALUE;
      for (int i = 0; i < RUNS; i++) {
        long begin = System.nanoTime();
        built.run();
        least = Math.min(least, System.nanoTime() - begin);
        clock.begin();
        built.run(clock);
      }
      double seconds = least * NANO;
      figures.add(
          Figure.of("fit", name + ", predicted over measured", cost.seconds() / seconds, "x")
              .beside(seconds / MICRO));
      stages(name, cost, clock.least(), dims);
    }
  }

  private static NativeCode.Data data(SealedProgram sealed, Arguments inputs) {
    Job job = LibraryCalls.job(VARIANT, sealed.program(), inputs.dims(), inputs.tensors());
    return new NativeCode.Data(job.dims(), job.inputs(), job.outputBytes());
  }

  /// Stages of a single iteration are not measured.
  private void stages(
      String name, ProgramCost cost, List<Long> nanoseconds, SortedMap<String, Long> dims) {
    List<StageCost> seen =
        cost.stages().stream().filter(stage -> stage.stage().extent().evaluate(dims) > 1).toList();
    if (seen.size() != nanoseconds.size()) {
      throw new Mismatch("stages of " + name, seen.size(), nanoseconds.size());
    }
    for (int i = 0; i < seen.size(); i++) {
      double seconds = nanoseconds.get(i) * NANO;
      if (seconds >= LEAST_SECONDS) {
        double told = cost.seconds(seen.get(i));
        predicted.add(told);
        measured.add(seconds);
        figures.add(
            Figure.of("fit", "  " + seen.get(i).stage().name(), told / seconds, "x")
                .beside(seconds / MICRO));
      }
    }
  }
}
