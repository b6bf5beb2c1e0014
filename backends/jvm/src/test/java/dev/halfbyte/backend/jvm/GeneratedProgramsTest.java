package dev.halfbyte.backend.jvm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import dev.halfbyte.interp.Interpreter;
import dev.halfbyte.ir.Arguments;
import dev.halfbyte.ir.CoreProgram;
import dev.halfbyte.ir.SealedProgram;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.text.Sealer;
import dev.halfbyte.loop.lower.LoopLowering;
import dev.halfbyte.loop.verify.LoopVerifier;
import dev.halfbyte.testkit.Choices;
import dev.halfbyte.testkit.GeneratedCase;
import dev.halfbyte.testkit.GeneratorOptions;
import dev.halfbyte.testkit.GeneratorOptions.Domain;
import dev.halfbyte.testkit.ProgramGenerator;
import dev.halfbyte.testkit.Shrinker;
import dev.halfbyte.testkit.TensorAssertions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Generated programs against the interpreter; what fails is shrunk before it is reported.
final class GeneratedProgramsTest {
  private static final int PROGRAMS = Integer.getInteger("halfbyte.programs", 100);
  private static final int SHRINK_TRIALS = 2000;

  @ParameterizedTest
  @EnumSource
  void generatedProgramsGiveTheInterpretersBits(Domain domain) {
    GeneratorOptions options = new GeneratorOptions(12, domain, false, true, true, false, true);
    for (long seed = 1; seed <= PROGRAMS; seed++) {
      GeneratedCase generated = ProgramGenerator.generate(seed, options);
      if (fault(generated).isPresent()) {
        report(generated.record(), options, "seed " + seed);
      }
    }
  }

  private static void report(List<Integer> record, GeneratorOptions options, String what) {
    List<Integer> least =
        Shrinker.shrink(record, r -> fault(replay(r, options)).isPresent(), SHRINK_TRIALS);
    GeneratedCase simple = replay(least, options);
    fail(what + ": " + fault(simple).orElseThrow() + "\n" + simple.describe());
  }

  private static GeneratedCase replay(List<Integer> record, GeneratorOptions options) {
    return ProgramGenerator.generate(Choices.replay(record), options);
  }

  /// What is wrong with the compiled form of a case.
  private static Optional<String> fault(GeneratedCase generated) {
    try {
      SealedProgram program = Sealer.seal(new CoreProgram(generated.program()));
      List<String> violations = LoopVerifier.verify(LoopLowering.lower(program, JvmTarget.FACTS));
      assertEquals(List.of(), violations);
      Arguments arguments = generated.arguments();
      Map<String, Tensor> expected =
          Interpreter.run(generated.program(), arguments.tensors(), arguments.dims());
      Map<String, Tensor> actual = JvmKernel.compile(program).run(arguments, Runnable::run, 1);
      TensorAssertions.assertBitEqual(expected, actual, "jvm");
      return Optional.empty();
    } catch (AssertionError | RuntimeException e) {
      StackTraceElement[] trace = e.getStackTrace();
      return Optional.of(e + (trace.length > 0 ? " at " + trace[0] : ""));
    }
  }
}
