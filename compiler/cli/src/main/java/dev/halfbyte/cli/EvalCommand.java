package dev.halfbyte.cli;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import dev.halfbyte.driver.Compilation;
import dev.halfbyte.driver.eval.Evaluation;
import dev.halfbyte.driver.eval.EvaluationReport;
import dev.halfbyte.driver.eval.Loaders;
import dev.halfbyte.driver.eval.Pictures;
import dev.halfbyte.driver.eval.ScoreOutput;
import dev.halfbyte.ir.backend.ProgramLoader;
import dev.halfbyte.source.Diagnostic;
import dev.halfbyte.source.DiagnosticException;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `halfbyte eval`.
@Command(
    name = "eval",
    mixinStandardHelpOptions = true,
    description = {
      "Runs labelled pictures through a quantized kernel and through the same kernel in floats: top-1,",
      "agreement, the error of scores and of every value inside, clamped codes, bytes and time."
    },
    footer = {
      "",
      "A tensor of the data with one axis more than the input holds one picture a row; where the",
      "result is f32[pictures, classes], the leading axis of the input counts them.",
      "",
      "Examples:",
      "  halfbyte eval dsl/examples/digits.hb --numerics w4a4",
      "  halfbyte eval dsl/examples/glyphs --numerics w4a8 --data dsl/examples/glyphs/test.npz --json"
    })
final class EvalCommand implements Callable<Integer> {
  private static final Gson GSON = new GsonBuilder().disableHtmlEscaping().create();

  @Mixin KernelOptions kernel = new KernelOptions();
  @Mixin DataOption data = new DataOption();
  @Mixin Console console = new Console();

  @Option(
      names = "--labels",
      paramLabel = "NAME",
      description = "tensor of the data with the class of each picture (default: labels, or label)")
  Optional<String> labels = Optional.empty();

  @Option(
      names = "--result",
      paramLabel = "NAME",
      description = "result with a score for each class (default: the first that may be one)")
  Optional<String> result = Optional.empty();

  @Option(
      names = "--target",
      paramLabel = "NAME",
      description = "interp, jvm or native, in this process (default: ${DEFAULT-VALUE})")
  String target = "native";

  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "take the first N pictures only (default: all)")
  Optional<Integer> limit = Optional.empty();

  @Option(
      names = "--layers",
      paramLabel = "N",
      description = {
        "compare the values inside on the first N pictures (default: ${DEFAULT-VALUE}; 0: do not);",
        "the interpreter does that"
      })
  int layers = 4;

  @Option(
      names = "--fake",
      description = "run the pictures also in floats that go through the codes (fake quantization)")
  boolean fake;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "how many pictures run at a time (default: one for each processor)")
  Optional<Integer> threads = Optional.empty();

  @Option(names = "--json", description = "print one line of JSON")
  boolean json;

  @Override
  public Integer call() {
    requireNumbers();
    ProgramLoader loader = Loaders.named(target);
    Compilation compilation = Compilation.open(kernel.request());
    ScoreOutput output = ScoreOutput.of(compilation.reference(), result);
    Pictures pictures =
        Pictures.of(
            compilation.reference(),
            output,
            data.read(compilation, kernel.limits()),
            labels,
            limit.map(OptionalInt::of).orElseGet(OptionalInt::empty));
    Evaluation evaluation =
        new Evaluation(
            compilation,
            pictures,
            output,
            loader,
            threads.orElseGet(Runtime.getRuntime()::availableProcessors),
            new Evaluation.Inside(layers, fake));
    try (Progress progress = Progress.of(console, "eval")) {
      progress.step("pictures in floats");
      print(evaluation.run(evaluation.floats(), progress::step));
    }
    return ExitStatus.OK;
  }

  private void requireNumbers() {
    require("--limit", limit.orElse(1), 1);
    require("--threads", threads.orElse(1), 1);
    require("--layers", layers, 0);
  }

  private static void require(String option, int value, int least) {
    if (value < least) {
      throw new DiagnosticException(
          Diagnostic.error(CliCode.USAGE, "%s is %d".formatted(option, value))
              .help("give a whole number from " + least + " on"));
    }
  }

  private void print(EvaluationReport report) {
    if (json) {
      console.out().println(GSON.toJson(report.json()));
    } else {
      report.lines().forEach(console.out()::println);
    }
    console.out().flush();
  }
}
