package dev.halfbyte.backend.verilog.bind;

import dev.halfbyte.backend.verilog.fault.VerilogFault;
import dev.halfbyte.ir.Node;
import dev.halfbyte.ir.Value;
import dev.halfbyte.source.DiagnosticException;
import java.util.OptionalInt;

/// Reads constants that have one value per column, or one in all.
final class ChannelReader {
  private final Shapes shapes;
  private final ConstantReader constants;

  ChannelReader(Shapes shapes, ConstantReader constants) {
    this.shapes = shapes;
    this.constants = constants;
  }

  /// Returns the decoded integers of a constant whose trailing axes are `cols` columns and which
  /// does not vary along the others.
  Channels channels(Node node, Value value, int cols, String what) {
    return channels(node, value, 1, cols, what);
  }

  /// Returns the decoded integers of a constant of `lead` groups of `cols` columns: the groups are
  /// its leading axes, the columns its trailing ones, and it does not vary along those between.
  Channels channels(Node node, Value value, int lead, int cols, String what) {
    requireConstant(node, value, what);
    OptionalInt first = shapes.trailingAxes(value, cols);
    OptionalInt groups = shapes.leadingAxes(value, lead);
    boolean perColumn =
        first.isPresent()
            && groups.isPresent()
            && constants.varyingAxes(value).stream()
                .allMatch(axis -> axis >= first.getAsInt() || axis < groups.getAsInt());
    if (!perColumn) {
      throw varies(node, what + " varies along rows");
    }
    long rows = Shapes.product(shapes.extents(value)) / ((long) lead * cols);
    long[] values = new long[lead * cols];
    for (int channel = 0; channel < values.length; channel++) {
      long flat = channel / cols * rows * cols + channel % cols;
      values[channel] = constants.at(value, shapes.unflatten(value, flat)).decoded();
    }
    return Channels.of(values);
  }

  /// Returns a constant for each column of `sums`.
  Channels channels(Node node, Value value, Bound.Sums sums, String what) {
    return channels(node, value, sums.lead(), sums.cols() / sums.lead(), what);
  }

  /// Returns the binary32 bits of an f32 constant that has one value everywhere.
  int scalarBits(Node node, Value value, String what) {
    requireConstant(node, value, what);
    if (!constants.varyingAxes(value).isEmpty()) {
      throw varies(node, what + " varies");
    }
    float real = constants.at(value, new long[shapes.extents(value).length]).real();
    return Float.floatToIntBits(real);
  }

  /// Returns the stored integers of a one-dimensional constant.
  int[] table(Node node, Value value) {
    requireConstant(node, value, "the table");
    int[] entries = new int[Math.toIntExact(shapes.extents(value)[0])];
    for (int i = 0; i < entries.length; i++) {
      entries[i] = Math.toIntExact(constants.at(value, new long[] {i}).stored());
    }
    return entries;
  }

  private void requireConstant(Node node, Value value, String what) {
    if (!constants.isConstant(value)) {
      throw BindFaults.of(
          VerilogFault.UNSUPPORTED_OP,
          node,
          what + " depends on the input",
          "use static scales, or run this kernel on a software target");
    }
  }

  private static DiagnosticException varies(Node node, String message) {
    return BindFaults.of(
        VerilogFault.NOT_UNIFORM,
        node,
        message + ", the hardware takes one value per column at most",
        "quantize per tensor, or weights per output channel");
  }
}
