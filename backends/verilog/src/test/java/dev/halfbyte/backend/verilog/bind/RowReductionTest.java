package dev.halfbyte.backend.verilog.bind;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfbyte.backend.verilog.Builds;
import dev.halfbyte.backend.verilog.HardwareOption;
import dev.halfbyte.backend.verilog.SampleNetwork;
import dev.halfbyte.backend.verilog.schedule.Scheduler;
import dev.halfbyte.backend.verilog.schedule.Scheduler.Schedule;
import dev.halfbyte.interp.Interpreter;
import dev.halfbyte.ir.SealedProgram;
import dev.halfbyte.ir.Shape;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.Value;
import dev.halfbyte.ir.op.Reduce;
import dev.halfbyte.rtl.AcceleratorConfig;
import dev.halfbyte.rtl.Command;
import dev.halfbyte.source.Diagnostic;
import dev.halfbyte.source.DiagnosticException;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Sums, maxima and minima over rows as the quantizer leaves them: the tasks and the commands give
/// the bits of the interpreter.
class RowReductionTest {
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
  void rowsBecomeOne(int rows, String reduced, String numerics, String hardware) {
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

  /// A row for each of the first index, as many as fit in chunks.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "19, 5, 23 | max[i](x[g, i, j])     | skip16x4,act_bits=8",
        "19, 5, 23 | sum[i](x[g, i, j]) / 5 | skip16x4,act_bits=8,act_depth=1600",
        "19, 5, 32 | min[i](x[g, i, j])     | skip16x4",
        "4, 1, 17  | max[i](x[g, i, j])     | edge",
      })
  void eachMatrixBecomesARow(String extents, String reduced, String hardware) {
    String[] sizes = extents.strip().split(", ");
    String text =
        """
        kernel k[n: 1..64, c: 1..64](x: f32[n, ROWS, c]; w: f32[10, c], b: f32[10]) -> f32[n, 10] {
          pooled[g, j] = REDUCED
          return [g, o] => b[o] + sum[j](pooled[g, j] * w[o, j])
        }
        """
            .replace("ROWS", sizes[1])
            .replace("REDUCED", reduced);
    int cols = Integer.parseInt(sizes[2]);
    Shape input = Shape.of(Long.parseLong(sizes[0]), Long.parseLong(sizes[1]), cols);
    check(SampleKernels.compile(text, "w4a4", input, pooled(cols), cols), hardware);
  }

  /// A layer has no products for the rows that are not reduced.
  @ParameterizedTest
  @CsvSource({"skip16x4", "'edge,res_depth=1024,act_depth=768'"})
  void rowsThatNoGroupTakesAreNotComputed(String hardware) {
    String text =
        """
        kernel k[c: 1..64](x: f32[20, c]; w: f32[10, c], b: f32[10]) -> f32[10] {
          h[i, o] = b[o] + sum[j](x[i, j] * w[o, j])
          return [o] => max[i: 5](h[2*i + 7, o])
        }
        """;
    SampleKernels.Sample sample =
        SampleKernels.compile(
            text + "numerics four for k { default weight s4, act s4 }",
            "four",
            Shape.of(20, 23),
            pooled(23),
            4);
    assertEquals(9 * 23 * 10, check(sample, hardware).macs());
  }

  /// A product, the maximum of its rows and their sums, all of which are outputs, and a product of
  /// the sums; the codes of the first are read by rows and as a whole.
  @ParameterizedTest
  @ValueSource(strings = {"skip16x4,act_bits=8", "edge,res_depth=1024,act_depth=768"})
  void rowsHaveOtherReadersToo(String hardware) {
    String text =
        """
        kernel k[n: 13..64, c: 1..64](x: f32[n, c]; w: f32[10, c], b: f32[10])
            -> f32[n, 10], f32[c], f32[10] {
          h[i, j] = relu(x[i, j])
          y[i, o] = b[o] + sum[j](h[i, j] * w[o, j])
          most[j] = max[i](h[i, j])
          all[j] = sum[i: 12](h[i + 1, j]) / 12
          return y, most, [o] => b[o] + sum[j](all[j] * w[o, j])
        }
        """;
    check(SampleKernels.compile(text, "w4a4", Shape.of(13, 23), pooled(23), 3), hardware);
  }

  /// Attention has a second phase of as many rows, which the reduction of the first does not join.
  @Test
  void fewerRowsHaveAPhaseOfTheirOwn() {
    String text =
        """
        kernel k[n: 1..64, c: 1..64](x: f32[n, c]; w: f32[16, c]) -> f32[n, 16], f32[16] {
          v[i, o] = sum[j](x[i, j] * w[o, j])
          z[i, j] = sum[e](x[i, e] * x[j, e]) / 4
          p[i, j] = softmax[j](z[i, j])
          most[j] = max[i](x[i, j])
          return [i, o] => sum[j](p[i, j] * v[j, o]), [o] => sum[j](most[j] * w[o, j])
        }
        """;
    TreeMap<String, Shape> weights = new TreeMap<>(Map.of("w", Shape.of(16, 24)));
    SampleKernels.Sample sample = SampleKernels.compile(text, "w4a4", Shape.of(21, 24), weights, 5);
    Schedule schedule = check(sample, "edge16,acc_bits=32");
    assertTrue(
        schedule.notes().stream().anyMatch(note -> note.contains("in 3 phases")),
        schedule.notes().toString());
  }

  /// Small memories hold all rows of what is reduced, a product behind a norm, and chunks of the
  /// rest.
  @ParameterizedTest
  @ValueSource(ints = {1024, 704})
  void onlyWhatIsReducedIsKeptWhole(int words) {
    String text =
        """
        kernel k[n: 1..64, c: 1..64](
            x: f32[n, c]; w: f32[c, c], wr: f32[c, c], g: f32[c], b: f32[c]) -> f32[n, c], f32[c] {
          ln[i, j] = layernorm[j](x[i, j], g[j], b[j])
          v[i, o] = sum[j](ln[i, j] * w[o, j])
          z[i, j] = sum[e](v[i, e] * v[j, e]) / 4
          p[i, j] = softmax[j](z[i, j])
          r[i, o] = sum[j](ln[i, j] * wr[o, j])
          y[i, o] = sum[j](p[i, j] * v[j, o])
          return [i, o] => x[i, o] + sum[j](y[i, j] * w[o, j]), [o] => max[i](r[i, o])
        }
        numerics late for k {
          default weight s4, act s4 tensor, residual s16 tensor
          r act s4 tensor
        }
        """;
    TreeMap<String, Shape> weights = new TreeMap<>();
    weights.put("w", Shape.of(24, 24));
    weights.put("wr", Shape.of(24, 24));
    weights.put("g", Shape.of(24));
    weights.put("b", Shape.of(24));
    SampleKernels.Sample sample = SampleKernels.compile(text, "late", Shape.of(21, 24), weights, 5);
    String hardware =
        "edge16,acc_bits=32,act_side_depth=0,res_side_depth=0,act_depth=%d,res_depth=%d"
            .formatted(words, words);
    assertTrue(check(sample, hardware).notes().get(1).contains("chunks"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "max[i](h[i, j])                     | edge8x8 | HB4311 | : row reduction unit for `pooled`",
        "max[i](h[i, j]) + max[k](h[j, k])   | edge    | HB4311 | other forms than sums, maxima",
        "b[j] + sum[i](h[i, j])              | edge    | HB4304 | the constant that is added varies",
        "max[a: 2, i: 3](h[5*a + i, j])      | edge    | HB4302 | not equally far apart, each once",
        "max[i](x[i, j]) + sum[i](h[i, j])   | edge    | HB4302 | adds reduced rows to another",
      })
  void whatCannotBeReducedIsNamed(String reduced, String hardware, String code, String part) {
    String text =
        """
        kernel k(x: f32[20, 20]; b: f32[20]) -> f32[20] {
          h[i, j] = relu(x[i, j])
          pooled[j] = REDUCED
          return pooled
        }
        """
            .replace("REDUCED", reduced);
    TreeMap<String, Shape> weights = new TreeMap<>(Map.of("b", Shape.of(20)));
    SampleKernels.Sample sample = SampleKernels.compile(text, "w4a4", Shape.of(20, 20), weights, 1);
    Diagnostic fault = fault(sample.program(), hardware, 1);
    assertTrue(fault.code().code().startsWith(code), fault.toString());
    assertTrue(fault.message().contains(part == null ? "" : part), fault.message());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "256  | SUM | ''      | -",
        "300  | SUM | HB4303  | choose hardware with acc_bits=25",
        "300  | MAX | ''      | -",
        "4096 | MAX | HB4305  | reduce in two steps, of at most 4095 rows each",
      })
  void limitsOfReductionsNameWhatWouldDo(int rows, Reduce.Kind kind, String code, String help) {
    SampleNetwork net = new SampleNetwork("wide", 1);
    Value x = net.quantize(net.input("x", 2), SampleNetwork.S16);
    Value sums = net.reducedRows(x, kind);
    SealedProgram program =
        net.seal("y", net.dequantize(net.requantize(sums, SampleNetwork.S16, 300, 0)));
    String hardware = "skip16x4,acc_bits=24";
    if (code.isEmpty()) {
      Map<String, Tensor> inputs = Map.of("x", SampleNetwork.data(rows, rows, 2));
      assertEquals(
          Interpreter.run(program.program(), inputs),
          Builds.run(Builds.schedule(program, hardware, rows), inputs));
    } else {
      Diagnostic fault = fault(program, hardware, rows);
      assertEquals(code, fault.code().code(), fault.message());
      assertTrue(fault.help().orElseThrow().contains(help), fault.help().orElseThrow());
    }
  }

  @Test
  void sumsOfRowsThatTheEpilogueDoesNotTakeNameHowManyBitsWould() {
    SampleNetwork net = new SampleNetwork("wide", 1);
    Value x = net.quantize(net.input("x", 2), SampleNetwork.S16);
    Value sums = net.reducedRows(x, Reduce.Kind.SUM);
    SealedProgram program =
        net.seal("y", net.dequantize(net.requantize(sums, SampleNetwork.S16, 300, 0)));
    Diagnostic fault = fault(program, "skip16x4,acc_bits=25,value_bits=24", 300);
    assertTrue(fault.message().contains("beyond VALUE_BITS = 24"), fault.message());
    assertTrue(fault.help().orElseThrow().contains("value_bits=25"), fault.help().orElseThrow());
  }

  private static Diagnostic fault(SealedProgram program, String hardware, long rows) {
    AcceleratorConfig config = HardwareOption.parse(hardware);
    DiagnosticException refusal =
        assertThrows(
            DiagnosticException.class,
            () -> {
              MissingUnits.require(program.core(), config);
              Binder.bind(
                  program.core(),
                  program.program().dims().isEmpty() ? Map.of() : Map.of("n", rows),
                  config);
            });
    Diagnostic fault = refusal.diagnostics().getFirst();
    assertTrue(fault.help().isPresent(), fault.message());
    return fault;
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
