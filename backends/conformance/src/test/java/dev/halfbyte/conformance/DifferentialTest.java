package dev.halfbyte.conformance;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfbyte.backend.jvm.JvmKernel;
import dev.halfbyte.interp.Interpreter;
import dev.halfbyte.ir.CoreProgram;
import dev.halfbyte.ir.SealedProgram;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.text.Sealer;
import dev.halfbyte.source.DiagnosticException;
import dev.halfbyte.testkit.GeneratedCase;
import dev.halfbyte.testkit.GeneratorOptions;
import dev.halfbyte.testkit.GeneratorOptions.Domain;
import dev.halfbyte.testkit.ProgramGenerator;
import dev.halfbyte.testkit.TensorAssertions;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.concurrent.ForkJoinPool;
import org.junit.jupiter.api.Test;

/// Random programs, compiled in this process and compared with the interpreter.
///
/// `./dev conformance` runs many more of them, on every target, in processes of their own. What a
/// backend has no form for must end in a diagnostic; everything else must agree in every bit, on
/// one slot and on several.
class DifferentialTest {
  private static final List<Domain> DOMAINS = List.of(Domain.FLOAT, Domain.INTEGER, Domain.MIXED);
  private static final int PROGRAMS = 60;
  private static final long SEED = 1;
  private static final int STEPS = 8;

  @Test
  void bytecodeAgreesWithTheInterpreter() {
    int compiled = 0;
    for (long seed = SEED; seed < SEED + PROGRAMS; seed++) {
      compiled += agrees(seed) ? 1 : 0;
    }
    assertTrue(compiled > PROGRAMS / 2, "only " + compiled + " of " + PROGRAMS + " had a form");
  }

  private static boolean agrees(long seed) {
    Domain domain = DOMAINS.get(Math.floorMod(seed, DOMAINS.size()));
    GeneratedCase generated = ProgramGenerator.generate(seed, GeneratorOptions.core(STEPS, domain));
    SealedProgram sealed = Sealer.seal(new CoreProgram(generated.program()));
    JvmKernel kernel;
    try {
      kernel = JvmKernel.compile(sealed);
    } catch (DiagnosticException noForm) {
      return false;
    }
    SequencedMap<String, Tensor> expected =
        Interpreter.run(
            generated.program(), generated.arguments().tensors(), generated.arguments().dims());
    Map<String, Tensor> single =
        kernel.run(generated.arguments().tensors(), generated.arguments().dims());
    Map<String, Tensor> parallel = kernel.run(generated.arguments(), ForkJoinPool.commonPool(), 3);
    String context = "seed " + seed + "\n" + generated.describe();
    TensorAssertions.assertBitEqual(expected, single, context);
    TensorAssertions.assertBitEqual(expected, parallel, context);
    return true;
  }
}
