package dev.halfbyte.driver.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfbyte.driver.Compilation;
import dev.halfbyte.driver.KernelTensors;
import dev.halfbyte.driver.SealedKernel;
import dev.halfbyte.frontend.Formatter;
import dev.halfbyte.interp.Interpreter;
import dev.halfbyte.ir.Arguments;
import dev.halfbyte.ir.Program;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.quant.Quantizer;
import dev.halfbyte.source.Diagnostic;
import dev.halfbyte.source.DiagnosticException;
import dev.halfbyte.source.SourceFile;
import dev.halfbyte.testkit.Choices;
import dev.halfbyte.testkit.TensorAssertions;
import dev.halfbyte.testkit.kernel.GeneratedKernel;
import dev.halfbyte.testkit.kernel.KernelGenerator;
import dev.halfbyte.testkit.kernel.KernelOptions;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/// Laws that hold for any kernel, on random ones.
class RandomKernelsTest {
  private static final int STEPS = 5;
  private static final long KERNELS = 60;

  /// What a quantizer may refuse, and nothing else: codes that cannot hold a value, a granularity
  /// that a weight does not have, an op without an integer form.
  private static final Set<String> REFUSALS = Set.of("HB3001", "HB3002", "HB3008");

  /// Rounding alone left 9.8 dB in the worst of 3,000 kernels (2-bit weights), 40 in most.
  private static final double LEAST_DECIBELS = 9;

  private static Compilation compile(GeneratedKernel kernel, String text) {
    return Compilation.of(
        SourceFile.of("kernel.hb", text),
        Optional.of(kernel.kernel()),
        kernel.numerics(),
        new KernelTensors(kernel.weights(), kernel.calibration(), kernel.inputs()),
        kernel.dims());
  }

  @Test
  void formattingKeepsTheProgramAndIsDoneAfterOnce() {
    for (long seed = 1; seed <= KERNELS; seed++) {
      GeneratedKernel kernel = KernelGenerator.generate(seed, KernelOptions.floats(STEPS));
      String once = format(kernel.source());
      assertEquals(once, format(once), kernel::describe);
      assertEquals(
          compile(kernel, kernel.source()).seal().sealed().hash(),
          compile(kernel, once).seal().sealed().hash(),
          kernel::describe);
    }
  }

  private static String format(String text) {
    return Formatter.format(SourceFile.of("kernel.hb", text)).orThrow();
  }

  @Test
  void sealedFloatsComputeWhatTheReferenceDoes() {
    for (long seed = KERNELS + 1; seed <= 2 * KERNELS; seed++) {
      GeneratedKernel kernel = KernelGenerator.generate(seed, KernelOptions.floats(STEPS));
      Compilation compilation = compile(kernel, kernel.source());
      SealedKernel sealed = compilation.seal();
      Arguments arguments =
          Arguments.of(sealed.sealed().program(), kernel.inputs(), compilation.openDims());
      if (kernel.numerics().equals("f32")) {
        TensorAssertions.assertBitEqual(
            Interpreter.run(compilation.reference(), arguments.tensors(), arguments.dims()),
            Interpreter.run(sealed.sealed().program(), arguments.tensors(), arguments.dims()),
            kernel.describe());
      }
    }
  }

  /// What no comparison of targets shows: integers that agree everywhere and stand for something
  /// else, as when two weights share a scale.
  @Test
  void integersStandForTheirCodesInFloats() {
    int compared = 0;
    for (long seed = 1; seed <= KERNELS; seed++) {
      GeneratedKernel kernel = KernelGenerator.generate(seed, KernelOptions.quantized(STEPS));
      if (refusal(kernel).isEmpty() && kernel.dims().values().stream().allMatch(d -> d > 0)) {
        Compilation compilation = compile(kernel, kernel.source());
        double decibels = closeness(compilation, kernel);
        assertTrue(decibels > LEAST_DECIBELS, () -> decibels + " dB, " + kernel.describe());
        compared++;
      }
    }
    assertTrue(compared > KERNELS / 3, compared + " compared");
  }

  private static double closeness(Compilation compilation, GeneratedKernel kernel) {
    Program floats =
        Quantizer.annotate(compilation.reference(), compilation.policy(), compilation.ranges());
    Program integers = compilation.seal().sealed().program();
    Arguments arguments = Arguments.of(integers, kernel.inputs(), compilation.openDims());
    double signal = 0;
    double noise = 0;
    var expected = Interpreter.run(floats, arguments.tensors(), arguments.dims());
    var actual = Interpreter.run(integers, arguments.tensors(), arguments.dims());
    for (String output : expected.keySet()) {
      Tensor e = Objects.requireNonNull(expected.get(output));
      Tensor a = Objects.requireNonNull(actual.get(output));
      for (int i = 0; i < e.count(); i++) {
        signal += (double) e.floatAt(i) * e.floatAt(i);
        noise += ((double) e.floatAt(i) - a.floatAt(i)) * ((double) e.floatAt(i) - a.floatAt(i));
      }
    }
    return noise == 0 ? Double.POSITIVE_INFINITY : 10 * Math.log10(signal / noise);
  }

  @Test
  void onlyTheQuantizerRefusesAndSeldom() {
    TreeMap<String, Long> refused =
        LongStream.rangeClosed(1, KERNELS)
            .mapToObj(seed -> KernelGenerator.generate(seed, KernelOptions.quantized(STEPS)))
            .map(RandomKernelsTest::refusal)
            .flatMap(Optional::stream)
            .collect(Collectors.groupingBy(c -> c, TreeMap::new, Collectors.counting()));
    assertTrue(REFUSALS.containsAll(refused.keySet()), refused::toString);
    long sum = refused.values().stream().mapToLong(Long::longValue).sum();
    assertTrue(sum < KERNELS / 3, refused::toString);
  }

  private static Optional<String> refusal(GeneratedKernel kernel) {
    try {
      Compilation compilation = compile(kernel, kernel.source());
      SealedKernel sealed = compilation.seal();
      Arguments arguments =
          Arguments.of(sealed.sealed().program(), kernel.inputs(), compilation.openDims());
      Interpreter.run(sealed.sealed().program(), arguments.tensors(), arguments.dims());
      return Optional.empty();
    } catch (DiagnosticException e) {
      return e.diagnostics().stream()
          .filter(Diagnostic::isError)
          .findFirst()
          .map(d -> d.code().code());
    }
  }

  @Test
  void aRecordMakesTheSameKernelAgain() {
    GeneratedKernel kernel = KernelGenerator.generate(7, KernelOptions.quantized(STEPS));
    assertEquals(
        kernel,
        KernelGenerator.generate(Choices.replay(kernel.record()), KernelOptions.quantized(STEPS)));
  }
}
