package dev.halfbyte.backend.verilog.bind;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfbyte.backend.verilog.Builds;
import dev.halfbyte.backend.verilog.HardwareOption;
import dev.halfbyte.backend.verilog.fault.VerilogFault;
import dev.halfbyte.backend.verilog.schedule.Scheduler;
import dev.halfbyte.interp.Interpreter;
import dev.halfbyte.ir.SealedProgram;
import dev.halfbyte.ir.Shape;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.rtl.AcceleratorConfig;
import dev.halfbyte.source.Diagnostic;
import dev.halfbyte.source.DiagnosticException;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Products of two computed operands whose rows end within a memory word: what pads a word adds
/// nothing, whatever the zero points are.
class RaggedOperandsTest {
  private static final int SAMPLES = 8;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "9, 3 | 9, 9 | sum[l](x[i, l] * x[j, l])",
        "9, 3 | 9, 9 | sum[l](relu(x[i, l]) * x[j, l])",
        "9, 6 | 9, 6 | sum[l](sum[c](x[i, c] * x[l, c]) * x[l, j])",
        "9, 4 | 9, 9 | sum[l](sigmoid(x[i, l]) * x[j, l])",
      })
  void paddingAddsNothing(String input, String output, String body) {
    AcceleratorConfig config = HardwareOption.parse("edge16");
    for (int seed = 0; seed < SAMPLES; seed++) {
      SampleKernels.Sample sample = sample(input, output, body, seed);
      TaskGraph graph = Binder.bind(sample.program().core(), Map.of(), config);
      SortedMap<String, Tensor> expected =
          new TreeMap<>(Interpreter.run(sample.program().program(), sample.inputs()));
      Scheduler.Schedule schedule = Scheduler.schedule(graph, config);
      assertEquals(
          expected, new TreeMap<>(Builds.run(schedule, sample.inputs())), "sample " + seed);
    }
  }

  /// The table makes of zero, which pads its operand, another number.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "9, 3 | 9, 9 | 3 | sum[l](sigmoid(x[i, l]) * x[j, l])",
        "9, 6 | 9, 6 | 9 | sum[l](sigmoid(sum[c](x[i, c] * x[l, c])) * x[l, j])",
      })
  void paddingThatIsNotZeroIsRefused(String input, String output, int products, String body) {
    SealedProgram program = sample(input, output, body, 0).program();
    AcceleratorConfig config = HardwareOption.parse("edge16");
    Diagnostic diagnostic =
        assertThrows(DiagnosticException.class, () -> Binder.bind(program.core(), Map.of(), config))
            .diagnostics()
            .getFirst();
    assertEquals(VerilogFault.UNSUPPORTED_OP, diagnostic.code());
    assertTrue(
        diagnostic.message().contains("sums " + products + " products"), diagnostic.message());
  }

  private static SampleKernels.Sample sample(String input, String output, String body, int seed) {
    String text =
        """
        kernel k(x: f32[INPUT]) -> f32[OUTPUT] {
          return [i, j] => BODY
        }
        numerics four for k { default weight s4, act s4 }
        """
            .replace("INPUT", input)
            .replace("OUTPUT", output)
            .replace("BODY", body);
    String[] extents = input.split(", ", -1);
    Shape shape = Shape.of(Long.parseLong(extents[0]), Long.parseLong(extents[1]));
    return SampleKernels.compile(text, "four", shape, new TreeMap<>(), seed);
  }
}
