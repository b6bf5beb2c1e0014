package dev.halfbyte.conformance.trial;

import dev.halfbyte.ir.CoreProgram;
import dev.halfbyte.ir.text.Sealer;
import dev.halfbyte.source.CompilerBug;
import dev.halfbyte.testkit.Choices;
import dev.halfbyte.testkit.GeneratedCase;
import dev.halfbyte.testkit.GeneratorOptions;
import dev.halfbyte.testkit.GeneratorOptions.Domain;
import dev.halfbyte.testkit.ProgramGenerator;
import dev.halfbyte.testkit.kernel.AttentionKernels;
import dev.halfbyte.testkit.kernel.GeneratedKernel;
import dev.halfbyte.testkit.kernel.KernelGenerator;
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
  QUANTIZED,
  /// Text of attention layers, quantized to 4 bits.
  ATTENTION;

  /// The most productions of a program; small ones compile faster and find as much a second.
  private static final List<Integer> STEPS = List.of(2, 4, 8);

  private static final List<Integer> KERNEL_STEPS = List.of(1, 3, 5);

  /// One program in so many has linear state, which only the interpreter has a form for today.
  private static final int STATEFUL = 16;

  /// The trial that `choices` describe; equal choices give equal trials.
  ///
  /// @return empty where the compiler refuses what was made, with a diagnostic that is known
  public Optional<Made> make(Choices choices, Variation variation) {
    return switch (this) {
      case FLOATS, INTEGERS, MIXED, NETWORKS -> Optional.of(sealed(generate(choices), variation));
      case KERNELS, QUANTIZED, ATTENTION ->
          KernelTrials.make(kernel(choices), this != KERNELS, variation);
    };
  }

  /// What the generator wrote, before the compiler saw it; empty where the generator itself fails.
  public Optional<String> text(Choices choices) {
    try {
      return switch (this) {
        case FLOATS, INTEGERS, MIXED, NETWORKS -> Optional.of(generate(choices).describe());
        case KERNELS, QUANTIZED, ATTENTION -> Optional.of(kernel(choices).describe());
      };
    } catch (RuntimeException fault) {
      return Optional.empty();
    }
  }

  /// A trial and the choices that were drawn for it.
  public record Made(Trial trial, List<Integer> record) {
    public Made {
      record = List.copyOf(record);
    }
  }

  private GeneratedKernel kernel(Choices choices) {
    return switch (this) {
      case KERNELS ->
          KernelGenerator.generate(choices, KernelOptions.floats(choices.pick(KERNEL_STEPS)));
      case QUANTIZED ->
          KernelGenerator.generate(choices, KernelOptions.quantized(choices.pick(KERNEL_STEPS)));
      case ATTENTION -> AttentionKernels.generate(choices);
      case FLOATS, INTEGERS, MIXED, NETWORKS ->
          throw new CompilerBug("not made from text: " + this);
    };
  }

  private GeneratedCase generate(Choices choices) {
    return switch (this) {
      case FLOATS -> core(choices, Domain.FLOAT);
      case INTEGERS -> core(choices, Domain.INTEGER);
      case MIXED -> core(choices, Domain.MIXED);
      case NETWORKS ->
          ProgramGenerator.generate(choices, GeneratorOptions.network(choices.pick(STEPS)));
      case KERNELS, QUANTIZED, ATTENTION -> throw new CompilerBug("made from text: " + this);
    };
  }

  private static GeneratedCase core(Choices choices, Domain domain) {
    int steps = choices.pick(STEPS);
    boolean state = choices.oneIn(STATEFUL);
    return ProgramGenerator.generate(
        choices, new GeneratorOptions(steps, domain, false, true, true, state, true));
  }

  private static Made sealed(GeneratedCase made, Variation variation) {
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
