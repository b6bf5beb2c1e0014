package dev.halfbyte.backend.verilog.bind;

import dev.halfbyte.backend.verilog.fault.VerilogFault;
import dev.halfbyte.backend.verilog.match.Form;
import dev.halfbyte.ir.AffineIndex;
import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.ElemType.IntType;
import dev.halfbyte.ir.Encoding;
import dev.halfbyte.ir.Node;
import dev.halfbyte.rtl.AcceleratorConfig;
import dev.halfbyte.rtl.Memory;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// Turns softmaxes into tasks, one for each head.
///
/// @param tasks where they go
/// @param divisions where the factors of their rows go
record SoftmaxBinder(
    TaskList tasks, Shapes shapes, ConstantReader constants, Divisions divisions, Masks masks) {
  private static final int NUMBER_MAX = (1 << 16) - 1;

  Bound bind(Node node, Form.Softmax form, Bound logits) {
    List<Matrix> sources = sources(node, logits);
    requireFit(node, sources.getFirst());
    Encoding encoding = encoding(node.type().elem());
    IntType storage = encoding.storage();
    SoftmaxTable table = table(node, form, encoding);
    OptionalInt present = present(node, form, sources);
    Optional<Divisions.Constants> late =
        form.weights().isPresent() ? Optional.empty() : divisions.constants(node.value());
    List<Matrix> targets = new ArrayList<>();
    List<RowFactors> factors = new ArrayList<>();
    for (Matrix logitRows : sources) {
      Matrix source = tasks.inResidual(logitRows);
      int words = tasks.tightWords(source.cols());
      Matrix target = tasks.matrix(node, source.rows(), source.cols(), words, storage);
      requireNarrow(node, target);
      SoftmaxForm normalization = normalization(form, late, target.rows(), factors);
      int zero = zeroCode(form, encoding);
      tasks.add(new Task.Softmax(source, present, normalization, table, zero, target));
      targets.add(target);
    }
    divisions.define(node.value(), targets, factors);
    return logits instanceof Bound.Heads
        ? new Bound.Heads(targets)
        : Bound.Codes.of(targets.getFirst());
  }

  private SoftmaxForm normalization(
      Form.Softmax form, Optional<Divisions.Constants> late, int rows, List<RowFactors> factors) {
    if (form.weights().isPresent()) {
      return new SoftmaxForm.Early();
    }
    // Without a division any constants will do.
    Divisions.Constants division = late.orElse(new Divisions.Constants(1, 1, 1));
    factors.add(tasks.factors(rows));
    return new SoftmaxForm.Late(
        division.ratio(), division.drop(), division.offset(), factors.getLast());
  }

  private static List<Matrix> sources(Node node, Bound logits) {
    return switch (logits) {
      case Bound.Heads(List<Matrix> matrices) -> matrices;
      case Bound.Codes(Matrix matrix, int lead) when lead == 1 && matrix.groups() == 1 ->
          List.of(matrix);
      case Bound.Codes _ ->
          throw BindFaults.of(
              VerilogFault.UNSUPPORTED_OP,
              node,
              "takes rows of logits that are held in groups",
              "let the head index come first, behind it rows and columns");
      case Bound.Turned _, Bound.Sums _, Bound.Reduced _, Bound.Host _, Bound.Reals _ ->
          throw BindFaults.of(
              VerilogFault.UNSUPPORTED_OP,
              node,
              "reads no codes of the accelerator",
              "quantize its operand first");
    };
  }

  private void requireFit(Node node, Matrix logits) {
    long[] extents = shapes.extents(node.value());
    long count = extents.length == 0 ? 1 : extents[extents.length - 1];
    int most = tasks.config().softmaxRowMax();
    if (count > most) {
      throw BindFaults.of(
          VerilogFault.DOES_NOT_FIT,
          node,
          "takes rows of %d logits, SOFTMAX_ROW_MAX is %d".formatted(count, most),
          "choose hardware with softmax_row_max=%d or more, or fewer columns".formatted(count));
    }
    if (logits.cols() != count) {
      throw BindFaults.of(
          VerilogFault.UNSUPPORTED_OP,
          node,
          "takes rows of %d logits, which are held in rows of %d".formatted(count, logits.cols()),
          "let the producer of the logits give the same rows");
    }
  }

  private void requireNarrow(Node node, Matrix target) {
    AcceleratorConfig config = tasks.config();
    if (target.home() != Memory.ACT) {
      throw BindFaults.of(
          VerilogFault.TOO_WIDE,
          node,
          "gives codes of %s, the softmax unit writes codes of ACT_BITS = %d"
              .formatted(target.storage(), config.actBits()),
          "choose codes of %d bits, e.g. `act u4 log_sqrt2`%s"
              .formatted(config.actBits(), WideCodes.orHardware(config, target.storage())));
    }
  }

  /// Row i of a head sees the columns up to `i + first - 1`.
  private OptionalInt present(Node node, Form.Softmax form, List<Matrix> heads) {
    if (form.mask().isEmpty()) {
      return OptionalInt.empty();
    }
    long[] extents = shapes.extents(node.value());
    int col = extents.length - 1;
    int row = col - 1;
    Optional<AffineIndex> condition =
        masks
            .get(form.mask().get())
            .filter(mask -> mask.conditions().size() == 1)
            .map(mask -> mask.conditions().getFirst());
    List<AffineIndex.Term> causal =
        List.of(new AffineIndex.Term(row, 1), new AffineIndex.Term(col, -1));
    boolean fits =
        condition.filter(c -> c.terms().equals(causal) && c.constant().fixed() >= 0).isPresent()
            && heads.getFirst().rows() == extents[row];
    if (!fits) {
      throw BindFaults.of(
          VerilogFault.UNSUPPORTED_OP,
          node,
          "leaves out logits by another rule than `column <= row + constant`",
          "use a causal mask, or run this kernel on a software target");
    }
    long first = Math.min(condition.get().constant().fixed() + 1, extents[col]);
    return OptionalInt.of(Math.toIntExact(first));
  }

  private SoftmaxTable table(Node node, Form.Softmax form, Encoding encoding) {
    List<Integer> numbers = new ArrayList<>();
    List<Integer> codes = new ArrayList<>();
    for (int distance = 0; distance < SoftmaxTable.SIZE; distance++) {
      long[] index = {distance};
      long code = constants.at(form.codes(), index).stored();
      long number =
          form.weights().isPresent()
              ? constants.at(form.weights().get(), index).stored()
              : encoding.decode(code);
      if (number < 0 || number > NUMBER_MAX) {
        throw BindFaults.of(
            VerilogFault.TOO_WIDE,
            node,
            "adds up %d, the softmax unit takes numbers of 16 bits without sign".formatted(number),
            "choose an encoding with smaller numbers for the probabilities");
      }
      numbers.add((int) number);
      codes.add((int) code & 0xff);
    }
    return new SoftmaxTable(numbers, codes);
  }

  private static int zeroCode(Form.Softmax form, Encoding encoding) {
    return form.zeroCode().orElseGet(() -> encoding.zeroCode().orElse(0L)).intValue() & 0xff;
  }

  private static Encoding encoding(ElemType elem) {
    return elem instanceof ElemType.CodeType(Encoding encoding)
        ? encoding
        : new Encoding.Affine(ElemType.storage(elem).orElseThrow(), 0);
  }
}
