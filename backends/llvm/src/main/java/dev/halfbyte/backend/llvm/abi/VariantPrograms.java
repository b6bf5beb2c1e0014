package dev.halfbyte.backend.llvm.abi;

import dev.halfbyte.backend.llvm.toolchain.IsaVariant;
import dev.halfbyte.loop.LoopProgram;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.Set;

/// The loop programs of a library: one kernel, in the form that each variant wants it.
///
/// @param programs from the least to the most demanding variant, at least one; variants that want
///   the same share the object
public record VariantPrograms(SequencedMap<IsaVariant, LoopProgram> programs) {
  public VariantPrograms {
    programs = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(programs));
    if (programs.isEmpty()) {
      throw new IllegalArgumentException("a library without variants");
    }
  }

  /// The same program for all of `variants`.
  public static VariantPrograms same(LoopProgram program, List<IsaVariant> variants) {
    SequencedMap<IsaVariant, LoopProgram> programs = new LinkedHashMap<>();
    variants.forEach(variant -> programs.put(variant, program));
    return new VariantPrograms(programs);
  }

  public List<IsaVariant> variants() {
    return List.copyOf(programs.sequencedKeySet());
  }

  /// The program of the least variant; what is the same in all is asked of it.
  public LoopProgram least() {
    return programs.firstEntry().getValue();
  }

  public LoopProgram of(IsaVariant variant) {
    return Objects.requireNonNull(programs.get(variant));
  }

  /// Those that differ.
  public List<LoopProgram> distinct() {
    // By identity: to compare programs is to compare their weights.
    Set<LoopProgram> known = Collections.newSetFromMap(new IdentityHashMap<>());
    return programs.sequencedValues().stream().filter(known::add).toList();
  }
}
