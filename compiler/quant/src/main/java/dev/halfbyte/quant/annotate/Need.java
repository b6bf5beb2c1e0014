package dev.halfbyte.quant.annotate;

import dev.halfbyte.ir.Value;
import java.util.List;

/// In which form an op wants an operand.
public sealed interface Need {
  /// As it is.
  record Raw() implements Need {}

  /// A computed operand of a contraction.
  record Activation() implements Need {}

  /// The input of a table, or of a reduction: at most 8 bits.
  record TableInput() implements Need {}

  /// The operand of a softmax: fixed-point octaves, whose scale no calibration decides.
  record Logits() implements Need {}

  /// A term of a sum.
  record Term() implements Need {}

  /// A result of the kernel.
  record Result() implements Need {}

  /// A part of `whole`, in each of the encodings that `whole` is needed in.
  record Part(Value whole) implements Need {}

  /// A constant operand of a contraction, with the axes that are summed over.
  record Weight(List<Integer> reducedAxes) implements Need {
    public Weight {
      reducedAxes = List.copyOf(reducedAxes);
    }
  }

  /// A constant that an accumulator takes into its bias or its scale: exact, without codes.
  record Absorbed() implements Need {}

  /// A constant term of a sum or factor of a product.
  record ConstantTerm(boolean factor) implements Need {}

  /// An operand whose channels are summed with signs into `result`: codes of its own for that.
  record Transformed(Value result) implements Need {}

  /// The matrix of signs of such sums: +1 and -1 as they are.
  record Signs() implements Need {}
}
