package dev.halfbyte.backend.verilog.bind;

import dev.halfbyte.backend.verilog.fault.VerilogFault;
import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.ElemType.IntType;
import dev.halfbyte.ir.Encoding;
import dev.halfbyte.ir.Node;
import dev.halfbyte.ir.Value;
import dev.halfbyte.ir.op.Lookup;
import dev.halfbyte.ir.op.Requantize;
import dev.halfbyte.ir.op.RequantizeAdd;
import dev.halfbyte.rtl.Memory;
import dev.halfbyte.source.DiagnosticException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/// Turns requantizations and lookups into tasks, fusing a lookup into the task that feeds it.
final class EpilogueBinder {
  private static final long MAX_SHIFT = 62;

  private final TaskList tasks;
  private final ChannelReader reader;
  private final Uses uses;
  private final Shapes shapes;

  EpilogueBinder(TaskList tasks, ChannelReader reader, Uses uses, Shapes shapes) {
    this.tasks = tasks;
    this.reader = reader;
    this.uses = uses;
    this.shapes = shapes;
  }

  /// The value that a task defines, which is the lookup's where one was fused, and its matrix.
  record Defined(Value value, Matrix matrix) {}

  Channels channels(Node node, Value value, int cols, String what) {
    return reader.channels(node, value, cols, what);
  }

  int scalarBits(Node node, Value value, String what) {
    return reader.scalarBits(node, value, what);
  }

  Defined requantize(Node node, Requantize op, Bound operand) {
    Clamp clamp = clamp(node, op.encoding());
    return switch (operand) {
      case Bound.Sums sums -> {
        int cols = sums.weights().n();
        Channels multiplier = multiplier(node, op.multiplier(), cols);
        Channels shift = shift(node, op.shift(), cols);
        Clamp limited = limit(node, sums, multiplier, shift, clamp);
        yield product(
            node,
            sums,
            new Requantization(
                sums.bias(),
                new Scaling.Columns(multiplier, shift),
                limited,
                Optional.empty(),
                Optional.empty()));
      }
      case Bound.Codes(Matrix source) -> {
        Channels zero = Channels.of(-zeroPoint(node, op.operand()));
        yield map(
            node,
            source,
            new Requantization(
                zero,
                new Scaling.Columns(
                    uniform(
                        node, multiplier(node, op.multiplier(), source.cols()), "the multiplier"),
                    uniform(node, shift(node, op.shift(), source.cols()), "the shift")),
                clamp,
                Optional.empty(),
                Optional.empty()));
      }
      case Bound.Host _, Bound.Reals _ -> throw notCodes(node);
    };
  }

  Defined requantizeAdd(Node node, RequantizeAdd op, Bound left, Bound right) {
    if (left instanceof Bound.Codes && right instanceof Bound.Sums) {
      RequantizeAdd swapped =
          new RequantizeAdd(
              op.right(),
              op.rightMultiplier(),
              op.left(),
              op.leftMultiplier(),
              op.shift(),
              op.encoding());
      return requantizeAdd(node, swapped, right, left);
    }
    if (left instanceof Bound.Sums sums && right instanceof Bound.Codes(Matrix second)) {
      return addToSums(node, op, sums, second);
    }
    if (left instanceof Bound.Codes(Matrix first) && right instanceof Bound.Codes(Matrix second)) {
      return addCodes(node, op, first, second);
    }
    throw BindFaults.of(
        VerilogFault.UNSUPPORTED_OP,
        node,
        "adds two sums, the array gives one at a time",
        "requantize one of the sums first");
  }

