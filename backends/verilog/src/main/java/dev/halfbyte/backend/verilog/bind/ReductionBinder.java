package dev.halfbyte.backend.verilog.bind;

import dev.halfbyte.backend.verilog.fault.VerilogFault;
import dev.halfbyte.backend.verilog.match.Form;
import dev.halfbyte.backend.verilog.match.RowTrace;
import dev.halfbyte.ir.ElemType.IntType;
import dev.halfbyte.ir.Node;
import dev.halfbyte.ir.op.Reduce;
import dev.halfbyte.rtl.AcceleratorConfig;
import dev.halfbyte.rtl.CommandField;
import dev.halfbyte.rtl.Reduction;
import dev.halfbyte.source.DiagnosticException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/// Finds which rows of a matrix a reduction takes, and whether the elementwise unit can.
///
/// @param config the accelerator
/// @param shapes types of all values
/// @param trace follows elements through views
record ReductionBinder(AcceleratorConfig config, Shapes shapes, RowTrace trace) {
  private static final int MAX_ACC_BITS = 32;

  /// An axis of what the reduction reads, of more than one element.
  ///
  /// @param stride elements of the codes from one index to the next
  private record Axis(long extent, long stride) {}

  Bound.Reduced bind(Node node, Form.RowReduction form, Bound operand) {
    Matrix source = source(node, operand);
    RowGroups rows = rows(node, form, source);
    Reduction.Kind kind = kind(form.kind());
    requireCommand(node, rows);
    long bias = form.offset();
    if (kind == Reduction.Kind.SUM) {
      requireSums(node, rows, source.storage());
      bias = Math.multiplyExact(bias, rows.count());
    }
    return new Bound.Reduced(source, kind, rows, Channels.splat(bias, source.width()), List.of());
  }

  private static Matrix source(Node node, Bound operand) {
    return switch (operand) {
      case Bound.Codes(Matrix matrix, int lead) when lead == 1 -> matrix;
      case Bound.Codes _, Bound.Heads _ -> throw EpilogueBinder.inGroups(node);
      case Bound.Turned _, Bound.Sums _, Bound.Reduced _, Bound.Host _, Bound.Reals _ ->
          throw EpilogueBinder.notCodes(node);
    };
  }

  private static Reduction.Kind kind(Reduce.Kind kind) {
    return switch (kind) {
      case SUM -> Reduction.Kind.SUM;
      case MAX -> Reduction.Kind.MAX;
      case MIN -> Reduction.Kind.MIN;
    };
  }

  /// Views without padding are affine, so that one step along each axis tells all.
  private RowGroups rows(Node node, Form.RowReduction form, Matrix source) {
    long[] extents = shapes.extents(form.moved());
    if (Shapes.product(extents) == 0) {
      throw BindFaults.empty(node);
    }
    long first = element(form, new long[extents.length]);
    List<Axis> reduced = new ArrayList<>();
    List<Axis> kept = new ArrayList<>();
    for (int axis = 0; axis < extents.length; axis++) {
      if (extents[axis] > 1) {
        long[] next = new long[extents.length];
        next[axis] = 1;
        Axis wide = new Axis(extents[axis], element(form, next) - first);
        (form.axes().contains(axis) ? reduced : kept).add(wide);
      }
    }
    List<Axis> leading = withoutColumns(node, kept, source.width());
    requireWholeRows(node, first, leading, reduced, source);
    reduced.sort(Comparator.comparingLong(Axis::stride).reversed());
    long step = reduced.isEmpty() ? source.width() : reduced.getLast().stride();
    long count = 1;
    for (Axis axis : reduced.reversed()) {
      if (axis.stride() <= 0 || axis.stride() != step * count) {
        throw apart(node);
      }
      count *= axis.extent();
    }
    List<Integer> firsts =
        firsts(leading, first / source.width(), source.width()).stream()
            .map(Math::toIntExact)
            .toList();
    return new RowGroups(firsts, Math.toIntExact(count), Math.toIntExact(step / source.width()));
  }

  private long element(Form.RowReduction form, long[] index) {
    return trace.element(form.moved(), form.codes(), index).orElseThrow();
  }

  /// Returns the axes in front of those that are the columns of a row, in their order.
  private static List<Axis> withoutColumns(Node node, List<Axis> kept, int width) {
    int first = kept.size();
    long columns = 1;
    while (first > 0 && columns < width && kept.get(first - 1).stride() == columns) {
      first--;
      columns *= kept.get(first).extent();
    }
    if (columns != width) {
      throw BindFaults.of(
          VerilogFault.UNSUPPORTED_OP,
          node,
          "reduces codes that are held in rows of %d elements, and keeps %d together"
              .formatted(width, columns),
          "let the result end in the indices of a whole row, in their order");
    }
    return kept.subList(0, first);
  }

  private static void requireWholeRows(
      Node node, long first, List<Axis> leading, List<Axis> reduced, Matrix source) {
    boolean whole =
        first % source.width() == 0
            && leading.stream().allMatch(axis -> axis.stride() % source.width() == 0)
            && reduced.stream().allMatch(axis -> axis.stride() % source.width() == 0);
    if (!whole) {
      throw BindFaults.of(
          VerilogFault.UNSUPPORTED_OP,
          node,
          "reduces within rows of %d elements, the hardware reduces over rows only"
              .formatted(source.width()),
          "let the result keep all indices of a row; sums within rows are products with weights of 1");
    }
  }

  private static DiagnosticException apart(Node node) {
    return BindFaults.of(
        VerilogFault.UNSUPPORTED_OP,
        node,
        "reduces rows that are not equally far apart, each once",
        "reduce one index after the other, with a value for the first");
  }

  private static List<Long> firsts(List<Axis> leading, long row, int width) {
    List<Long> rows = List.of(row);
    for (Axis axis : leading) {
      rows =
          rows.stream()
              .flatMap(before ->
                  IntStream.range(0, Math.toIntExact(axis.extent()))
                      .mapToObj(i -> before + i * (axis.stride() / width)))
              .toList();
    }
    return rows;
  }

  private static void requireCommand(Node node, RowGroups rows) {
    int most = CommandField.ROW_BLOCKS.max();
    if (rows.count() > most) {
      throw BindFaults.of(
          VerilogFault.DOES_NOT_FIT,
          node,
          "reduces %d rows, a command reduces %d at most".formatted(rows.count(), most),
          "reduce in two steps, of at most %d rows each".formatted(most));
    }
  }

  /// The sums are those of stored codes.
  private void requireSums(Node node, RowGroups rows, IntType storage) {
    long least = storage.min() * rows.count();
    long greatest = storage.max() * rows.count();
    int bits = SumRange.bits(least, greatest);
    if (bits > config.sumBits()) {
      throw BindFaults.of(
          VerilogFault.TOO_WIDE,
          node,
          "sums of %d codes reach %d..%d, beyond the %d bits of a value (ACC_BITS = %d)"
              .formatted(rows.count(), least, greatest, config.sumBits(), config.accBits()),
          bits <= MAX_ACC_BITS
              ? "choose hardware with acc_bits=%d, or codes of fewer bits".formatted(bits)
              : "sum fewer rows, or codes of fewer bits");
    }
  }
}
