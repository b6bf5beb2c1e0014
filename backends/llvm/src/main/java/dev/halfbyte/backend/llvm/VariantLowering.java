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
import java.util.function.UnaryOperator;

/// Lowers a program for each variant of a library; variants of the same facts share the result.
final class VariantLowering {
  private VariantLowering() {}

  /// @param options what a request makes of a variant's facts
  static VariantPrograms lower(
      SealedProgram program, List<IsaVariant> variants, UnaryOperator<TargetFacts> options) {
    Map<TargetFacts, LoopProgram> lowered = new HashMap<>();
    SequencedMap<IsaVariant, LoopProgram> programs = new LinkedHashMap<>();
    for (IsaVariant variant : variants) {
      TargetFacts facts = options.apply(TargetShapes.of(variant));
      programs.put(
          variant, lowered.computeIfAbsent(facts, wanted -> LoopLowering.lower(program, wanted)));
    }
    return new VariantPrograms(programs);
  }
}
