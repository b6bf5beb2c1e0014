package dev.halfbyte.conformance.trial;

import dev.halfbyte.driver.Compilation;
import dev.halfbyte.driver.KernelTensors;
import dev.halfbyte.ir.Arguments;
import dev.halfbyte.ir.SealedProgram;
import dev.halfbyte.source.Diagnostic;
import dev.halfbyte.source.DiagnosticException;
import dev.halfbyte.source.SourceFile;
import dev.halfbyte.testkit.Choices;
import dev.halfbyte.testkit.kernel.GeneratedKernel;
import dev.halfbyte.testkit.kernel.KernelGenerator;
import dev.halfbyte.testkit.kernel.KernelOptions;
import java.util.Optional;

/// Trials that begin as text of the language and go the way of a user's file: parsed, lowered,
/// calibrated, quantized, sealed.
final class KernelTrials {
  /// Diagnostics of the quantizer: what it has no integer form for. A generated kernel that is
  /// refused for any other reason is a fault.
  private static final String QUANTIZER = "HB30";

  private KernelTrials() {}

  static Optional<Recipe.Made> make(Choices choices, KernelOptions options, Variation variation) {
    GeneratedKernel kernel = KernelGenerator.generate(choices, options);
    KernelTensors tensors =
        new KernelTensors(kernel.weights(), kernel.calibration(), kernel.inputs());
    try {
      Compilation compilation =
          Compilation.of(
              SourceFile.of("kernel.hb", kernel.source()),
              Optional.of(kernel.kernel()),
              kernel.numerics(),
              tensors,
              kernel.dims());
      SealedProgram program = compilation.seal().sealed();
      Arguments arguments =
          Arguments.of(program.program(), kernel.inputs(), compilation.openDims());
      Trial trial = new Trial(program, arguments, variation, Optional.of(kernel.source()));
      return Optional.of(new Recipe.Made(trial, kernel.record()));
    } catch (DiagnosticException refusal) {
      for (Diagnostic diagnostic : refusal.diagnostics()) {
        if (!options.quantized() || !diagnostic.code().code().startsWith(QUANTIZER)) {
          throw refusal;
        }
      }
      return Optional.empty();
    }
  }
}
