package dev.halfbyte.conformance.fuzz;

import dev.halfbyte.ir.Arguments;
import dev.halfbyte.ir.Program;
import dev.halfbyte.testkit.Choices;
import dev.halfbyte.testkit.GeneratedCase;
import dev.halfbyte.testkit.GeneratorOptions;
import dev.halfbyte.testkit.ProgramGenerator;

/// Programs of the generator, with the fuzzer's bytes as its choices.
///
/// Law: every way to execute one gives the bits of the interpreter.
public final class GeneratedPrograms {
  private static final int MOST_STEPS = 8;

  private GeneratedPrograms() {}

  /// Loads what every input needs, before the fuzzer takes the time.
  public static void fuzzerInitialize() {
    fuzzerTestOneInput(new byte[] {1, 2, 3, 4});
  }

  /// Entry of the fuzzer.
  public static void fuzzerTestOneInput(byte[] input) {
    GeneratedCase generated =
        ProgramGenerator.generate(Choices.ofBytes(input), GeneratorOptions.everything(MOST_STEPS));
    Program program = generated.program();
    Arguments arguments = generated.arguments();
    if (Work.isSmall(program, arguments.dims())) {
      Executions.agree(program, arguments);
    }
  }
}