  private Defined addToSums(Node node, RequantizeAdd op, Bound.Sums sums, Matrix second) {
    if (!sums.limits().isEmpty()) {
      throw BindFaults.of(
          VerilogFault.UNSUPPORTED_OP,
          node,
          "follows a max or min of sums, which the residual adder cannot see",
          "requantize after the max or min");
    }
    int cols = sums.weights().n();
    requireExtents(node, second, sums.source().rows(), cols);
    Requantization requantization =
        new Requantization(
            sums.bias(),
            new Scaling.Columns(
                multiplier(node, op.leftMultiplier(), cols), shift(node, op.shift(), cols)),
            clamp(node, op.encoding()),
            Optional.of(residual(node, op.right(), op.rightMultiplier(), second)),
            Optional.empty());
    return product(node, sums, requantization);
  }

  /// The elementwise unit reads one operand from act and one from res.
  private Defined addCodes(Node node, RequantizeAdd op, Matrix first, Matrix second) {
    boolean firstInAct = first.home() == Memory.ACT;
    if (!firstInAct && second.home() == Memory.RES) {
      throw BindFaults.of(
          VerilogFault.UNSUPPORTED_OP,
          node,
          "adds two operands of 16 bits, the residual memory has one read port",
          "requantize one operand to " + tasks.config().actBits() + " bits");
    }
    Matrix source = firstInAct ? first : second;
    Matrix added = firstInAct ? second : first;
    requireExtents(node, added, source.rows(), source.cols());
    Value sourceValue = firstInAct ? op.left() : op.right();
    Value addedValue = firstInAct ? op.right() : op.left();
    Value sourceMultiplier = firstInAct ? op.leftMultiplier() : op.rightMultiplier();
    Value addedMultiplier = firstInAct ? op.rightMultiplier() : op.leftMultiplier();
    Channels multiplier = multiplier(node, sourceMultiplier, source.cols());
    Requantization requantization =
        new Requantization(
            Channels.of(-zeroPoint(node, sourceValue)),
            new Scaling.Columns(
                uniform(node, multiplier, "the multiplier"),
                uniform(node, shift(node, op.shift(), source.cols()), "the shift")),
            clamp(node, op.encoding()),
            Optional.of(residual(node, addedValue, addedMultiplier, added)),
            Optional.empty());
    return map(node, source, requantization);
  }

  /// Equal shapes may still be split into rows at different axes, since each value has one split.
  private static void requireExtents(Node node, Matrix added, int rows, int cols) {
    if (added.rows() != rows || added.cols() != cols) {
      throw BindFaults.of(
          VerilogFault.UNSUPPORTED_OP,
          node,
          "adds rows of %d and of %d elements".formatted(cols, added.cols()),
          "let every reader of the two operands reduce the same trailing axes");
    }
  }

  private Requantization.Residual residual(
      Node node, Value value, Value multiplierValue, Matrix matrix) {
    Channels multiplier = multiplier(node, multiplierValue, matrix.cols());
    long one = uniform(node, multiplier, "the multiplier of the residual").at(0);
    return new Requantization.Residual(
        tasks.inResidual(matrix), Math.toIntExact(one), Math.toIntExact(zeroPoint(node, value)));
  }

  Defined lookup(Node node, Lookup op, Bound operand) {
    if (!(operand instanceof Bound.Codes(Matrix source))) {
      throw notCodes(node);
    }
    Requantization pass =
        Requantization.identity(source.storage()).withTable(table(node, op, source.storage()));
    return new Defined(node.value(), mapped(node, source, pass));
  }

  private Defined product(Node node, Bound.Sums sums, Requantization requantization) {
    Node last = fusedLookup(node).orElse(node);
    Requantization whole = fused(node, last, requantization);
    int rows = sums.source().rows();
    int cols = sums.weights().n();
    inRange(node, whole.bias(), Integer.MIN_VALUE, Integer.MAX_VALUE, "folded bias");
    Matrix target =
        tasks.matrix(last, rows, cols, tasks.drainedWords(cols), storage(last.type().elem()));
    tasks.add(
        new Task.MatMul(
            sums.source(),
            Optional.empty(),
            sums.decode(),
            new WeightSource.Fixed(sums.weights()),
            whole,
            new ProductTarget.Codes(target, Optional.empty())));
    return new Defined(last.value(), target);
  }

