package dev.halfbyte.backend.llvm;

import dev.halfbyte.backend.llvm.abi.VariantPrograms;
import dev.halfbyte.backend.llvm.toolchain.IsaVariant;
import dev.halfbyte.ir.SealedProgram;
import dev.halfbyte.loop.LoopProgram;
import dev.halfbyte.loop.TargetFacts;
import dev.halfbyte.loop.lower.LoopLowering;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.function.Function;

/// Lowers a program for each variant of a library; variants of the same facts share the result.
final class VariantLowering {
  private VariantLowering() {}

  /// @param wanted the facts of a variant, under the options of a request
  static VariantPrograms lower(
      SealedProgram program, List<IsaVariant> variants, Function<IsaVariant, TargetFacts> wanted) {
    Map<TargetFacts, LoopProgram> lowered = new HashMap<>();
    SequencedMap<IsaVariant, LoopProgram> programs = new LinkedHashMap<>();
    for (IsaVariant variant : variants) {
      TargetFacts facts = wanted.apply(variant);
      programs.put(
          variant, lowered.computeIfAbsent(facts, given -> LoopLowering.lower(program, given)));
    }
    return new VariantPrograms(programs);
  }
}
