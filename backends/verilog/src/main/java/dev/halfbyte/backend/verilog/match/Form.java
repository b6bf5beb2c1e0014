package dev.halfbyte.backend.verilog.match;

import dev.halfbyte.ir.Value;
import dev.halfbyte.ir.op.Reduce;
import java.util.List;
import java.util.Optional;

/// A group of ops that one unit of the accelerator executes as a whole.
public sealed interface Form {
  /// Returns the operands that are computed outside the form.
  List<Value> sources();

  /// LayerNorm or RMSNorm of numerics.md, section 8; the result is the last requantization.
  ///
  /// @param codes the rows, of an affine encoding
  /// @param centered whether it is LayerNorm
  /// @param extent C as the formula has it
  /// @param guard e0
  /// @param radicand `2^(2B+30)`
  /// @param greatestRoot `2^B - 1`
  /// @param shiftAddend B - F
  /// @param gains constants G
  /// @param biases constants B
  /// @param shift t
  record Norm(
      Value codes,
      boolean centered,
      long extent,
      long guard,
      long radicand,
      long greatestRoot,
      long shiftAddend,
      Value gains,
      Value biases,
      long shift)
      implements Form {
    @Override
    public List<Value> sources() {
      return List.of(codes);
    }
  }

  /// A softmax of numerics.md, section 10; the result is the codes.
  ///
  /// @param logits of `code<s16>`
  /// @param mask what takes part; empty for all
  /// @param codes table of 256 codes by distance
  /// @param weights table of 256 weights by distance of `norm early`; empty for `norm late`
  /// @param zeroCode the code of elements that take no part, where there is a mask
  record Softmax(
      Value logits,
      Optional<Value> mask,
      Value codes,
      Optional<Value> weights,
      Optional<Long> zeroCode)
      implements Form {
    @Override
    public List<Value> sources() {
      return List.of(logits);
    }
  }

  /// The division of `norm late`, in a requantization with a factor for each row: the result is
  /// `requantize(sums, (R * ratio) >> drop, e + offset)`.
  ///
  /// @param sums what is divided
  /// @param probabilities the softmax whose sums of rows divide
  /// @param denominators those sums
  /// @param multiplier operand of the requantization
  /// @param shift operand of the requantization
  /// @param ratio constants C
  /// @param drop k
  /// @param offset 16 + s - k
  record Division(
      Value sums,
      Value probabilities,
      Value denominators,
      Value multiplier,
      Value shift,
      Value ratio,
      long drop,
      long offset)
      implements Form {
    @Override
    public List<Value> sources() {
      return List.of(sums, probabilities);
    }
  }

  /// A reduction of codes over rows of their matrix; the result is the sums, the greatest or the
  /// least of the numbers `code + offset`.
  ///
  /// @param kind which reduction
  /// @param codes a matrix whose innermost axis is also that of the result
  /// @param moved the codes as the reduction reads them, behind views without padding
  /// @param axes reduced axes of `moved`
  /// @param offset what the number of each code is greater by
  record RowReduction(Reduce.Kind kind, Value codes, Value moved, List<Integer> axes, long offset)
      implements Form {
    public RowReduction {
      axes = List.copyOf(axes);
    }

    @Override
    public List<Value> sources() {
      return List.of(codes);
    }
  }
}
