package dev.halfbyte.backend.llvm;

import static org.junit.jupiter.api.Assertions.fail;

import dev.halfbyte.backend.llvm.run.Job;
import dev.halfbyte.backend.llvm.toolchain.IsaFamily;
import dev.halfbyte.backend.llvm.toolchain.IsaVariant;
import dev.halfbyte.interp.Interpreter;
import dev.halfbyte.ir.Arguments;
import dev.halfbyte.ir.CoreProgram;
import dev.halfbyte.ir.Program;
import dev.halfbyte.ir.SealedProgram;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.text.Sealer;
import dev.halfbyte.testkit.Choices;
import dev.halfbyte.testkit.GeneratedCase;
import dev.halfbyte.testkit.GeneratorOptions;
import dev.halfbyte.testkit.GeneratorOptions.Domain;
import dev.halfbyte.testkit.ProgramGenerator;
import dev.halfbyte.testkit.Shrinker;
import dev.halfbyte.testkit.TensorAssertions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Generated programs on every variant against the interpreter; what fails is shrunk first.
class GeneratedProgramsTest {
  private static final int PROGRAMS = Integer.getInteger("halfbyte.programs", 8);
  private static final long FIRST_SEED = Long.getLong("halfbyte.seed", 1000);
  private static final int SHRINK_TRIALS = 300;

  @TempDir static Path scratch;

  @ParameterizedTest
  @CsvSource({
    "FLOAT, X86_64",
    "INTEGER, X86_64",
    "MIXED, X86_64",
    "FLOAT, AARCH64",
    "INTEGER, AARCH64",
    "MIXED, AARCH64"
  })
  void generatedProgramsGiveTheInterpretersBits(Domain domain, IsaFamily family) {
    List<IsaVariant> variants = Runs.runnable(family);
    GeneratorOptions options = new GeneratorOptions(12, domain, false, true, true, false, true);
    for (long seed = FIRST_SEED; seed < FIRST_SEED + PROGRAMS; seed++) {
      GeneratedCase generated = ProgramGenerator.generate(seed, options);
      if (fault(generated, variants).isPresent()) {
        report(generated.record(), options, variants, "seed " + seed);
      }
    }
  }

  private static void report(
      List<Integer> record, GeneratorOptions options, List<IsaVariant> variants, String what) {
    List<Integer> least =
        Shrinker.shrink(
            record, r -> fault(replay(r, options), variants).isPresent(), SHRINK_TRIALS);
    GeneratedCase simple = replay(least, options);
    fail(what + ": " + fault(simple, variants).orElseThrow() + "\n" + simple.describe());
  }

  private static GeneratedCase replay(List<Integer> record, GeneratorOptions options) {
    return ProgramGenerator.generate(Choices.replay(record), options);
  }

  /// What is wrong with the libraries of a case.
  private static Optional<String> fault(GeneratedCase generated, List<IsaVariant> variants) {
    try {
      Program program = generated.program();
      Arguments arguments = generated.arguments();
      Map<String, Tensor> expected =
          Interpreter.run(program, arguments.tensors(), arguments.dims());
      SealedProgram sealed = Sealer.seal(new CoreProgram(program));
      Path artefact =
          Runs.write(
              Runs.buildRunnable(sealed, variants.getFirst().family()), scratch.resolve("built"));
      for (IsaVariant variant : variants) {
        Job job = LibraryCalls.job(variant, program, arguments.dims(), arguments.tensors());
        Job.Result result =
            Runs.host(variant).run(program.name(), artefact, List.of(job), scratch).getFirst();
        TensorAssertions.assertBitEqual(
            expected, LibraryCalls.outputs(program, arguments.dims(), result), variant.fullName());
      }
      return Optional.empty();
    } catch (AssertionError | RuntimeException | IOException e) {
      StackTraceElement[] trace = e.getStackTrace();
      return Optional.of(e + (trace.length > 0 ? " at " + trace[0] : ""));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.of("interrupted");
    }
  }
}
