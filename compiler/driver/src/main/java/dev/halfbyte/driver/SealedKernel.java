package dev.halfbyte.driver;

import dev.halfbyte.ir.Program;
import dev.halfbyte.ir.SealedProgram;
import dev.halfbyte.quant.Explanation;
import java.util.List;

/// A kernel after its last numeric pass, with what it was made from.
///
/// @param reference the f32 program with weights as constants, which error figures compare with
/// @param explanations what `why` tells: encodings, scales, widths, folds and the rules that won
public record SealedKernel(
    SealedProgram sealed, Program reference, String numerics, List<Explanation> explanations) {
  public SealedKernel {
    explanations = List.copyOf(explanations);
  }
}
