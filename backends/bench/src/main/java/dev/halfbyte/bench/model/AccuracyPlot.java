package dev.halfbyte.bench.model;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.jfree.chart.ChartFactory;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.plot.PlotOrientation;
import org.jfree.chart.renderer.category.StatisticalLineAndShapeRenderer;
import org.jfree.data.statistics.DefaultStatisticalCategoryDataset;

/// Agreement with the floats by method, marks for each width, with the spread of draws.
///
/// Agreement and not top-1, which hardly tells methods apart.
record AccuracyPlot(Form form, List<Cell> cells) {
  private static final int WIDTH = 960;
  private static final int HEIGHT = 560;

  AccuracyPlot {
    cells = cells.stream().filter(cell -> cell.form() == form).toList();
  }

  /// The picture.
  byte[] svg() throws IOException {
    DefaultStatisticalCategoryDataset data = new DefaultStatisticalCategoryDataset();
    for (Widths bits : Widths.values()) {
      Arrays.stream(Method.values())
          .flatMap(method ->
              cells.stream().filter(cell -> cell.method() == method && cell.widths() == bits))
          .forEach(cell -> {
            Cell.Range agreement = cell.agreement();
            data.add(
                agreement.mean(),
                (agreement.most() - agreement.least()) / 2,
                bits.name(),
                cell.method().title());
          });
    }
    JFreeChart chart =
        ChartFactory.createLineChart(
            "Agreement with the floats, form " + form.label(),
            "",
            "% of pictures",
            data,
            PlotOrientation.VERTICAL,
            true,
            false,
            false);
    chart.getCategoryPlot().setRenderer(new StatisticalLineAndShapeRenderer(false, true));
    ((NumberAxis) chart.getCategoryPlot().getRangeAxis()).setAutoRangeIncludesZero(false);
    return Svg.of(chart, WIDTH, HEIGHT);
  }
}
