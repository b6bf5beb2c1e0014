package dev.halfbyte.backend.verilog.bind;

import dev.halfbyte.backend.verilog.fault.VerilogFault;
import dev.halfbyte.ir.Einsum;
import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.Encoding;
import dev.halfbyte.ir.Node;
import dev.halfbyte.ir.Value;
import dev.halfbyte.ir.op.Contract;
import dev.halfbyte.rtl.AcceleratorConfig;
import dev.halfbyte.rtl.ArrayKind;
import dev.halfbyte.rtl.Memory;
import dev.halfbyte.source.DiagnosticException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Turns a contraction of codes with constant weights into sums of one matrix product.
///
/// The activation's labels are row labels and all reduced labels; the result's are the same row
/// labels and the column labels, which only the weights have. Row labels stand together.
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
    if (left && right) {
      throw BindFaults.of(
          VerilogFault.UNSUPPORTED_OP,
          node,
          "both operands are constant",
          "let one operand depend on an input");
    }
    return right
        ? new Sides(contract.left(), einsum.left(), contract.right(), einsum.right())
        : new Sides(contract.right(), einsum.right(), contract.left(), einsum.left());
  }

  /// Where labels stand that are not rows: in front of the rows, and behind them.
  private record Split(List<String> before, List<String> rows, List<String> behind) {
    /// Splits `labels` at those of `rows`, which keep their order; empty if they are not together.
    static Optional<Split> of(List<String> labels, List<String> rows) {
      int first = rows.isEmpty() ? 0 : labels.indexOf(rows.getFirst());
      int end = first + rows.size();
      return first >= 0 && end <= labels.size() && labels.subList(first, end).equals(rows)
          ? Optional.of(
              new Split(labels.subList(0, first), rows, labels.subList(end, labels.size())))
          : Optional.empty();
    }

    List<String> others() {
      return concat(before, behind);
    }
  }

  Bound.Sums sums(Node node, Contract contract, Sides sides, Bound.Codes source) {
    Einsum einsum = contract.einsum();
    List<String> rows =
        sides.activationLabels().stream().filter(einsum.result()::contains).toList();
    Optional<Split> activation = Split.of(sides.activationLabels(), rows);
    Optional<Split> result = Split.of(einsum.result(), rows);
    boolean transposed =
        result.filter(r -> !r.before().isEmpty() && r.behind().isEmpty()).isPresent();
    if (activation.isEmpty() || result.isEmpty() || transposed || !einsum.batch().isEmpty()) {
      throw noProduct(node, einsum);
    }
    List<String> reduced = activation.get().others();
    Weights weights = weights(node, sides, reduced, result.get().others());
    Matrix matrix = source.matrix();
    long lead = count(sides.activationLabels(), sides.activation(), activation.get().before());
    if (matrix.width() != weights.k() || source.lead() != lead) {
      throw BindFaults.of(
          VerilogFault.UNSUPPORTED_OP,
          node,
          "reduces %d elements, its activation is held in rows of %d"
              .formatted(weights.k(), source.lead() == lead ? matrix.width() : matrix.cols()),
          "reduce over the same trailing indices that the producer of the activation gives");
    }
    ArrayOperand operand = operand(node, shapes.type(sides.activation()).elem(), weights);
    Channels bias = foldedZero(weights, operand.zeroPoint());
    Bound.Part part = new Bound.Part(matrix, Optional.empty(), new WeightSource.Fixed(weights));
    int resultLead =
        Math.toIntExact(count(sides.weightLabels(), sides.weights(), result.get().before()));
    ArrayOperand.Sum value = operand.value();
    SumRange range = SumRange.of(weights, value.least(), value.greatest());
    return new Bound.Sums(List.of(part), operand.decode(), range, bias, List.of(), resultLead);
  }

  /// Numbers are the first choice, as their zeros are skipped; sums of codes may be smaller.
  private ArrayOperand operand(Node node, ElemType elem, Weights weights) {
    int planes = weights.planes(config);
    Optional<ArrayOperand> numbers =
        operands
            .differences(node, elem, planes)
            .filter(o -> o.sums().stream().allMatch(sum -> beyond(sum, weights).isEmpty()));
    return numbers.orElseGet(() -> {
      ArrayOperand codes = operands.operand(node, elem, planes);
      codes.sums().forEach(sum -> checkAccumulator(node, sum, weights));
      return codes;
    });
  }

  /// The array reads its activations from act.
  static void requireNarrow(Node node, Matrix source, AcceleratorConfig config) {
    if (source.home() != Memory.ACT) {
      throw BindFaults.of(
          VerilogFault.TOO_WIDE,
          node,
          "reads codes of %s, wider than ACT_BITS = %d"
              .formatted(source.storage(), config.actBits()),
          "requantize the activation to %d bits%s"
              .formatted(config.actBits(), WideCodes.orHardware(config, source.storage())));
    }
  }

  static DiagnosticException noProduct(Node node, Einsum einsum) {
    return BindFaults.of(
        VerilogFault.UNSUPPORTED_OP,
        node,
        "`" + einsum + "` is no product of rows with a weight matrix, there is no data mover",
        "put the reduced indices last in the activation, and the weight's own last in the result");
  }

  private long count(List<String> labels, Value value, List<String> counted) {
    long[] extents = shapes.extents(value);
    long count = 1;
    for (String label : counted) {
      count *= extents[labels.indexOf(label)];
    }
    return count;
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
    int bits = config.arrayKind() == ArrayKind.ROW ? Byte.SIZE : config.wgtBits();
    long limit = 1L << (bits - 1);
    if (decoded < -limit || decoded >= limit) {
      throw BindFaults.of(
          VerilogFault.TOO_WIDE,
          node,
          config.arrayKind() == ArrayKind.ROW
              ? "weight %d does not fit the 8 bits of two planes of weights".formatted(decoded)
              : "weight %d does not fit WGT_BITS = %d".formatted(decoded, bits),
          bits == Byte.SIZE
              ? "quantize the weights to s8"
              : "quantize the weights to s%d, or choose hardware with wgt_bits=8".formatted(bits));
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

  /// Sums of a column.
  private record Reach(int col, long least, long greatest) {}

  private static void checkAccumulator(Node node, ArrayOperand.Sum sum, Weights weights) {
    Optional<Reach> reach = beyond(sum, weights);
    if (reach.isPresent()) {
      throw BindFaults.of(
          VerilogFault.TOO_WIDE,
          node,
          "sums of column %d reach %d..%d, beyond %s"
              .formatted(
                  reach.get().col(), reach.get().least(), reach.get().greatest(), sum.limit()),
          "choose hardware with wider accumulators (acc_bits=32), or fewer bits for the operands");
    }
  }

  /// Returns the first column whose sums do not fit. Accumulators wrap, so only final sums have to.
  private static Optional<Reach> beyond(ArrayOperand.Sum sum, Weights weights) {
    long limit = 1L << (sum.bits() - 1);
    SumRange range = SumRange.of(weights, sum.least(), sum.greatest());
    for (int col = 0; col < weights.n(); col++) {
      long least = range.least().at(col);
      long greatest = range.greatest().at(col);
      if (least < -limit || greatest >= limit) {
        return Optional.of(new Reach(col, least, greatest));
      }
    }
    return Optional.empty();
  }

  private static List<String> concat(List<String> first, List<String> second) {
    List<String> all = new ArrayList<>(first);
    all.addAll(second);
    return all;
  }
}
