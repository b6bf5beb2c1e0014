package dev.halfbyte.conformance.trial;

import dev.halfbyte.ir.CoreProgram;
import dev.halfbyte.ir.text.Sealer;
import dev.halfbyte.testkit.Choices;
import dev.halfbyte.testkit.GeneratedCase;
import dev.halfbyte.testkit.GeneratorOptions;
import dev.halfbyte.testkit.GeneratorOptions.Domain;
import dev.halfbyte.testkit.ProgramGenerator;
import dev.halfbyte.testkit.kernel.KernelOptions;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// What kind of program choices become.
public enum Recipe {
  /// Core ops on binary32 and predicates.
  FLOATS,
  /// Core ops on integers and codes.
  INTEGERS,
  /// All core ops.
  MIXED,
  /// Quantized networks of what an accelerator has units for.
  NETWORKS,
  /// Text of the language, compiled as it stands.
  KERNELS,
  /// Text of the language, quantized.
  QUANTIZED;

  private static final int STEPS = 8;
  private static final int KERNEL_STEPS = 5;

  /// One program in so many has linear state, which only the interpreter has a form for today.
  private static final int STATEFUL = 16;

  /// The trial that `choices` describe; equal choices give equal trials.
  ///
  /// @return empty where the compiler refuses what was made, with a diagnostic that is known
  public Optional<Made> make(Choices choices, Variation variation) {
    return switch (this) {
      case FLOATS -> Optional.of(core(choices, Domain.FLOAT, variation));
      case INTEGERS -> Optional.of(core(choices, Domain.INTEGER, variation));
      case MIXED -> Optional.of(core(choices, Domain.MIXED, variation));
      case NETWORKS ->
          Optional.of(generated(choices, GeneratorOptions.network(STEPS), variation));
      case KERNELS -> KernelTrials.make(choices, KernelOptions.floats(KERNEL_STEPS), variation);
      case QUANTIZED ->
          KernelTrials.make(choices, KernelOptions.quantized(KERNEL_STEPS), variation);
    };
  }

  /// A trial and the choices that were drawn for it.
  public record Made(Trial trial, List<Integer> record) {
    public Made {
      record = List.copyOf(record);
    }
  }

  private static Made core(Choices choices, Domain domain, Variation variation) {
    boolean state = choices.oneIn(STATEFUL);
    GeneratorOptions options = new GeneratorOptions(STEPS, domain, false, true, true, state, true);
    return generated(choices, options, variation);
  }

  private static Made generated(Choices choices, GeneratorOptions options, Variation variation) {
    GeneratedCase made = ProgramGenerator.generate(choices, options);
    Trial trial =
        new Trial(
            Sealer.seal(new CoreProgram(made.program())),
            made.arguments(),
            variation,
            Optional.empty());
    return new Made(trial, made.record());
  }

  /// As typed after `--recipes`.
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
