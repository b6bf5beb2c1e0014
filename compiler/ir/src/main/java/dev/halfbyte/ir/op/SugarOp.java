package dev.halfbyte.ir.op;

import dev.halfbyte.ir.ProgramBuilder;
import dev.halfbyte.ir.Value;

/// An op that is defined by its expansion into core ops; no backend meets one.
public sealed interface SugarOp extends Op
    permits Relu, Clip, Gelu, Silu, Sigmoid, Softmax, LayerNorm, RmsNorm {
  /// Appends the expansion and returns the value that replaces this op's result.
  Value expand(ProgramBuilder builder);
}
