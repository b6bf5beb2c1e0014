package dev.halfbyte.backend.verilog.bind;

import dev.halfbyte.backend.verilog.fault.VerilogFault;
import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.Encoding;
import dev.halfbyte.ir.Node;
import dev.halfbyte.ir.Value;

/// Reads the constants of requantizations, and refuses those that the epilogue has no place for.
///
/// @param reader reads constants
/// @param shapes types of all values
record EpilogueConstants(ChannelReader reader, Shapes shapes) {
  private static final long MAX_SHIFT = 62;

  Channels multiplier(Node node, Value value, Bound.Sums sums) {
    Channels multiplier = reader.channels(node, value, sums, "the multiplier");
    return inRange(node, multiplier, 0, Integer.MAX_VALUE, "multiplier");
  }

  Channels multiplier(Node node, Value value, int cols) {
    Channels multiplier = reader.channels(node, value, cols, "the multiplier");
    return inRange(node, multiplier, 0, Integer.MAX_VALUE, "multiplier");
  }

  Channels shift(Node node, Value value, Bound.Sums sums) {
    return inRange(node, reader.channels(node, value, sums, "the shift"), 1, MAX_SHIFT, "shift");
  }

  Channels shift(Node node, Value value, int cols) {
    return inRange(node, reader.channels(node, value, cols, "the shift"), 1, MAX_SHIFT, "shift");
  }

  static Channels inRange(Node node, Channels channels, long lo, long hi, String what) {
    for (long value : channels.values()) {
      if (value < lo || value > hi) {
        throw BindFaults.of(
            VerilogFault.TOO_WIDE,
            node,
            "%s %d is outside the %d..%d of the epilogue".formatted(what, value, lo, hi),
            "calibrate the scales again");
      }
    }
    return channels;
  }

  static Channels uniform(Node node, Channels channels, String what) {
    if (channels.uniform().isEmpty()) {
      throw BindFaults.of(
          VerilogFault.NOT_UNIFORM,
          node,
          what + " varies by column, the hardware has one for all",
          "quantize this activation per tensor");
    }
    return Channels.of(channels.at(0));
  }

  static Clamp clamp(Node node, Encoding encoding) {
    Encoding.Affine affine = ContractBinder.affine(node, new ElemType.CodeType(encoding));
    if (affine.storage().bits() + (affine.storage().signed() ? 0 : 1) > Short.SIZE) {
      throw BindFaults.of(
          VerilogFault.TOO_WIDE,
          node,
          "gives " + affine.storage() + ", the epilogue clamps to s16",
          "use s16, or at most 8 bits");
    }
    return Clamp.of(affine.storage(), affine.zeroPoint());
  }

  long zeroPoint(Node node, Value value) {
    return ContractBinder.affine(node, shapes.type(value).elem()).zeroPoint();
  }
}
