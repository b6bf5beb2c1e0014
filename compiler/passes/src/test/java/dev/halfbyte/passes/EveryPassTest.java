package dev.halfbyte.passes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfbyte.interp.Interpreter;
import dev.halfbyte.ir.Program;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.text.IrPrinter;
import dev.halfbyte.ir.verify.Stage;
import dev.halfbyte.ir.verify.Verifier;
import dev.halfbyte.passes.rewrite.Rewriter;
import dev.halfbyte.testkit.GeneratedCase;
import dev.halfbyte.testkit.GeneratorOptions;
import dev.halfbyte.testkit.ProgramGenerator;
import dev.halfbyte.testkit.TensorAssertions;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What every schedule pass promises, on generated programs: the result is well-formed, has the
/// same interface and the same bits, is the same every time, and settles where that is declared.
class EveryPassTest {
  private static final int PROGRAMS = 100;

  static Stream<Pass> passes() {
    return Passes.schedulePasses().stream();
  }

  static List<GeneratedCase> cases() {
    return LongStream.range(0, PROGRAMS)
        .mapToObj(seed -> ProgramGenerator.generate(seed, GeneratorOptions.everything(14)))
        .toList();
  }

  @ParameterizedTest
  @MethodSource("passes")
  void keepsItsPromises(Pass pass) {
    assertEquals(Pass.Kind.SCHEDULE, pass.kind());
    for (GeneratedCase given : cases()) {
      Program before = Rewriter.canonical(given.program());
      Program after = apply(pass, before);
      Verifier.require(after, Stage.GRAPH, pass.name());
      assertEquals(before.parameters(), after.parameters());
      assertEquals(before.dims(), after.dims());
      TensorAssertions.assertBitEqual(
          run(before, given), run(after, given), pass.name() + " on\n" + given.describe());
      assertEquals(after, apply(pass, before), pass.name() + " is not deterministic");
      if (pass.idempotent()) {
        assertEquals(
            IrPrinter.print(after),
            IrPrinter.print(apply(pass, after)),
            pass.name() + " does not settle");
      }
    }
  }

  @Test
  void fixedSimplificationSettlesAndKeepsBits() {
    PipelineRunner runner =
        new PipelineRunner(Passes.catalogue(), PipelineOptions.DEFAULT.verifying());
    Pipeline pipeline = Pipeline.parse("expand,fix(simplify,cse,fold-constants,dce)");
    Map<String, Long> fired = new TreeMap<>();
    for (GeneratedCase given : cases()) {
      PipelineResult result = runner.run(pipeline, given.program());
      TensorAssertions.assertBitEqual(
          run(given.program(), given), run(result.program(), given), given.describe());
      assertFalse(
          runner.run(pipeline, result.program()).reports().stream().anyMatch(PassReport::changed));
      result
          .reports()
          .forEach(r -> r.fired().forEach((rule, n) -> fired.merge(rule, n, Long::sum)));
    }
    // A generator that reaches no rule would prove nothing.
    assertTrue(fired.size() >= 8, () -> "only " + fired);
  }

  private static Program apply(Pass pass, Program program) {
    return Rewriter.canonical(pass.run(program, PassContext.unrestricted()));
  }

  private static Map<String, Tensor> run(Program program, GeneratedCase given) {
    return Interpreter.run(program, given.arguments().tensors(), given.arguments().dims());
  }
}
