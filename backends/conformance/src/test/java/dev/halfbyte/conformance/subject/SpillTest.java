package dev.halfbyte.conformance.subject;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfbyte.conformance.judge.Judge;
import dev.halfbyte.conformance.judge.Verdict;
import dev.halfbyte.conformance.rtl.BoundProgram;
import dev.halfbyte.conformance.rtl.Hardware;
import dev.halfbyte.conformance.rtl.HardwareModels;
import dev.halfbyte.conformance.trial.Trial;
import dev.halfbyte.conformance.trial.Variation;
import dev.halfbyte.driver.Compilation;
import dev.halfbyte.driver.KernelFile;
import dev.halfbyte.driver.KernelTensors;
import dev.halfbyte.driver.lower.KernelLowering;
import dev.halfbyte.ir.Arguments;
import dev.halfbyte.ir.Parameter;
import dev.halfbyte.ir.Program;
import dev.halfbyte.ir.SealedProgram;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.source.SourceFile;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// A layer whose matrices do not fit the memories and lie in the DRAM between two phases: the bits
/// in every run, and with a DRAM that takes the same time for each answer the predicted counters.
class SpillTest {
  private static final Path MODELS =
      Path.of(System.getProperty("halfbyte.root"), "backends/conformance/target/models");
  private static final Hardware HARDWARE = Hardware.spilling();
  private static final int VARIATIONS = 6;

  /// Queries and the residual are made beside the keys and read behind them.
  private static final String KERNEL =
      """
      fn heads(x, w, b)[i, a, c] = b[a, c] + sum[e](x[i, e] * w[a, c, e])

      kernel attend[n: 1..64, h: 1..16, d: 1..128, m = h*d](
          x: f32[n, m]; g: f32[m], wq: f32[h, d, m], bq: f32[h, d], wk: f32[h, d, m],
          bk: f32[h, d], wv: f32[h, d, m], bv: f32[h, d], wo: f32[m, h, d], bo: f32[m]) -> f32[n, m] {
        ln[i, c] = rmsnorm[c](x[i, c], g[c])
        q = heads(ln, wq, bq)
        k = heads(ln, wk, bk)
        v = heads(ln, wv, bv)
        z[a, i, j] = sum[c](q[i, a, c] * k[j, a, c]) / sqrt(d)
        p[a, i, j] = softmax[j](z[a, i, j])
        y[i, a, c] = sum[j](p[a, i, j] * v[j, a, c])
        o[i, e] = bo[e] + sum[a, c](y[i, a, c] * wo[e, a, c])
        return x + o
      }
      """;

  @Test
  void aLayerThatSpillsGivesTheBitsInEveryRun() throws InterruptedException {
    BoundProgram bound = BoundProgram.on(layer(0), HARDWARE.config());
    assertTrue(bound.spills(), () -> String.join("\n", bound.schedule().notes()));
    Stream<Trial> trials = LongStream.rangeClosed(0, VARIATIONS).mapToObj(SpillTest::layer);
    Subject subject = new RtlSubject(HardwareModels.in(MODELS), List.of(HARDWARE));
    assertEquals(1 + 3 * VARIATIONS, agreed(subject, trials));
  }

  /// The same from the files of a build, with the memory of its testbench.
  @Test
  void aSecondSimulatorGivesItsBits() throws InterruptedException {
    assertEquals(1, agreed(new IcarusSubject(1, List.of(HARDWARE)), Stream.of(layer(1))));
  }

  private static long agreed(Subject opened, Stream<Trial> trials) throws InterruptedException {
    long agreed = 0;
    try (Subject subject = opened) {
      for (Trial trial : trials.toList()) {
        Verdict verdict = Judge.judge(trial, Judge.expected(trial), subject);
        assertEquals(List.of(), verdict.findings(), trial.variation().toString());
        agreed += verdict.agreed();
      }
    }
    return agreed;
  }

  private static Trial layer(long variation) {
    SourceFile source = SourceFile.of("attend.hb", KERNEL);
    SortedMap<String, Long> dims = new TreeMap<>(Map.of("n", 16L, "h", 1L, "d", 32L));
    Program signature = KernelLowering.signature(KernelFile.of(source).kernel(Optional.empty()));
    SortedMap<String, Tensor> inputs = data(signature, Parameter.Kind.INPUT, dims);
    Compilation compilation =
        Compilation.of(
            source,
            Optional.empty(),
            "w4a4",
            new KernelTensors(data(signature, Parameter.Kind.WEIGHT, dims), inputs, inputs),
            dims);
    SealedProgram program = compilation.seal().sealed();
    return new Trial(
        program,
        Arguments.of(program.program(), inputs, compilation.openDims()),
        new Variation(variation),
        Optional.of(KERNEL));
  }

  private static SortedMap<String, Tensor> data(
      Program signature, Parameter.Kind kind, SortedMap<String, Long> dims) {
    SortedMap<String, Tensor> data = new TreeMap<>();
    for (Parameter parameter : signature.parameters(kind)) {
      Random random = new Random(parameter.name().hashCode());
      double size = kind == Parameter.Kind.INPUT ? 1 : 0.3;
      data.put(
          parameter.name(),
          Tensor.generateFloats(
              parameter.type().bind(dims).shape(), _ -> size * random.nextGaussian()));
    }
    return data;
  }
}
