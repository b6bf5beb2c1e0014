package dev.halfbyte.conformance.subject;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfbyte.conformance.judge.Judge;
import dev.halfbyte.conformance.judge.Verdict;
import dev.halfbyte.conformance.trial.Trial;
import dev.halfbyte.conformance.trial.Variation;
import dev.halfbyte.driver.Compilation;
import dev.halfbyte.driver.KernelTensors;
import dev.halfbyte.ir.Arguments;
import dev.halfbyte.ir.SealedProgram;
import dev.halfbyte.ir.Shape;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.source.SourceFile;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Pooled tokens with scores behind them: every level of the compiler and every target give the
/// interpreter's bits, the accelerator in the predicted cycles.
class ReducedRowsTest {
  private static final String HARDWARE = "edge16";

  private static final String KERNEL =
      """
      kernel scores[n: 1..64, c: 1..64](x: f32[n, c]; w: f32[5, c], b: f32[5]) -> f32[5] {
        h[i, j] = relu(x[i, j])
        pooled[j] = REDUCED
        y[o] = b[o] + sum[j](pooled[j] * w[o, j])
        return y
      }
      """;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"9 | sum[i](h[i, j]) / n", "4 | max[i](h[i, j])", "1 | min[i](x[i, j])"})
  void everySubjectGivesTheSameBits(int rows, String reduced) throws InterruptedException {
    Trial trial = trial(rows, KERNEL.replace("REDUCED", reduced));
    Subjects.Options options =
        new Subjects.Options(false, List.of(HARDWARE), Subjects.usualModels());
    Subjects subjects = Subjects.all(options);
    for (String name : subjects.names()) {
      try (Subject subject = subjects.only(List.of(name)).open().getFirst()) {
        if (Presence.runs(subject)) {
          Verdict verdict = Judge.judge(trial, Judge.expected(trial), subject);
          assertEquals(List.of(), verdict.findings(), name);
          assertEquals(List.of(), List.copyOf(verdict.refusals()), name);
          assertTrue(verdict.agreed() > 0 || name.equals(IcarusSubject.NAME), name);
        }
      }
    }
  }

  private static Trial trial(long rows, String text) {
    Random random = new Random(rows);
    TreeMap<String, Tensor> weights = new TreeMap<>();
    weights.put("w", Tensor.generateFloats(Shape.of(5, 23), _ -> random.nextGaussian() / 4));
    weights.put("b", Tensor.generateFloats(Shape.of(5), _ -> random.nextGaussian()));
    Tensor x = Tensor.generateFloats(Shape.of(rows, 23), _ -> random.nextGaussian());
    TreeMap<String, Tensor> inputs = new TreeMap<>(Map.of("x", x));
    Compilation compilation =
        Compilation.of(
            SourceFile.of("scores.hb", text),
            Optional.empty(),
            "w4a4",
            new KernelTensors(weights, inputs, inputs),
            Map.of("n", rows));
    SealedProgram program = compilation.seal().sealed();
    Arguments arguments = Arguments.of(program.program(), inputs, compilation.openDims());
    return new Trial(program, arguments, new Variation(0), Optional.of(text));
  }
}
