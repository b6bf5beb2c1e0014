package dev.halfbyte.backend.verilog.bind;

import dev.halfbyte.backend.verilog.fault.VerilogFault;
import dev.halfbyte.backend.verilog.match.Form;
import dev.halfbyte.backend.verilog.match.Forms;
import dev.halfbyte.backend.verilog.match.RowTrace;
import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.Encoding;
import dev.halfbyte.ir.Node;
import dev.halfbyte.ir.Program;
import dev.halfbyte.ir.Value;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/// The divisions behind softmaxes in `norm late`: their constants go to the softmax, which makes
/// the factors of the rows, and the factors to the products that divide.
final class Divisions {
  private static final int MAX_RATIO = (1 << 16) - 1;
  private static final int MAX_DROP = 16;
  private static final int MAX_SHIFT = 62;

  private final Forms forms;
  private final Program program;
  private final Shapes shapes;
  private final ConstantReader constants;
  private final RowTrace trace;
  private final Map<Value, Rows> rows = new HashMap<>();

  Divisions(Forms forms, Program program, Shapes shapes, ConstantReader constants) {
    this.forms = forms;
    this.program = program;
    this.shapes = shapes;
    this.constants = constants;
    this.trace = new RowTrace(program);
  }

  /// The rows of a softmax.
  ///
  /// @param matrices its codes, a matrix for each head
  /// @param factors their factors
  private record Rows(List<Matrix> matrices, List<RowFactors> factors) {
    Rows {
      matrices = List.copyOf(matrices);
      factors = List.copyOf(factors);
    }
  }

  /// The constants of a division.
  record Constants(int ratio, int drop, int offset) {}

  void define(Value probabilities, List<Matrix> matrices, List<RowFactors> factors) {
    rows.put(probabilities, new Rows(matrices, factors));
  }

  /// Returns the constants of all divisions by the sums of a softmax; empty if there are none.
  Optional<Constants> constants(Value probabilities) {
    Optional<Constants> known = Optional.empty();
    for (Node node : program.nodes()) {
      if (node.results().size() == 1
          && forms.needed().contains(node.value())
          && forms.of(node.value()).orElse(null) instanceof Form.Division division
          && division.probabilities().equals(probabilities)) {
        Constants own = constants(node, division);
        if (known.filter(other -> !other.equals(own)).isPresent()) {
          throw BindFaults.of(
              VerilogFault.NOT_UNIFORM,
              node,
              "divides by the sums of a softmax with constants of its own, the unit makes one"
                  + " factor for each row",
              "give all results of one softmax the same scale, or choose `norm early`");
        }
        known = Optional.of(own);
      }
    }
    return known;
  }

  private Constants constants(Node node, Form.Division division) {
    if (!constants.varyingAxes(division.ratio()).isEmpty()) {
      throw BindFaults.of(
          VerilogFault.NOT_UNIFORM,
          node,
          "divides with a scale of each channel, the softmax unit has one for all",
          "quantize the operand behind the softmax, and this result, per tensor");
    }
    long[] origin = new long[shapes.extents(division.ratio()).length];
    long ratio = constants.at(division.ratio(), origin).decoded();
    within(node, "ratio", ratio, 0, MAX_RATIO);
    within(node, "shift of the product", division.drop(), 1, MAX_DROP);
    within(node, "shift", division.offset(), 1, MAX_SHIFT - octaves(division));
    return new Constants((int) ratio, (int) division.drop(), (int) division.offset());
  }

  /// Returns the greatest `e`: that of a row of the largest numbers.
  private int octaves(Form.Division division) {
    long[] extents = shapes.extents(division.probabilities());
    long count = extents.length == 0 ? 1 : extents[extents.length - 1];
    long greatest =
        shapes.type(division.probabilities()).elem() instanceof ElemType.CodeType(Encoding encoding)
            ? encoding.maxDecoded()
            : 1;
    return Long.SIZE - 1 - Long.numberOfLeadingZeros(Math.max(1, count * greatest));
  }

  private static void within(Node node, String what, long value, long least, long greatest) {
    if (value < least || value > greatest) {
      throw BindFaults.of(
          VerilogFault.TOO_WIDE,
          node,
          "%s %d of its division is outside the %d..%d of the softmax unit"
              .formatted(what, value, least, greatest),
          "calibrate the scales again, or choose `norm early`");
    }
  }

  /// Returns the factors of each part of `sums`.
  List<RowFactors> factors(Node node, Form.Division division, Bound.Sums sums) {
    List<Matrix> sources = sums.parts().stream().map(Bound.Part::source).toList();
    Optional<Rows> divided =
        Optional.ofNullable(rows.get(division.probabilities()))
            .filter(known -> known.matrices().equals(sources))
            .filter(_ -> isByRow(node, division, sums));
    return divided
        .map(Rows::factors)
        .orElseThrow(() ->
            BindFaults.of(
                VerilogFault.UNSUPPORTED_OP,
                node,
                "divides by the sums of rows of a softmax that are not the rows of its product",
                "contract the probabilities with the values directly, or choose `norm early`"));
  }

  private boolean isByRow(Node node, Form.Division division, Bound.Sums sums) {
    int groups = sums.parts().size();
    for (int group = 0; group < groups; group++) {
      for (int row = 0; row < sums.rows(); row++) {
        OptionalLong expected = OptionalLong.of((long) group * sums.rows() + row);
        for (int col = 0; col < sums.partCols(); col++) {
          long leading =
              sums.lead() == 1 ? (long) row * groups + group : (long) group * sums.rows() + row;
          long[] index = shapes.unflatten(node.value(), leading * sums.partCols() + col);
          boolean both =
              trace.element(division.multiplier(), division.denominators(), index).equals(expected)
                  && trace
                      .element(division.shift(), division.denominators(), index)
                      .equals(expected);
          if (!both) {
            return false;
          }
        }
      }
    }
    return true;
  }
}
