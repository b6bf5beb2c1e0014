package dev.halfbyte.bench.model;

import dev.halfbyte.bench.Figure;
import dev.halfbyte.bench.accuracy.AttentionRows;
import dev.halfbyte.driver.output.AtomicFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jfree.chart.ChartFactory;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.plot.PlotOrientation;
import org.jfree.chart.renderer.category.BarRenderer;
import org.jfree.chart.renderer.category.StandardBarPainter;
import org.jfree.data.category.DefaultCategoryDataset;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `./dev accuracy norm`.
@Command(
    name = "norm",
    mixinStandardHelpOptions = true,
    description = {
      "Compares softmax normalized late with softmax normalized early, on the attention heads of the",
      "trained model: signal to noise of probabilities times values, as a table and a plot."
    })
final class NormCommand implements Callable<Integer> {
  private static final double LEAST_GAIN = 7;
  private static final int SEARCH_PICTURES = 1;
  private static final int WIDTH = 960;
  private static final int HEIGHT = 420;

  @Option(
      names = "--images",
      paramLabel = "N",
      description = "the first N test pictures (default: ${DEFAULT-VALUE})")
  private int images = 16;

  @Option(
      names = {"-o", "--out"},
      paramLabel = "FOLDER",
      description = "for table and plot (default: ${DEFAULT-VALUE})")
  private Path out = Path.of("backends/bench/target/accuracy");

  private final Path root = Path.of(System.getProperty("halfbyte.root", ""));

  @Override
  public Integer call() throws IOException, InterruptedException {
    List<LateEarly.Row> rows = measure();
    List<String> lines = new ArrayList<>();
    lines.add("| codes | bits | early, dB | late, dB | gain, dB |");
    lines.add("| --- | --- | --- | --- | --- |");
    rows.forEach(row ->
        lines.add(
            String.format(
                Locale.ROOT,
                "| %s | %d | %.1f | %.1f | %.1f |",
                row.codes(),
                row.bits(),
                row.early(),
                row.late(),
                row.gain())));
    lines.forEach(System.out::println);
    String table = String.join("\n", lines) + "\n";
    AtomicFiles.write(out.resolve("norm.md"), table.getBytes(StandardCharsets.UTF_8));
    AtomicFiles.write(out.resolve("norm.svg"), plot(rows));
    List<Figure> goals = goals(rows);
    goals.forEach(goal -> System.out.println(goal.line()));
    System.out.println("table and plot are in " + out);
    return goals.stream().allMatch(Figure::isGood) ? 0 : 1;
  }

  private List<LateEarly.Row> measure() throws IOException, InterruptedException {
    GlyphModel model = new GlyphModel(root);
    Path scratch = Files.createTempDirectory("halfbyte-norm-");
    try {
      TrainedHeads heads =
          new TrainedHeads(
              model.compilation(model.weights(Form.PLAIN, scratch), "", "f32").reference());
      List<AttentionRows> others = heads.of(model.calibration(), SEARCH_PICTURES);
      return new LateEarly(heads.of(model.pictures(), images), others).rows();
    } finally {
      AtomicFiles.delete(scratch);
    }
  }

  /// What late normalization is to be worth.
  private static List<Figure> goals(List<LateEarly.Row> rows) {
    List<Figure> goals = new ArrayList<>();
    rows.stream()
        .filter(row -> row.bits() < 8)
        .forEach(row ->
            goals.add(
                Figure.of(
                        "norm",
                        "gain, %d bits %s".formatted(row.bits(), row.codes()),
                        row.gain(),
                        "dB")
                    .atLeast(LEAST_GAIN)));
    double late =
        rows.stream()
            .filter(r -> r.bits() == 3)
            .mapToDouble(LateEarly.Row::late)
            .max()
            .orElseThrow();
    double early =
        rows.stream()
            .filter(r -> r.bits() == 4)
            .mapToDouble(LateEarly.Row::early)
            .max()
            .orElseThrow();
    goals.add(
        Figure.of("norm", "best late of 3 bits over best early of 4", late - early, "dB")
            .atLeast(0));
    return goals;
  }

  private static byte[] plot(List<LateEarly.Row> rows) throws IOException {
    DefaultCategoryDataset data = new DefaultCategoryDataset();
    for (LateEarly.Row row : rows) {
      String codes = row.codes() + ", " + row.bits() + " bits";
      data.addValue(row.early(), "early", codes);
      data.addValue(row.late(), "late", codes);
    }
    JFreeChart chart =
        ChartFactory.createBarChart(
            "Signal to noise of probabilities times values",
            "",
            "dB",
            data,
            PlotOrientation.VERTICAL,
            true,
            false,
            false);
    BarRenderer bars = (BarRenderer) chart.getCategoryPlot().getRenderer();
    bars.setBarPainter(new StandardBarPainter());
    bars.setShadowVisible(false);
    return Svg.of(chart, WIDTH, HEIGHT);
  }
}