  private Defined map(Node node, Matrix source, Requantization requantization) {
    Node last = fusedLookup(node).orElse(node);
    return new Defined(last.value(), mapped(last, source, fused(node, last, requantization)));
  }

  private Matrix mapped(Node node, Matrix source, Requantization requantization) {
    Matrix target =
        tasks.matrix(
            node,
            source.rows(),
            source.cols(),
            source.rowBlockWords(),
            storage(node.type().elem()));
    tasks.add(new Task.Map(source, requantization, target));
    return target;
  }

  private Optional<Node> fusedLookup(Node node) {
    return uses.sole(node.value())
        .filter(reader ->
            reader.op() instanceof Lookup lookup && lookup.operand().equals(node.value()));
  }

  private Requantization fused(Node node, Node last, Requantization requantization) {
    return last.op() instanceof Lookup lookup
        ? requantization.withTable(table(last, lookup, storage(node.type().elem())))
        : requantization;
  }

  /// A table of 2^b entries in order of the code becomes 256 entries by the low 8 bits of the code.
  private LookupTable table(Node node, Lookup op, IntType codes) {
    IntType result = storage(node.type().elem());
    if (result.bits() > Byte.SIZE) {
      throw BindFaults.of(
          VerilogFault.TOO_WIDE,
          node,
          "gives " + result + ", a table entry has 8 bits",
          "let the table give codes of at most 8 bits");
    }
    int[] entries = reader.table(node, op.table());
    List<Integer> bytes = new ArrayList<>(Collections.nCopies(LookupTable.SIZE, 0));
    for (int i = 0; i < entries.length; i++) {
      bytes.set((int) (codes.min() + i) & 0xff, entries[i]);
    }
    return new LookupTable(bytes, result.signed());
  }

  private Clamp limit(
      Node node, Bound.Sums sums, Channels multiplier, Channels shift, Clamp clamp) {
    Clamp limited = clamp;
    for (Bound.Limit limit : sums.limits()) {
      long[] codes = new long[limit.bound().count()];
      for (int col = 0; col < codes.length; col++) {
        long product = Math.multiplyExact(limit.bound().at(col), multiplier.at(col));
        codes[col] = clamp.apply(product, (int) shift.at(col));
      }
      int code = (int) uniform(node, Channels.of(codes), "the bound of a max or min").at(0);
      limited =
          switch (limit.kind()) {
            case AT_LEAST -> limited.atLeast(code);
            case AT_MOST -> limited.atMost(code);
          };
    }
    return limited;
  }

  private Channels multiplier(Node node, Value value, int cols) {
    Channels multiplier = reader.channels(node, value, cols, "the multiplier");
    return inRange(node, multiplier, 0, Integer.MAX_VALUE, "multiplier");
  }

  private Channels shift(Node node, Value value, int cols) {
    return inRange(node, reader.channels(node, value, cols, "the shift"), 1, MAX_SHIFT, "shift");
  }

  private static Channels inRange(Node node, Channels channels, long lo, long hi, String what) {
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

  private static Channels uniform(Node node, Channels channels, String what) {
    if (channels.uniform().isEmpty()) {
      throw BindFaults.of(
          VerilogFault.NOT_UNIFORM,
          node,
          what + " varies by column, the hardware has one for all",
          "quantize this activation per tensor");
    }
    return Channels.of(channels.at(0));
  }

  private static Clamp clamp(Node node, Encoding encoding) {
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

  private long zeroPoint(Node node, Value value) {
    return ContractBinder.affine(node, shapes.type(value).elem()).zeroPoint();
  }

  private static IntType storage(ElemType elem) {
    return ElemType.storage(elem).orElseThrow();
  }

  private static DiagnosticException notCodes(Node node) {
    return BindFaults.of(
        VerilogFault.UNSUPPORTED_OP,
        node,
        "reads no codes of the accelerator",
        "quantize its operand first");
  }
}
