package dev.halfbyte.driver.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfbyte.driver.Compilation;
import dev.halfbyte.driver.KernelTensors;
import dev.halfbyte.driver.SealedKernel;
import dev.halfbyte.frontend.Formatter;
import dev.halfbyte.interp.Interpreter;
import dev.halfbyte.ir.Arguments;
import dev.halfbyte.source.DiagnosticException;
import dev.halfbyte.source.SourceFile;
import dev.halfbyte.testkit.Choices;
import dev.halfbyte.testkit.TensorAssertions;
import dev.halfbyte.testkit.kernel.GeneratedKernel;
import dev.halfbyte.testkit.kernel.KernelGenerator;
import dev.halfbyte.testkit.kernel.KernelOptions;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/// Laws that hold for any kernel, on random ones.
class RandomKernelsTest {
  private static final int STEPS = 5;
  private static final long KERNELS = 60;

  /// What a quantizer may have no form for; nothing else is refused.
  private static final String QUANTIZER = "HB3";

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

  @Test
  void onlyTheQuantizerRefusesAndSeldom() {
    TreeMap<String, Long> refused =
        LongStream.rangeClosed(1, KERNELS)
            .mapToObj(RandomKernelsTest::refusal)
            .flatMap(Optional::stream)
            .collect(Collectors.groupingBy(c -> c, TreeMap::new, Collectors.counting()));
    assertTrue(refused.keySet().stream().allMatch(c -> c.startsWith(QUANTIZER)), refused::toString);
    long sum = refused.values().stream().mapToLong(Long::longValue).sum();
    assertTrue(sum < KERNELS / 2, refused::toString);
  }

  private static Optional<String> refusal(long seed) {
    GeneratedKernel kernel = KernelGenerator.generate(seed, KernelOptions.quantized(STEPS));
    try {
      Compilation compilation = compile(kernel, kernel.source());
      SealedKernel sealed = compilation.seal();
      Arguments arguments =
          Arguments.of(sealed.sealed().program(), kernel.inputs(), compilation.openDims());
      Interpreter.run(sealed.sealed().program(), arguments.tensors(), arguments.dims());
      return Optional.empty();
    } catch (DiagnosticException e) {
      return Optional.of(e.diagnostics().getFirst().code().code());
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
