package dev.halfbyte.backend.verilog.bind;

import dev.halfbyte.backend.verilog.fault.VerilogFault;
import dev.halfbyte.ir.Node;
import dev.halfbyte.ir.op.View;
import dev.halfbyte.rtl.AcceleratorConfig;
import dev.halfbyte.source.DiagnosticException;
import java.util.Arrays;
import java.util.List;

/// Takes consecutive rows of what is in memory, without moving anything: a row of a matrix is a
/// number of words, so the rows from one on are the same matrix with another first word.
///
/// @param config says how many rows share words
record RowSlices(Shapes shapes, AcceleratorConfig config) {

  /// Returns the rows of `operand` that a view gives.
  ///
  /// @param run which elements it gives
  Bound of(Node node, View view, Shapes.Run run, Bound operand) {
    long[] extents = shapes.extents(node.value());
    long groups = Shapes.product(Arrays.copyOf(extents, run.leadAxes()));
    Elements elements =
        new Elements(
            groups,
            run.first().fixed(),
            Shapes.product(extents) / groups,
            Shapes.product(shapes.extents(view.operand())) / groups);
    return switch (operand) {
      case Bound.Host(var parameter, long first) when groups == 1 ->
          new Bound.Host(parameter, first + elements.first());
      case Bound.Reals(Matrix matrix, var dequantizer) when groups == 1 ->
          new Bound.Reals(slice(node, elements, matrix, matrix.width()), dequantizer);
      case Bound.Codes(Matrix matrix, int lead) when groups == lead -> {
        int cols = lead == 1 ? matrix.width() : matrix.cols();
        yield new Bound.Codes(slice(node, elements, matrix, cols), lead);
      }
      case Bound.Heads(List<Matrix> matrices) when groups == matrices.size() ->
          new Bound.Heads(
              matrices.stream()
                  .map(matrix -> slice(node, elements, matrix, matrix.width()))
                  .toList());
      case Bound.Sums sums when groups == sums.lead() -> {
        int cols = groups == 1 ? sums.cols() : sums.cols() / (int) groups;
        yield sums.of(
            sums.parts().stream()
                .map(part -> part.of(slice(node, elements, part.source(), cols)))
                .toList());
      }
      case Bound.Turned turned -> turned;
      case Bound.Host _,
          Bound.Reals _,
          Bound.Codes _,
          Bound.Heads _,
          Bound.Sums _,
          Bound.Reduced _ ->
          throw notRows(node);
    };
  }

  /// Consecutive elements, in each of some groups in front of them.
  ///
  /// @param first the first of them in its group
  /// @param count elements of a group that are given
  /// @param of elements of a group that there are
  private record Elements(long groups, long first, long count, long of) {}

  /// @param cols elements of a row of the value
  private Matrix slice(Node node, Elements elements, Matrix matrix, int cols) {
    boolean rows =
        elements.first() % cols == 0
            && elements.count() % cols == 0
            && elements.of() == (long) matrix.rows() * cols;
    if (!rows) {
      throw notRows(node);
    }
    int first = Math.toIntExact(elements.first() / cols);
    int count = Math.toIntExact(elements.count() / cols);
    if (count == 0) {
      throw BindFaults.empty(node);
    }
    requireWords(node, first);
    return matrix.slice(first, count);
  }

  /// Requires that a row is the first of those that share words.
  void requireWords(Node node, int first) {
    if (first % config.rows() != 0) {
      throw BindFaults.of(
          VerilogFault.UNSUPPORTED_OP,
          node,
          "keeps the rows from row %d on, this hardware has %d rows in one word"
              .formatted(first, config.rows()),
          "keep rows from a multiple of %d on, or choose a row array such as `edge`"
              .formatted(config.rows()));
    }
  }

  /// Returns the rows of which `rows` fill words, of `all` at most.
  int wholeWords(int rows, int all) {
    return Math.min(all, Math.ceilDiv(rows, config.rows()) * config.rows());
  }

  static DiagnosticException notRows(Node node) {
    return BindFaults.of(
        VerilogFault.UNSUPPORTED_OP,
        node,
        "takes elements that are no consecutive rows of what is in memory, there is no data mover",
        "slice the axis of the rows, `y[i, c] = x[i + first, c]`, and keep all channels and heads");
  }
}
