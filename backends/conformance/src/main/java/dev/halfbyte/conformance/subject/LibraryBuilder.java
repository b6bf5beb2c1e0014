package dev.halfbyte.conformance.subject;

import dev.halfbyte.backend.llvm.NativeLibrary;
import dev.halfbyte.backend.llvm.TargetShapes;
import dev.halfbyte.backend.llvm.abi.VariantPrograms;
import dev.halfbyte.backend.llvm.toolchain.IsaFamily;
import dev.halfbyte.backend.llvm.toolchain.IsaVariant;
import dev.halfbyte.backend.llvm.toolchain.Linker;
import dev.halfbyte.backend.llvm.toolchain.OptimizationLevel;
import dev.halfbyte.conformance.trial.Trial;
import dev.halfbyte.loop.LoopProgram;
import dev.halfbyte.loop.TargetFacts;
import dev.halfbyte.loop.lower.LoopLowering;
import dev.halfbyte.source.CompilerBug;
import dev.halfbyte.testkit.Choices;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;

/// Builds the libraries of trials, several trials in one where they are known in time: to start the
/// linker costs as much as to compile a small program.
///
/// Drawn from the variation: tiles, fusion, and LLVM's level, which without variation is that of
/// users.
final class LibraryBuilder {
  private static final int ALTERED = 3;

  /// Unoptimised code is built more than twice as fast, and shows other faults.
  private static final List<OptimizationLevel> LEVELS =
      List.of(
          OptimizationLevel.O2,
          OptimizationLevel.O1,
          OptimizationLevel.O0,
          OptimizationLevel.O0,
          OptimizationLevel.O0,
          OptimizationLevel.O0,
          OptimizationLevel.O0,
          OptimizationLevel.O0);

  private final IsaFamily family;
  private final List<IsaVariant> variants;
  private final IdentityHashMap<Trial, Built> prepared = new IdentityHashMap<>();

  /// @param variants that libraries have
  LibraryBuilder(IsaFamily family, List<IsaVariant> variants) {
    this.family = family;
    this.variants = List.copyOf(variants);
  }

  /// A library and what remains of the variation.
  static final class Built {
    private final String kernel;
    private final byte[] library;
    private final Choices choices;

    private Built(String kernel, byte[] library, Choices choices) {
      this.kernel = kernel;
      this.library = library;
      this.choices = choices;
    }

    /// Under which name the library holds the trial.
    String kernel() {
      return kernel;
    }

    /// The `.so`; not a copy.
    byte[] library() {
      return library;
    }

    /// What was not yet drawn.
    Choices choices() {
      return choices;
    }
  }

  /// Builds one library for all of `trials`. What cannot be built is left out: [#build] tells why.
  void prepare(List<Trial> trials) {
    prepared.clear();
    IdentityHashMap<Trial, Choices> drawn = new IdentityHashMap<>();
    List<List<byte[]>> objects = new ArrayList<>();
    for (int i = 0; i < trials.size(); i++) {
      Choices choices = choices(trials.get(i));
      try {
        objects.add(library(trials.get(i), name(i), choices).objects());
        drawn.put(trials.get(i), choices);
      } catch (RuntimeException | LinkageError _) {
        // The trial's own build meets it again, and its finding or refusal is told.
      }
    }
    Optional<byte[]> library = link(objects);
    for (int i = 0; i < trials.size(); i++) {
      Choices choices = drawn.get(trials.get(i));
      if (choices != null && library.isPresent()) {
        prepared.put(trials.get(i), new Built(name(i), library.orElseThrow(), choices));
      }
    }
  }

  /// What was prepared for `trial`, else its own library.
  ///
  /// @throws dev.halfbyte.source.DiagnosticException when the trial has no form
  Built build(Trial trial) {
    Built ready = prepared.remove(trial);
    if (ready != null) {
      return ready;
    }
    Choices choices = choices(trial);
    String kernel = trial.program().program().name();
    byte[] library = library(trial, kernel, choices).sharedLibrary();
    return new Built(kernel, library, choices);
  }

  /// Empty when there is nothing to link, or one of the trials does not link by itself.
  ///
  /// @throws CompilerBug when each links alone, but not all together
  private Optional<byte[]> link(List<List<byte[]>> objects) {
    if (objects.isEmpty()) {
      return Optional.empty();
    }
    try {
      List<byte[]> all = objects.stream().flatMap(List::stream).toList();
      return Optional.of(new Linker(family).sharedLibrary("trials.so", all));
    } catch (CompilerBug fault) {
      if (objects.stream().allMatch(this::links)) {
        throw fault;
      }
      return Optional.empty();
    }
  }

  private boolean links(List<byte[]> objects) {
    try {
      return new Linker(family).sharedLibrary("trial.so", objects).length > 0;
    } catch (CompilerBug _) {
      return false;
    }
  }

  private Choices choices(Trial trial) {
    return trial.variation().of(family.targetName());
  }

  private NativeLibrary library(Trial trial, String kernel, Choices choices) {
    TargetFacts usual = TargetShapes.of(family);
    TargetFacts facts =
        choices.oneIn(ALTERED) ? FactsVariation.draw(usual, variation(), choices) : usual;
    LoopProgram program = LoopLowering.lower(trial.program(), facts).named(kernel);
    VariantPrograms programs = VariantPrograms.same(program, variants);
    return new NativeLibrary(programs, family, choices.pick(LEVELS));
  }

  private FactsVariation variation() {
    return switch (family) {
      case X86_64 -> FactsVariation.X86_64;
      case AARCH64 -> FactsVariation.AARCH64;
    };
  }

  private static String name(int number) {
    return "trial" + number;
  }
}
