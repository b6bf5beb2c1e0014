package dev.halfbyte.backend.verilog.bind;

import dev.halfbyte.backend.verilog.fault.VerilogFault;
import dev.halfbyte.backend.verilog.match.Form;
import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.Encoding;
import dev.halfbyte.ir.Node;
import dev.halfbyte.rtl.AcceleratorConfig;
import dev.halfbyte.rtl.CommandField;
import dev.halfbyte.rtl.Memory;
import dev.halfbyte.source.DiagnosticException;

/// Turns norms into tasks.
///
/// @param tasks where they go
/// @param reader reads gains and biases
record NormBinder(TaskList tasks, Shapes shapes, ChannelReader reader) {
  private static final int NARROW_ROOT = 12;
  private static final int WIDE_ROOT = 16;

  /// Bits of the largest normalized element, and of what the last shift takes.
  private static final int NORMAL_BITS = 15;

  private static final long LARGEST_SUM = (1L << 31) - 1;

  /// Bits of e0 in a command.
  private static final int GUARD_BITS =
      CommandField.GUARD_LOW.width() + CommandField.GUARD_HIGH.width();

  private static final int MAX_SHIFT = 62;
  private static final int RADICAND_BITS = 30;

  Bound bind(Node node, Form.Norm form, Matrix rows) {
    long[] extents = shapes.extents(node.value());
    long count = extents.length == 0 ? 1 : extents[extents.length - 1];
    requireFit(node, rows, count);
    NormForm constants = constants(node, form, (int) count);
    Encoding.Affine encoding = ContractBinder.affine(node, node.type().elem());
    if (encoding.storage().bits() > tasks.config().actBits()) {
      throw BindFaults.of(
          VerilogFault.TOO_WIDE,
          node,
          "gives codes of %s, the norm unit writes codes of ACT_BITS = %d"
              .formatted(encoding.storage(), tasks.config().actBits()),
          "choose codes of %d bits for the norm%s"
              .formatted(
                  tasks.config().actBits(),
                  WideCodes.orHardware(tasks.config(), encoding.storage())));
    }
    Matrix source = numbers(node, form, rows);
    int words = tasks.tightWords((int) count);
    Matrix target = tasks.matrix(node, source.rows(), (int) count, words, encoding.storage());
    Clamp clamp = Clamp.of(encoding.storage(), encoding.zeroPoint());
    tasks.add(new Task.Norm(source, constants, clamp, target));
    return Bound.Codes.of(target);
  }

  private void requireFit(Node node, Matrix rows, long count) {
    AcceleratorConfig config = tasks.config();
    if (count > config.normRowMax()) {
      throw BindFaults.of(
          VerilogFault.DOES_NOT_FIT,
          node,
          "takes rows of %d elements, NORM_ROW_MAX is %d".formatted(count, config.normRowMax()),
          "choose hardware with norm_row_max=%d or more"
              .formatted(Long.highestOneBit(count - 1) << 1));
    }
    long words = Math.ceilDiv(count, config.lanes()) * config.lanes() / Memory.GAIN_ELEMENTS;
    if (words > config.gainDepth()) {
      throw BindFaults.of(
          VerilogFault.DOES_NOT_FIT,
          node,
          "takes %d words of gains and biases, GAIN_DEPTH is %d"
              .formatted(words, config.gainDepth()),
          "choose hardware with gain_depth=%d or more".formatted(words));
    }
    if (rows.width() != count) {
      throw BindFaults.of(
          VerilogFault.UNSUPPORTED_OP,
          node,
          "takes rows of %d elements, which are held in rows of %d".formatted(count, rows.width()),
          "let every reader of its operand reduce the same trailing axes");
    }
  }

  private NormForm constants(Node node, Form.Norm form, int count) {
    int rootBits = Long.numberOfTrailingZeros(form.greatestRoot() + 1);
    long fractionBits = rootBits - form.shiftAddend();
    boolean known =
        form.extent() == count
            && form.greatestRoot() == (1L << rootBits) - 1
            && form.radicand() == 1L << (2 * rootBits + RADICAND_BITS)
            && (rootBits == NARROW_ROOT || rootBits == WIDE_ROOT);
    if (!known) {
      throw BindFaults.of(
          VerilogFault.UNSUPPORTED_OP,
          node,
          "takes a root by other constants than those of 12 or 16 bits, which the norm unit has",
          "quantize the kernel again");
    }
    int octaves = Integer.SIZE - Integer.numberOfLeadingZeros(count - 1);
    within(node, "F", fractionBits, 0, Math.min(rootBits - 1, 15 - Math.ceilDiv(octaves, 2)));
    within(node, "e0", form.guard(), 1, (1L << GUARD_BITS) - 1);
    within(node, "the last shift", form.shift(), 1, MAX_SHIFT);
    Channels gains = reader.channels(node, form.gains(), count, "the gain");
    Channels biases = reader.channels(node, form.biases(), count, "the bias");
    for (int col = 0; col < count; col++) {
      within(node, "gain", gains.at(col), Short.MIN_VALUE, Short.MAX_VALUE);
      long sum = (Math.abs(gains.at(col)) << NORMAL_BITS) + Math.abs(biases.at(col));
      within(node, "the largest sum of a column", sum, 0, LARGEST_SUM);
    }
    return new NormForm(
        form.centered() ? NormForm.Kind.LAYER : NormForm.Kind.RMS,
        rootBits,
        (int) fractionBits,
        (int) form.shift(),
        form.guard(),
        gains,
        biases);
  }

  /// Returns the numbers of the rows in res.
  private Matrix numbers(Node node, Form.Norm form, Matrix rows) {
    ElemType elem = shapes.type(form.codes()).elem();
    Encoding.Affine encoding = ContractBinder.affine(node, elem);
    if (encoding.zeroPoint() == 0) {
      return tasks.inResidual(rows);
    }
    if (encoding.minDecoded() < Short.MIN_VALUE || encoding.maxDecoded() > Short.MAX_VALUE) {
      throw tooWide(
          node,
          "element",
          Math.max(-encoding.minDecoded(), encoding.maxDecoded()),
          Short.MIN_VALUE,
          Short.MAX_VALUE);
    }
    return tasks.numbers(rows, (int) encoding.zeroPoint());
  }

  private static void within(Node node, String what, long value, long least, long greatest) {
    if (value < least || value > greatest) {
      throw tooWide(node, what, value, least, greatest);
    }
  }

  private static DiagnosticException tooWide(
      Node node, String what, long value, long least, long greatest) {
    return BindFaults.of(
        VerilogFault.TOO_WIDE,
        node,
        "%s %d is outside the %d..%d of the norm unit".formatted(what, value, least, greatest),
        "calibrate the scales again, or choose a smaller epsilon");
  }
}
