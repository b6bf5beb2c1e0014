package dev.halfbyte.quant.annotate;

import dev.halfbyte.ir.Node;
import dev.halfbyte.ir.Shape;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.op.Contract;
import java.util.List;
import java.util.Optional;

/// What values are called that took the place of others before ranges were found: the name of the
/// original and a word. A calibration has their ranges under these names.
public final class TransformedNames {
  private static final String HADAMARD = "hadamard";
  private static final String SHIFTED = "shifted";

  private TransformedNames() {}

  /// What `original` is called after the method `word`.
  public static String of(String original, String word) {
    return original + "." + word;
  }

  /// The name of the value whose place `name` took, if it did.
  static Optional<String> original(String name) {
    return List.of(HADAMARD, SHIFTED).stream()
        .map(word -> "." + word)
        .filter(end -> name.endsWith(end) && name.length() > end.length())
        .map(end -> name.substring(0, name.length() - end.length()))
        .findFirst();
  }

  /// Whether `node` sums channels with the signs of [#matrix], which stay integers.
  static boolean isSignedSum(Node node, ConstantValues constants) {
    return node.op() instanceof Contract contract
        && node.path().filter(path -> path.endsWith("." + HADAMARD)).isPresent()
        && constants
            .repeated(contract.right())
            .map(ConstantValues.Repeated::data)
            .filter(TransformedNames::isMatrix)
            .isPresent();
  }

  private static boolean isMatrix(Tensor data) {
    long[] extents = data.type().shape().extents();
    return extents.length == 2
        && extents[0] == extents[1]
        && Long.bitCount(extents[0]) == 1
        && matrix(Math.toIntExact(extents[0])).equals(data);
  }

  /// The Hadamard matrix of Sylvester: `H[i, j]` is -1 where `i` and `j` have an odd number of
  /// common bits. It is symmetric, and `H H = block I`.
  ///
  /// @param block a power of two
  /// @return f32, `[block, block]`
  public static Tensor matrix(int block) {
    float[] signs = new float[block * block];
    for (int i = 0; i < block; i++) {
      for (int j = 0; j < block; j++) {
        signs[i * block + j] = Integer.bitCount(i & j) % 2 == 0 ? 1 : -1;
      }
    }
    return Tensor.ofFloats(Shape.of(block, block), signs);
  }
}
