package dev.halfbyte.conformance.fuzz;

import dev.halfbyte.backend.jvm.JvmKernel;
import dev.halfbyte.interp.Interpreter;
import dev.halfbyte.ir.Arguments;
import dev.halfbyte.ir.Program;
import dev.halfbyte.ir.SealedProgram;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.text.IrPrinter;
import dev.halfbyte.passes.Passes;
import dev.halfbyte.passes.Pipeline;
import dev.halfbyte.passes.PipelineOptions;
import dev.halfbyte.passes.PipelineRunner;
import dev.halfbyte.testkit.TensorAssertions;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/// One program, three ways: as it is, after the schedule passes, compiled for the JVM.
final class Executions {
  private static final Pipeline STEPS =
      Pipeline.parse("validate,expand,fix(simplify,fold-constants,cse,dce),seal");

  private Executions() {}

  /// Fails unless every way that gives a result gives the bits of the interpreter.
  ///
  /// @param program sound at stage `GRAPH`
  static void agree(Program program, Arguments arguments) {
    Optional<SequencedMap<String, Tensor>> expected =
        Law.accepted(() -> Interpreter.run(program, arguments.tensors(), arguments.dims()));
    Optional<SealedProgram> sealed =
        Law.accepted(() ->
            new PipelineRunner(Passes.catalogue(), PipelineOptions.DEFAULT)
                .run(STEPS, program)
                .sealed()
                .orElseThrow());
    sealed.ifPresent(after -> {
      Program scheduled = after.program();
      Optional<SequencedMap<String, Tensor>> passes =
          Law.accepted(() -> Interpreter.run(scheduled, arguments.tensors(), arguments.dims()));
      expected.ifPresent(bits -> {
        Law.holds(passes.isPresent(), "schedule passes broke\n" + IrPrinter.print(program));
        passes.ifPresent(got -> same(bits, got, "after schedule passes", program));
        Optional<JvmKernel> kernel = Law.accepted(() -> JvmKernel.compile(after));
        kernel.ifPresent(jvm ->
            same(bits, jvm.run(arguments.tensors(), arguments.dims()), "on the JVM", scheduled));
      });
    });
  }

  private static void same(
      Map<String, Tensor> expected, Map<String, Tensor> actual, String where, Program program) {
    TensorAssertions.assertBitEqual(expected, actual, where + "\n" + IrPrinter.print(program));
  }
}
