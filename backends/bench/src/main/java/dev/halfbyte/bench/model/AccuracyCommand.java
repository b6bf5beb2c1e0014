package dev.halfbyte.bench.model;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import dev.halfbyte.bench.Figure;
import dev.halfbyte.driver.output.AtomicFiles;
import dev.halfbyte.source.DiagnosticException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.function.Function;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `./dev accuracy`.
@Command(
    name = "./dev accuracy",
    mixinStandardHelpOptions = true,
    subcommands = NormCommand.class,
    description = {
      "Quantizes the trained model dsl/examples/glyphs by many methods and runs the test pictures",
      "through native code: a table, a plot and the results as JSON. What was found is kept; an",
      "interrupted run goes on where it was. Status 1 where a goal is missed."
    })
public final class AccuracyCommand implements Callable<Integer> {
  private static final int QUICK_PICTURES = 500;

  @Option(
      names = "--quick",
      description = "one draw, 500 pictures, w4a4 and w4a8, weights as trained")
  private boolean quick;

  @Option(
      names = "--draws",
      paramLabel = "N",
      description = "draws of calibration samples (default: 5)")
  private Optional<Integer> draws = Optional.empty();

  @Option(
      names = "--images",
      paramLabel = "N",
      description = "the first N test pictures (default: all)")
  private Optional<Integer> images = Optional.empty();

  @Option(
      names = "--methods",
      split = ",",
      paramLabel = "NAME",
      description = "default: all; --list names them")
  private List<String> methods = List.of();

  @Option(
      names = "--widths",
      split = ",",
      paramLabel = "NAME",
      description = "default: all of w8a8, w6a6, w4a8, w4a4, w3a3")
  private List<String> widths = List.of();

  @Option(
      names = "--forms",
      split = ",",
      paramLabel = "NAME",
      description = "weights: plain, spread (default: both)")
  private List<String> forms = List.of();

  @Option(
      names = {"-o", "--out"},
      paramLabel = "FOLDER",
      description = "for table, plots and results (default: ${DEFAULT-VALUE})")
  private Path out = Path.of("backends/bench/target/accuracy");

  @Option(names = "--list", description = "name the methods, what they are, and end")
  private boolean list;

  @Spec private CommandSpec spec = CommandSpec.create();

  /// Trials that the compiler refused, and why.
  private final List<String> refusals = new ArrayList<>();

  private final Path root = Path.of(System.getProperty("halfbyte.root", ""));

  /// Runs the command.
  ///
  /// @return 0 where all goals are met, 1 where one is missed, 2 for bad arguments
  public static int run(List<String> arguments) {
    return new CommandLine(new AccuracyCommand()).execute(arguments.toArray(String[]::new));
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (list) {
      for (Method method : Method.values()) {
        System.out.printf("%-16s %s%n", method.label(), method.summary());
      }
      return 0;
    }
    List<Trial> trials = trials();
    Path scratch = Files.createTempDirectory("halfbyte-accuracy-");
    try {
      return report(run(trials, scratch));
    } finally {
      AtomicFiles.delete(scratch);
    }
  }

  /// All trials, those of the first draw first: an interrupted run has the whole table.
  private List<Trial> trials() {
    List<Trial> trials = new ArrayList<>();
    List<Form> chosenForms = chosen(Form.values(), Form::label, forms, quick ? "plain" : "");
    List<Widths> chosenWidths =
        chosen(Widths.values(), Widths::label, widths, quick ? "w4a8,w4a4" : "");
    List<Method> chosenMethods = chosen(Method.values(), Method::label, methods, "");
    for (int draw = 1; draw <= draws.orElse(quick ? 1 : 5); draw++) {
      for (Form form : chosenForms) {
        for (Widths bits : chosenWidths) {
          for (Method method : chosenMethods) {
            if (method.has(bits)) {
              trials.add(new Trial(form, method, bits, draw));
            }
          }
        }
      }
    }
    return trials;
  }

  private <E> List<E> chosen(E[] all, Function<E, String> label, List<String> asked, String usual) {
    List<String> names = asked.isEmpty() && !usual.isEmpty() ? List.of(usual.split(",")) : asked;
    List<String> known = Arrays.stream(all).map(label).toList();
    for (String name : names) {
      if (!known.contains(name)) {
        throw new ParameterException(
            spec.commandLine(), "no `" + name + "`; there are " + String.join(", ", known));
      }
    }
    return Arrays.stream(all)
        .filter(e -> names.isEmpty() || names.contains(label.apply(e)))
        .toList();
  }

  private List<Cell> run(List<Trial> trials, Path scratch)
      throws IOException, InterruptedException {
    OptionalInt pictures =
        images
            .map(OptionalInt::of)
            .orElseGet(() -> quick ? OptionalInt.of(QUICK_PICTURES) : OptionalInt.empty());
    TrialRunner runner =
        new TrialRunner(
            new GlyphModel(root), new TrialCache(out.resolve("results")), pictures, scratch);
    Cells cells = new Cells();
    try (ProgressBar bar =
        new ProgressBarBuilder()
            .setTaskName("accuracy")
            .setStyle(ProgressBarStyle.ASCII)
            .setInitialMax(trials.size())
            .build()) {
      for (Trial trial : trials) {
        bar.setExtraMessage(trial.toString());
        try {
          runner.run(trial, _ -> {}).ifPresent(result -> cells.add(trial, result));
        } catch (DiagnosticException refused) {
          refusals.add(trial + ": " + refused.getMessage());
        }
        bar.step();
      }
    }
    return cells.all();
  }

  private int report(List<Cell> cells) throws IOException {
    List<String> lines = new AccuracyTable(cells).lines();
    lines.forEach(System.out::println);
    refusals.forEach(refusal -> System.out.println("refused: " + refusal));
    List<Figure> goals = new AccuracyGoals(cells).figures();
    goals.forEach(figure -> System.out.println(figure.line()));
    write("table.md", String.join("\n", lines) + "\n");
    write("results.json", json(cells));
    for (Form form : cells.stream().map(Cell::form).distinct().toList()) {
      AtomicFiles.write(
          out.resolve("agreement-" + form.label() + ".svg"), new AccuracyPlot(form, cells).svg());
    }
    System.out.println("table, plots and results are in " + out);
    return refusals.isEmpty() && goals.stream().allMatch(Figure::isGood) ? 0 : 1;
  }

  private static String json(List<Cell> cells) {
    JsonArray array = new JsonArray();
    for (Cell cell : cells) {
      for (int i = 0; i < cell.results().size(); i++) {
        Trial trial = new Trial(cell.form(), cell.method(), cell.widths(), i + 1);
        array.add(TrialCache.json(trial, cell.results().get(i)));
      }
    }
    return new GsonBuilder().setPrettyPrinting().create().toJson(array) + "\n";
  }

  private void write(String name, String text) throws IOException {
    AtomicFiles.write(out.resolve(name), text.getBytes(StandardCharsets.UTF_8));
  }
}
