package dev.halfbyte.bench.model;

import dev.halfbyte.driver.Compilation;
import dev.halfbyte.driver.eval.Evaluation;
import dev.halfbyte.driver.eval.EvaluationReport;
import dev.halfbyte.driver.eval.Loaders;
import dev.halfbyte.driver.eval.Pictures;
import dev.halfbyte.driver.eval.ScoreOutput;
import dev.halfbyte.driver.eval.ScoreRun;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.backend.ProgramLoader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.function.Consumer;

/// Runs trials on native code, in this process; scores in floats are found once for each form.
final class TrialRunner {
  /// Samples of a calibration, as the publications take.
  private static final int SAMPLES = 32;

  private final GlyphModel model;
  private final TrialCache cache;
  private final OptionalInt most;
  private final Path scratch;
  private final String compiler;
  private final ProgramLoader loader = Loaders.named("native");
  private final Map<Form, SortedMap<String, Tensor>> weights = new EnumMap<>(Form.class);
  private final Map<Form, ScoreRun> floats = new EnumMap<>(Form.class);

  /// @param most how many pictures at most, the first ones
  TrialRunner(GlyphModel model, TrialCache cache, OptionalInt most, Path scratch)
      throws IOException {
    this.model = model;
    this.cache = cache;
    this.most = most;
    this.scratch = scratch;
    compiler = Digest.ofCompiler();
  }

  /// The result, from the cache if it is there; absent where the method has no such codes.
  ///
  /// @param progress told what is being done, if something is
  Optional<Trial.Result> run(Trial trial, Consumer<String> progress)
      throws IOException, InterruptedException {
    Optional<String> block =
        trial.method().block(GlyphModel.KERNEL, trial.widths(), SAMPLES, trial.draw());
    if (block.isEmpty()) {
      return Optional.empty();
    }
    String key =
        new Digest()
            .add(compiler)
            .add(model.digest())
            .add(trial.form().label())
            .add(block.get())
            .add(most.toString())
            .hex();
    Optional<Trial.Result> known = cache.find(key);
    if (known.isPresent()) {
      return known;
    }
    Trial.Result found = evaluate(trial, block.get(), progress);
    cache.keep(key, trial, found);
    return Optional.of(found);
  }

  private Trial.Result evaluate(Trial trial, String block, Consumer<String> progress)
      throws IOException, InterruptedException {
    Compilation stated =
        model.compilation(weights(trial.form()), block, trial.method().name(trial.widths()));
    Compilation compilation =
        trial.method().mixed()
            ? MixedBits.of(stated, trial.widths(), SAMPLES, loader, progress)
            : stated;
    ScoreOutput output = ScoreOutput.of(compilation.reference(), Optional.empty());
    Pictures pictures =
        Pictures.of(compilation.reference(), output, model.pictures(), Optional.empty(), most);
    Evaluation evaluation =
        new Evaluation(
            compilation,
            pictures,
            output,
            loader,
            Runtime.getRuntime().availableProcessors(),
            new Evaluation.Inside(0, trial.method().besideFloats()));
    if (!floats.containsKey(trial.form())) {
      progress.accept("pictures in floats");
      floats.put(trial.form(), evaluation.floats());
    }
    return result(evaluation.run(floats.get(trial.form()), progress));
  }

  private SortedMap<String, Tensor> weights(Form form) throws IOException, InterruptedException {
    if (!weights.containsKey(form)) {
      weights.put(form, model.weights(form, scratch));
    }
    return weights.get(form);
  }

  private static Trial.Result result(EvaluationReport report) {
    return new Trial.Result(
        report.pictures(),
        report.top1(),
        report.floatTop1(),
        report.agreement(),
        report.sqnrDb(),
        report
            .annotated()
            .map(fake -> new Trial.Annotated(fake.top1(), fake.agreement(), fake.sqnrDb())),
        report.weightBytes(),
        report.seconds(),
        report.sealed());
  }
}
