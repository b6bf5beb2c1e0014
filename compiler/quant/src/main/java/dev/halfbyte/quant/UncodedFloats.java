package dev.halfbyte.quant;

import dev.halfbyte.ir.Node;
import dev.halfbyte.ir.Program;
import dev.halfbyte.ir.Value;
import dev.halfbyte.ir.op.Dequantize;
import dev.halfbyte.ir.op.Quantize;
import dev.halfbyte.passes.rewrite.Rewriter;
import dev.halfbyte.quant.annotate.Preparation;
import java.util.Optional;

/// A program whose floats do not go through codes: what is dequantized is what was quantized.
final class UncodedFloats {
  private UncodedFloats() {}

  static Program of(Program program) {
    return Preparation.withoutDeadNodes(Rewriter.rewrite(program, UncodedFloats::step));
  }

  private static Optional<Value> step(Node node, Rewriter copy) {
    return node.op() instanceof Dequantize(Value codes, var _)
            && copy.definition(codes).orElse(node.op()) instanceof Quantize quantize
        ? Optional.of(quantize.operand())
        : Optional.empty();
  }
}
