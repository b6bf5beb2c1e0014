package dev.halfbyte.conformance.subject;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfbyte.conformance.judge.Judge;
import dev.halfbyte.conformance.judge.Verdict;
import dev.halfbyte.conformance.rtl.Hardware;
import dev.halfbyte.conformance.rtl.HardwareModels;
import dev.halfbyte.conformance.trial.Trial;
import dev.halfbyte.conformance.trial.Variation;
import dev.halfbyte.driver.Compilation;
import dev.halfbyte.driver.KernelTensors;
import dev.halfbyte.ir.Arguments;
import dev.halfbyte.ir.SealedProgram;
import dev.halfbyte.ir.Shape;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.source.SourceFile;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Every family of codes, with parameters that calibration found, on weights, behind GELU and ReLU
/// and as probabilities: the interpreter's bits on every target.
class CodeFamiliesTest {
  private static final Path MODELS =
      Path.of(System.getProperty("halfbyte.root"), "backends/conformance/target/models");
  private static final int ROWS = 6;

  private static final String LAYERS =
      """
      kernel layers[n: 1..8](x: f32[n, 16]; w1: f32[24, 16], w2: f32[24, 24], w3: f32[16, 24]) -> f32[n, 16] {
        a[i, o] = sum[e](x[i, e] * w1[o, e])
        g = gelu(a)
        b[i, o] = sum[e](g[i, e] * w2[o, e])
        r = relu(b)
        y[i, o] = sum[e](r[i, e] * w3[o, e])
        return y
      }

      numerics stated for layers {
        default weight s4 WEIGHTS, act s8, residual s16
        g act s4 SIGNED
        r act u4 UNSIGNED
      }
      """;

  private static final String HEAD =
      """
      kernel head[n: 1..8](x: f32[n, 16]; w1, w2, w3: f32[16, 16]) -> f32[n, 16] {
        q[i, o] = sum[e](x[i, e] * w1[o, e])
        k[i, o] = sum[e](x[i, e] * w2[o, e])
        v[i, o] = sum[e](x[i, e] * w3[o, e])
        z[i, j] = sum[e](q[i, e] * k[j, e]) / sqrt(16) where j <= i
        p[i, j] = softmax[j](z[i, j])
        y[i, o] = sum[j](p[i, j] * v[j, o])
        return y
      }

      numerics stated for head {
        default weight s4, act s4, residual s16
        p act PROBABILITIES
      }
      """;

  private static final List<String> LAYER_CODES =
      List.of("twin_log, twin_log, adalog", "tan_fit, tan_fit, tan_fit", "post, post, sulq");

  private static final List<String> HEAD_CODES =
      List.of(
          "u4 adalog, norm late",
          "u4 sulq, norm early",
          "u3 adalog, norm early",
          "u4 sulq, norm late",
          "u4 tan_fit, norm late",
          "u4 tan_fit, norm early");

  @ParameterizedTest
  @ValueSource(strings = {"loops", "jvm", "x86_64"})
  void softwareGivesTheBits(String target) throws InterruptedException {
    List<String> heads = target.equals("x86_64") ? HEAD_CODES.subList(0, 2) : HEAD_CODES;
    Subjects subjects = Subjects.all(new Subjects.Options(false)).only(List.of(target));
    try (Subject subject = subjects.open().getFirst()) {
      Presence.require(subject);
      for (String codes : LAYER_CODES) {
        agree(subject, codes, trial("layers", layers(codes), 24));
      }
      for (String codes : heads) {
        agree(subject, codes, trial("head", HEAD.replace("PROBABILITIES", codes), 16));
      }
    }
  }

  /// Row arrays read the numbers of a table as digits.
  @ParameterizedTest
  @ValueSource(strings = {"u4 adalog, norm late", "u4 sulq, norm early", "u4 tan_fit, norm late"})
  void rowArraysGiveTheBits(String codes) throws InterruptedException {
    List<Hardware> hardware = List.of(Hardware.of("edge16"));
    try (Subject subject = new RtlSubject(HardwareModels.in(MODELS), hardware)) {
      agree(subject, codes, trial("head", HEAD.replace("PROBABILITIES", codes), 16));
    }
  }

  /// @param codes of weights, behind GELU and behind ReLU
  private static String layers(String codes) {
    List<String> families = List.of(codes.split(", ", 3));
    return LAYERS
        .replace("WEIGHTS", families.get(0))
        .replace("UNSIGNED", families.get(2))
        .replace("SIGNED", families.get(1));
  }

  private static void agree(Subject subject, String codes, Trial trial)
      throws InterruptedException {
    Verdict verdict = Judge.judge(trial, Judge.expected(trial), subject);
    assertEquals(List.of(), verdict.findings(), subject.name() + " on " + codes);
    assertTrue(verdict.agreed() > 0, () -> subject.name() + " has no form for " + codes);
  }

  private static Trial trial(String kernel, String source, int hidden) {
    SortedMap<String, Tensor> weights = new TreeMap<>();
    weights.put("w1", matrix(hidden, 16, 1));
    weights.put("w2", matrix(hidden, hidden, 2));
    weights.put("w3", matrix(16, hidden, 3));
    SortedMap<String, Tensor> sample = new TreeMap<>(Map.of("x", matrix(ROWS, 16, 4)));
    SortedMap<String, Tensor> inputs = new TreeMap<>(Map.of("x", matrix(ROWS, 16, 9)));
    Compilation compilation =
        Compilation.of(
            SourceFile.of("kernel.hb", source),
            Optional.of(kernel),
            "stated",
            new KernelTensors(weights, sample, inputs),
            new TreeMap<>());
    SealedProgram sealed = compilation.seal().sealed();
    SortedMap<String, Long> dims = new TreeMap<>(Map.of("n", (long) ROWS));
    Arguments arguments = Arguments.of(sealed.program(), inputs, dims);
    return new Trial(sealed, arguments, new Variation(0), Optional.of(source));
  }

  private static Tensor matrix(int rows, int columns, int seed) {
    Random random = new Random(seed);
    return Tensor.generateFloats(Shape.of(rows, columns), _ -> random.nextGaussian() / 2);
  }
}
