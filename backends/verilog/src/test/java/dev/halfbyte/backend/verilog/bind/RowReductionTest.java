package dev.halfbyte.backend.verilog.bind;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.halfbyte.backend.verilog.Builds;
import dev.halfbyte.backend.verilog.HardwareOption;
import dev.halfbyte.backend.verilog.schedule.Scheduler;
import dev.halfbyte.backend.verilog.schedule.Scheduler.Schedule;
import dev.halfbyte.interp.Interpreter;
import dev.halfbyte.ir.Shape;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.rtl.AcceleratorConfig;
import dev.halfbyte.rtl.Command;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Sums, maxima and minima over rows as the quantizer leaves them: the tasks and the commands give
/// the bits of the interpreter.
class RowReductionTest {
  @TempDir Path folder;

  /// Rows that become one, in front of a product.
  private static final String POOL =
      """
      kernel k[c: 1..64](x: f32[ROWS, c]; w: f32[10, c], b: f32[10]) -> f32[10] {
        h[i, j] = relu(x[i, j])
        pooled[j] = REDUCED
        y[o] = b[o] + sum[j](pooled[j] * w[o, j])
        return y
      }
      """;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "20 | max[i](h[i, j])          | w4a4 | edge",
        "20 | min[i](x[i, j])          | w4a8 | edge8",
        "7  | sum[i](h[i, j]) / 7      | w4a4 | skip16x4",
        "7  | sum[i](h[i, j]) / 7      | w4a8 | skip16x4,act_bits=8,engines=2",
        "1  | sum[i](h[i, j])          | w4a4 | skip16x4",
        "1  | max[i](x[i, j])          | w4a4 | skip16x4",
        "9  | max[i: 8](x[i + 1, j])   | w4a4 | edge,lanes=8,cols=32",
        "9  | sum[i: 4](h[2*i, j]) / 4 | w4a4 | skip16x4",
        "6  | relu(sum[i](x[i, j]))    | w4a4 | row16x4,rows=1",
      })
  void rowsBecomeOne(int rows, String reduced, String numerics, String hardware)
      throws IOException {
    String text = POOL.replace("ROWS", "" + rows).replace("REDUCED", reduced);
    SampleKernels.Sample sample =
        SampleKernels.compile(text, numerics, Shape.of(rows, 23), pooled(23), rows);
    Schedule schedule = check(sample, hardware);
    long reductions =
        schedule.kernel().program().commands().stream()
            .filter(c -> c instanceof Command.Elementwise ew && ew.reduction().isPresent())
            .count();
    assertEquals(rows > 1 ? 1 : 0, reductions);
  }

  private static SortedMap<String, Shape> pooled(int cols) {
    return new TreeMap<>(Map.of("w", Shape.of(10, cols), "b", Shape.of(10)));
  }

  /// Demands the bits of the interpreter from the commands, and from the tasks where
  /// [TaskEvaluator] knows the digits of the codes.
  private static Schedule check(SampleKernels.Sample sample, String hardware) {
    AcceleratorConfig config = HardwareOption.parse(hardware);
    MissingUnits.require(sample.program().core(), config);
    Map<String, Long> dims = dims(sample);
    TaskGraph graph = Binder.bind(sample.program().core(), dims, config);
    SortedMap<String, Tensor> expected =
        new TreeMap<>(Interpreter.run(sample.program().program(), sample.inputs()));
    if (config.actBits() < Byte.SIZE) {
      assertEquals(expected, TaskEvaluator.run(graph, sample.inputs()));
    }
    Schedule schedule = Scheduler.schedule(graph, config);
    assertEquals(expected, new TreeMap<>(Builds.run(schedule, sample.inputs())));
    return schedule;
  }

  private static Map<String, Long> dims(SampleKernels.Sample sample) {
    long[] extents = sample.inputs().firstEntry().getValue().type().shape().extents();
    return sample.program().program().dims().isEmpty() ? Map.of() : Map.of("n", extents[0]);
  }
}
