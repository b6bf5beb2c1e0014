package dev.halfbyte.backend.verilog.bind;

import dev.halfbyte.backend.verilog.fault.VerilogFault;
import dev.halfbyte.ir.Einsum;
import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.Encoding;
import dev.halfbyte.ir.Node;
import dev.halfbyte.ir.Value;
import dev.halfbyte.ir.op.Contract;
import dev.halfbyte.rtl.AcceleratorConfig;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Turns a contraction of codes with constant weights into sums of one matrix product.
///
/// The activation's labels are row labels followed by all reduced labels; the result's are the same
/// row labels followed by the column labels, which only the weights have.
final class ContractBinder {
  private final AcceleratorConfig config;
  private final Shapes shapes;
  private final ConstantReader constants;
  private final OperandBinder operands;

  ContractBinder(AcceleratorConfig config, Shapes shapes, ConstantReader constants) {
    this.config = config;
    this.shapes = shapes;
    this.constants = constants;
    this.operands = new OperandBinder(config);
  }

  /// A contraction seen as activation times weights.
  record Sides(
      Value activation, List<String> activationLabels, Value weights, List<String> weightLabels) {}

  /// Returns the sides of a contraction with exactly one constant operand.
  Sides sides(Node node, Contract contract) {
    Einsum einsum = contract.einsum();
    boolean left = constants.isConstant(contract.left());
    boolean right = constants.isConstant(contract.right());
    if (left == right) {
      throw BindFaults.of(
          VerilogFault.UNSUPPORTED_OP,
          node,
          left
              ? "both operands are constant"
              : "both operands change with the input, the array reads its weights from constants",
          "let one operand be a weight, or run this kernel on a software target");
    }
    return right
        ? new Sides(contract.left(), einsum.left(), contract.right(), einsum.right())
        : new Sides(contract.right(), einsum.right(), contract.left(), einsum.left());
  }

  Bound.Sums sums(Node node, Contract contract, Sides sides, Matrix source) {
    Einsum einsum = contract.einsum();
    List<String> reduced =
        sides.activationLabels().stream().filter(l -> !einsum.result().contains(l)).toList();
    List<String> rows =
        sides.activationLabels().stream().filter(einsum.result()::contains).toList();
    List<String> cols =
        einsum.result().stream().filter(l -> !sides.activationLabels().contains(l)).toList();
    List<String> activation = concat(rows, reduced);
    boolean matrixProduct =
        sides.activationLabels().equals(activation)
            && einsum.result().equals(concat(rows, cols))
            && einsum.batch().isEmpty();
    if (!matrixProduct) {
      throw BindFaults.of(
          VerilogFault.UNSUPPORTED_OP,
          node,
          "`" + einsum + "` is no product of rows with a weight matrix, there is no data mover",
          "put the reduced indices last in the activation, and the weight's own last in the result");
    }
    Weights weights = weights(node, sides, reduced, cols);
    if (source.cols() != weights.k()) {
      throw BindFaults.of(
          VerilogFault.UNSUPPORTED_OP,
          node,
          "reduces %d elements, its activation is held in rows of %d"
              .formatted(weights.k(), source.cols()),
          "reduce over the same trailing indices that the producer of the activation gives");
    }
    ArrayOperand operand = operands.operand(node, shapes.type(sides.activation()).elem());
    operand.sums().forEach(sum -> checkAccumulator(node, sum, weights));
    Channels bias = foldedZero(weights, operand.zeroPoint());
    return new Bound.Sums(source, operand.decode(), weights, bias, List.of());
  }

  /// `sum (q - z) * w = sum q * w - z * sum w`.
  private static Channels foldedZero(Weights weights, long zero) {
    return new Channels(weights.columnSums().values().stream().map(sum -> -zero * sum).toList());
  }

  /// Returns the affine encoding of codes; integers are codes of themselves.
  static Encoding.Affine affine(Node node, ElemType elem) {
    return switch (elem) {
      case ElemType.IntType storage -> new Encoding.Affine(storage, 0);
      case ElemType.CodeType(Encoding.Affine affine) -> affine;
      case ElemType.CodeType(Encoding.Table _) ->
          throw BindFaults.of(
              VerilogFault.UNSUPPORTED_OP,
              node,
              "reads codes of a table encoding, of which only the array knows what they stand for",
              "choose an affine encoding for this value on hardware");
      case ElemType.FloatType _, ElemType.BoolType _ ->
          throw BindFaults.of(
              VerilogFault.FLOAT_OP, node, "reads " + elem, "quantize the kernel first");
    };
  }

  private Weights weights(Node node, Sides sides, List<String> reduced, List<String> cols) {
    long[] kExtents = extents(sides, reduced);
    long[] nExtents = extents(sides, cols);
    int k = Math.toIntExact(Shapes.product(kExtents));
    int n = Math.toIntExact(Shapes.product(nExtents));
    List<String> order = concat(reduced, cols);
    int[] place = sides.weightLabels().stream().mapToInt(order::indexOf).toArray();
    short[] values = new short[Math.multiplyExact(k, n)];
    long[] index = new long[place.length];
    for (int row = 0; row < k; row++) {
      long[] kIndex = Shapes.unflatten(kExtents, row);
      for (int col = 0; col < n; col++) {
        long[] nIndex = Shapes.unflatten(nExtents, col);
        for (int axis = 0; axis < place.length; axis++) {
          int p = place[axis];
          index[axis] = p < kIndex.length ? kIndex[p] : nIndex[p - kIndex.length];
        }
        values[row * n + col] = weight(node, constants.at(sides.weights(), index).decoded());
      }
    }
    return new Weights(k, n, values);
  }

  private short weight(Node node, long decoded) {
    long limit = 1L << (config.wgtBits() - 1);
    if (decoded < -limit || decoded >= limit) {
      throw BindFaults.of(
          VerilogFault.TOO_WIDE,
          node,
          "weight %d does not fit WGT_BITS = %d".formatted(decoded, config.wgtBits()),
          "quantize the weights to s%d, or choose hardware with wgt_bits=8"
              .formatted(config.wgtBits()));
    }
    return (short) decoded;
  }

  private long[] extents(Sides sides, List<String> labels) {
    Map<String, Long> extents = new HashMap<>();
    long[] weights = shapes.extents(sides.weights());
    for (int axis = 0; axis < weights.length; axis++) {
      extents.put(sides.weightLabels().get(axis), weights[axis]);
    }
    return labels.stream().mapToLong(label -> extents.getOrDefault(label, 1L)).toArray();
  }

  /// Accumulators wrap, so only final sums have to fit.
  private static void checkAccumulator(Node node, ArrayOperand.Sum sum, Weights weights) {
    long limit = 1L << (sum.bits() - 1);
    for (int col = 0; col < weights.n(); col++) {
      long least = 0;
      long greatest = 0;
      for (int row = 0; row < weights.k(); row++) {
        long w = weights.at(row, col);
        least += Math.min(w * sum.least(), w * sum.greatest());
        greatest += Math.max(w * sum.least(), w * sum.greatest());
      }
      if (least < -limit || greatest >= limit) {
        throw BindFaults.of(
            VerilogFault.TOO_WIDE,
            node,
            "sums of column %d reach %d..%d, beyond %s"
                .formatted(col, least, greatest, sum.limit()),
            "choose hardware with wider accumulators (acc_bits=32), or fewer bits for the operands");
      }
    }
  }

  private static List<String> concat(List<String> first, List<String> second) {
    List<String> all = new ArrayList<>(first);
    all.addAll(second);
    return all;
  }
}
