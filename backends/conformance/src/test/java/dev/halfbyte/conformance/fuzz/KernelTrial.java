package dev.halfbyte.conformance.fuzz;

import dev.halfbyte.driver.bind.Weights;
import dev.halfbyte.driver.lower.KernelLowering;
import dev.halfbyte.driver.lower.NumberDims;
import dev.halfbyte.frontend.ast.Kernel;
import dev.halfbyte.interp.Interpreter;
import dev.halfbyte.ir.Arguments;
import dev.halfbyte.ir.Parameter;
import dev.halfbyte.ir.Program;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.verify.Stage;
import dev.halfbyte.ir.verify.Verifier;
import dev.halfbyte.quant.Quantizer;
import dev.halfbyte.quant.calibrate.CalibrationResult;
import dev.halfbyte.quant.calibrate.Calibrator;
import dev.halfbyte.quant.calibrate.SampleSource;
import dev.halfbyte.quant.policy.NumericsPolicy;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.SortedMap;
import java.util.TreeMap;

/// A checked kernel with small weights and inputs, taken as far as a user can take it.
///
/// Laws: lowering gives a sound program; schedule passes and the JVM keep its bits; quantization
/// gives a program that runs, with an explanation for each of its choices.
record KernelTrial(Program reference, SortedMap<String, Long> dims) {
  /// The kernel lowered; empty when it is too big to run.
  static Optional<KernelTrial> of(Kernel kernel) {
    Program signature = KernelLowering.signature(kernel);
    SortedMap<String, Long> dims = Sample.dims(signature);
    if (!Work.isSmall(signature, dims)) {
      return Optional.empty();
    }
    SortedMap<String, Tensor> weights = Sample.tensors(signature, Parameter.Kind.WEIGHT, dims);
    SortedMap<String, Long> known = Weights.dims(signature, weights, dims, NumberDims.of(kernel));
    Program lowered = KernelLowering.lower(kernel, known);
    Program reference = Weights.bind(lowered, weights);
    Law.equal(List.of(), Verifier.violations(reference, Stage.GRAPH), "a lowered kernel is sound");
    SortedMap<String, Long> open = new TreeMap<>(dims);
    open.keySet().removeAll(known.keySet());
    return Work.isSmall(reference, open)
        ? Optional.of(new KernelTrial(reference, open))
        : Optional.empty();
  }

  /// Runs it in floats and under each of the policies.
  void run(List<NumericsPolicy> policies) {
    Optional<Arguments> arguments = Law.accepted(() -> Sample.arguments(reference, dims));
    arguments.ifPresent(given -> {
      Executions.agree(reference, given);
      policies.forEach(policy -> quantized(policy, given));
    });
  }

  private void quantized(NumericsPolicy policy, Arguments given) {
    SampleSource samples = SampleSource.of(List.of(new TreeMap<>(given.tensors())));
    Optional<Quantizer.Quantized> quantized =
        Law.accepted(() -> {
          CalibrationResult ranges =
              policy.quantized()
                  ? Calibrator.calibrate(reference, policy, samples)
                  : new CalibrationResult("", "", 0, new TreeMap<>());
          return Quantizer.explain(reference, policy, ranges);
        });
    quantized.ifPresent(result -> {
      result
          .explanations()
          .forEach(why -> Law.holds(!why.toString().isBlank(), "a choice is told"));
      Optional<SequencedMap<String, Tensor>> outputs =
          Law.accepted(() -> Interpreter.run(result.program(), given.tensors(), given.dims()));
      outputs.ifPresent(_ -> Executions.agree(result.program(), given));
    });
  }
}
