package dev.halfbyte.cli;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.halfbyte.driver.Compilation;
import dev.halfbyte.driver.SealedKernel;
import dev.halfbyte.driver.bind.Inputs;
import dev.halfbyte.driver.tune.CachedMeasurer;
import dev.halfbyte.driver.tune.PairedMeasurer;
import dev.halfbyte.driver.tune.RandomInputs;
import dev.halfbyte.driver.tune.TuneCode;
import dev.halfbyte.driver.tune.TuneFile;
import dev.halfbyte.driver.tune.TuneKey;
import dev.halfbyte.driver.tune.TuneResult;
import dev.halfbyte.driver.tune.TuneSearch;
import dev.halfbyte.ir.Arguments;
import dev.halfbyte.ir.SealedProgram;
import dev.halfbyte.ir.backend.Tuner;
import dev.halfbyte.loop.schedule.Schedule;
import dev.halfbyte.source.Diagnostic;
import dev.halfbyte.source.DiagnosticException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `halfbyte tune`.
@Command(
    name = "tune",
    mixinStandardHelpOptions = true,
    description = {
      "Measures schedules of a kernel on this machine and keeps the fastest; none changes a bit.",
      "Each is measured in turn with the model's own choice. Measurements are kept: a search that was",
      "interrupted goes on where it was."
    },
    footer = {
      "",
      "Examples:",
      "  halfbyte tune dsl/examples/mlp.hb --numerics w4a8 --target x86_64 -o mlp.tune.json",
      "  halfbyte tune dsl/examples/vit_block.hb --numerics w4a8 --target x86_64 --dim n=197 --time 120s"
    })
final class TuneCommand implements Callable<Integer> {
  private static final Gson GSON = new GsonBuilder().disableHtmlEscaping().create();

  @Mixin KernelOptions kernel = new KernelOptions();
  @Mixin DataOption data = new DataOption();
  @Mixin Console console = new Console();

  @Option(names = "--target", required = true, paramLabel = "NAME", description = "x86_64")
  String target = "";

  @Option(
      names = "--time",
      paramLabel = "TIME",
      description = {
        "begin no measurement later than that, e.g. 90s or 5m (default: ${DEFAULT-VALUE});",
        "what seemed faster is then measured once more"
      })
  String time = "60s";

  @Option(
      names = {"-o", "--out"},
      paramLabel = "FILE",
      description = "write the schedule for `build --schedule`, e.g. mlp.tune.json")
  Optional<Path> out = Optional.empty();

  @Option(
      names = "--cache",
      paramLabel = "DIR",
      description = {
        "where measurements are kept (default: halfbyte/tune in $XDG_CACHE_HOME or ~/.cache)"
      })
  Optional<Path> cache = Optional.empty();

  @Option(names = "--json", description = "print one line of JSON: the outcome and all trials")
  boolean json;

  @Override
  public Integer call() throws IOException {
    Duration limit = TimeText.parse(time);
    ScheduleOption.requireChoices(target);
    Tuner tuner = tuner();
    Compilation compilation = Compilation.open(kernel.request());
    SealedKernel sealed = compilation.seal();
    Arguments inputs = inputs(compilation, sealed.sealed());
    TuneKey key = TuneKey.of(Main.VERSION, sealed.sealed().hash(), target, tuner, inputs);
    TuneResult result = search(tuner, sealed.sealed(), inputs, key, limit);
    if (out.isPresent()) {
      TuneFile.write(out.get(), key, result);
    }
    print(result);
    return ExitStatus.OK;
  }

  private Tuner tuner() {
    Optional<Tuner> tuner = Executions.backend(target).tuner(target);
    Optional<String> reason =
        tuner.isEmpty()
            ? Optional.of("its code does not run in this process")
            : tuner.get().unavailable();
    if (reason.isPresent()) {
      throw new DiagnosticException(
          Diagnostic.error(
                  TuneCode.NOT_MEASURED,
                  "schedules of `%s` cannot be measured here: %s".formatted(target, reason.get()))
              .help("state one by hand: build --schedule, e.g. fuse=off"));
    }
    return tuner.orElseThrow();
  }

  /// Those of the option; at random where the dims say how large they are; else the data of the
  /// kernel's folder.
  private Arguments inputs(Compilation compilation, SealedProgram sealed) {
    if (!data.isGiven() && RandomInputs.fit(sealed.program(), compilation.openDims())) {
      console.err().println("inputs at random");
      return RandomInputs.of(sealed.program(), compilation.openDims());
    }
    Arguments inputs =
        Inputs.of(
            sealed.program(), data.read(compilation, kernel.limits()), compilation.openDims());
    compilation.requireFinite(inputs);
    return inputs;
  }

  private TuneResult search(
      Tuner tuner, SealedProgram sealed, Arguments inputs, TuneKey key, Duration limit) {
    long begin = System.nanoTime();
    double usual = tuner.predictedSeconds(sealed, Schedule.DEFAULT.options(), inputs.dims());
    console.err().println("measured on " + tuner.variant() + ", " + tuner.processor());
    try (Progress progress = Progress.of(console, "tune");
        PairedMeasurer measurer = PairedMeasurer.of(tuner, sealed, inputs)) {
      CachedMeasurer cached =
          new CachedMeasurer(cache.orElseGet(TuneCommand::userCache), key, measurer);
      TuneSearch search =
          new TuneSearch(
              schedule -> neighbours(tuner, sealed, schedule, inputs, usual),
              cached,
              () -> System.nanoTime() - begin < limit.toNanos(),
              progress::step);
      TuneResult result = search.run();
      if (cached.found() > 0) {
        progress.step(cached.found() + " measurements were made before");
      }
      return result;
    }
  }

  private static List<TuneSearch.Neighbour> neighbours(
      Tuner tuner, SealedProgram sealed, Schedule schedule, Arguments inputs, double usual) {
    return tuner.candidates(sealed, schedule.options(), inputs.dims()).stream()
        .map(candidate ->
            new TuneSearch.Neighbour(
                Schedule.of(candidate.options()), usual / candidate.predictedSeconds()))
        .toList();
  }

  private static Path userCache() {
    return Optional.ofNullable(System.getenv("XDG_CACHE_HOME"))
        .filter(folder -> !folder.isEmpty())
        .map(Path::of)
        .orElseGet(() -> Path.of(System.getProperty("user.home"), ".cache"))
        .resolve("halfbyte")
        .resolve("tune");
  }

  private void print(TuneResult result) {
    if (json) {
      JsonObject root = new JsonObject();
      root.addProperty("schedule", result.best().schedule().toString());
      root.addProperty("better", result.isBetter());
      root.addProperty("outcome", result.sentence());
      JsonArray tried = new JsonArray();
      result.tried().forEach(trial -> tried.add(TuneFile.json(trial)));
      root.add("tried", tried);
      console.out().println(GSON.toJson(root));
    } else {
      console.out().println(result.sentence());
      out.ifPresent(file -> console.out().println("schedule in " + file));
    }
    console.out().flush();
  }
}
