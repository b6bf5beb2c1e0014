package dev.halfbyte.conformance.trial;

import dev.halfbyte.driver.Compilation;
import dev.halfbyte.driver.KernelTensors;
import dev.halfbyte.ir.Arguments;
import dev.halfbyte.ir.SealedProgram;
import dev.halfbyte.source.Diagnostic;
import dev.halfbyte.source.DiagnosticException;
import dev.halfbyte.source.SourceFile;
import dev.halfbyte.testkit.kernel.GeneratedKernel;
import java.util.Optional;
import java.util.Set;

/// Trials that begin as text of the language and go the way of a user's file: parsed, lowered,
/// calibrated, quantized, sealed.
final class KernelTrials {
  /// What a generated kernel may be refused for: subscripts that stay inside by an argument which
  /// the front end does not find (HB1304), and sums of very many whole numbers (HB2211). Any other
  /// refusal is a fault.
  private static final Set<String> KNOWN = Set.of("HB1304", "HB2211");

  /// Diagnostics of the quantizer: what it has no integer form for.
  private static final String QUANTIZER = "HB30";

  private KernelTrials() {}

  /// @param quantized whether the quantizer may have no form for the kernel
  static Optional<Recipe.Made> make(
      GeneratedKernel kernel, boolean quantized, Variation variation) {
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
      if (!refusal.diagnostics().stream()
          .filter(Diagnostic::isError)
          .allMatch(d -> isKnown(d, quantized))) {
        throw refusal;
      }
      return Optional.empty();
    }
  }

  private static boolean isKnown(Diagnostic diagnostic, boolean quantized) {
    String code = diagnostic.code().code();
    return KNOWN.contains(code) || (quantized && code.startsWith(QUANTIZER));
  }
}
