package dev.halfbyte.backend.verilog.bind;

import dev.halfbyte.backend.verilog.fault.VerilogFault;
import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.ElemType.IntType;
import dev.halfbyte.ir.Node;
import dev.halfbyte.ir.Value;
import dev.halfbyte.ir.op.Lookup;
import dev.halfbyte.ir.op.Requantize;
import dev.halfbyte.ir.op.RequantizeAdd;
import dev.halfbyte.rtl.Memory;
import dev.halfbyte.rtl.Reduction;
import dev.halfbyte.source.DiagnosticException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/// Turns requantizations and lookups into tasks, fusing a lookup into the task that feeds it.
final class EpilogueBinder {
  private final TaskList tasks;
  private final ChannelReader reader;
  private final EpilogueConstants constants;
  private final Uses uses;
  private final Shapes shapes;
  private final ProductEmitter products;
  private final Rearranger rearranger;

  EpilogueBinder(
      TaskList tasks,
      ChannelReader reader,
      Uses uses,
      Shapes shapes,
      ProductEmitter products,
      Rearranger rearranger) {
    this.tasks = tasks;
    this.reader = reader;
    this.constants = new EpilogueConstants(reader, shapes);
    this.uses = uses;
    this.shapes = shapes;
    this.products = products;
    this.rearranger = rearranger;
  }

  /// The value that tasks define, which is the lookup's where one was fused, and where it lies.
  record Defined(Value value, Bound bound) {}

  Defined requantize(Node node, Requantize op, Bound operand) {
    return switch (operand) {
      case Bound.Sums sums -> {
        Channels multiplier = constants.multiplier(node, op.multiplier(), sums);
        Channels shift = constants.shift(node, op.shift(), sums);
        Clamp limited =
            limit(
                node,
                sums.limits(),
                multiplier,
                shift,
                EpilogueConstants.clamp(node, op.encoding()));
        Scaling scaling = new Scaling.Columns(multiplier, shift);
        yield product(node, sums, requantization(sums, scaling, limited));
      }
      case Bound.Reduced reduced -> reduced(node, op, reduced);
      case Bound.Codes(Matrix matrix, int lead) ->
          map(node, operand, codes(node, op, lead == 1 ? matrix.width() : matrix.cols()));
      case Bound.Heads(List<Matrix> matrices) ->
          map(node, operand, codes(node, op, matrices.getFirst().cols()));
      case Bound.Turned _, Bound.Host _, Bound.Reals _ -> throw notCodes(node);
    };
  }

  private Requantization codes(Node node, Requantize op, int cols) {
    return new Requantization(
        Channels.of(-constants.zeroPoint(node, op.operand())),
        new Scaling.Columns(
            EpilogueConstants.uniform(
                node, constants.multiplier(node, op.multiplier(), cols), "the multiplier"),
            EpilogueConstants.uniform(node, constants.shift(node, op.shift(), cols), "the shift")),
        EpilogueConstants.clamp(node, op.encoding()),
        Optional.empty(),
        Optional.empty());
  }

  /// The elementwise unit has one channel for all columns.
  private Defined reduced(Node node, Requantize op, Bound.Reduced rows) {
    int cols = rows.source().width();
    Channels multiplier = constants.multiplier(node, op.multiplier(), cols);
    Channels shift = constants.shift(node, op.shift(), cols);
    Clamp clamp = EpilogueConstants.clamp(node, op.encoding());
    Channels bias =
        EpilogueConstants.inRange(
            node, rows.bias(), Integer.MIN_VALUE, Integer.MAX_VALUE, "folded bias");
    Requantization requantization =
        new Requantization(
            EpilogueConstants.uniform(node, bias, "the constant that is added"),
            new Scaling.Columns(
                EpilogueConstants.uniform(node, multiplier, "the multiplier"),
                EpilogueConstants.uniform(node, shift, "the shift")),
            limit(node, rows.limits(), multiplier, shift, clamp),
            Optional.empty(),
            Optional.empty());
    long count = rows.kind() == Reduction.Kind.SUM ? rows.rows().count() : 1;
    SumRange.ofCodes(rows.source().storage(), count)
        .require(node, requantization.bias(), tasks.config());
    Node last = fusedLookup(node).orElse(node);
    IntType storage = storage(last.type().elem());
    Matrix target = tasks.like(last, rows.source(), rows.rows().firsts().size(), storage);
    tasks.add(
        new Task.Reduce(
            rows.source(), rows.kind(), rows.rows(), fused(node, last, requantization), target));
    return new Defined(last.value(), Bound.Codes.of(target));
  }

  /// Requantizes sums by factors of their rows.
  ///
  /// @param factors those of each part of the sums
  Defined divide(Node node, Requantize op, Bound.Sums sums, List<RowFactors> factors) {
    if (sums.limits().stream().anyMatch(l -> !l.bound().isZero())) {
      throw BindFaults.of(
          VerilogFault.NOT_UNIFORM,
          node,
          "follows a max or min with a number other than 0, which each row scales by its own",
          "requantize before the max or min, or choose `norm early`");
    }
    sums.range().require(node, sums.bias(), tasks.config());
    Channels one = Channels.splat(1, sums.cols());
    Clamp limited =
        limit(node, sums.limits(), one, one, EpilogueConstants.clamp(node, op.encoding()));
    Node last = fusedLookup(node).orElse(node);
    List<Requantization> parts = new ArrayList<>();
    for (int part = 0; part < factors.size(); part++) {
      Scaling scaling = new Scaling.Rows(factors.get(part));
      Requantization whole = fused(node, last, requantization(sums, scaling, limited));
      parts.add(whole.columns(part * sums.partCols(), sums.partCols()));
    }
    return new Defined(last.value(), products.emit(last, sums, parts));
  }

  private static Requantization requantization(Bound.Sums sums, Scaling scaling, Clamp clamp) {
    return new Requantization(sums.bias(), scaling, clamp, Optional.empty(), Optional.empty());
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
    if (left instanceof Bound.Sums sums && right instanceof Bound.Codes second) {
      return addToSums(node, op, sums, rows(node, second));
    }
    if (left instanceof Bound.Codes first && right instanceof Bound.Codes second) {
      return addCodes(node, op, rows(node, first), rows(node, second));
    }
    if (left instanceof Bound.Heads || right instanceof Bound.Heads) {
      throw inGroups(node);
    }
    if (left instanceof Bound.Reduced || right instanceof Bound.Reduced) {
      throw BindFaults.of(
          VerilogFault.UNSUPPORTED_OP,
          node,
          "adds reduced rows to another operand, the elementwise unit reads one at a time",
          "quantize the reduced rows first, with a value of their own");
    }
    throw BindFaults.of(
        VerilogFault.UNSUPPORTED_OP,
        node,
        "adds two sums, the array gives one at a time",
        "requantize one of the sums first");
  }

  /// Returns rows without padding between their groups.
  Matrix rows(Node node, Bound.Codes codes) {
    if (codes.lead() != 1) {
      throw inGroups(node);
    }
    Matrix matrix = codes.matrix();
    boolean dense = matrix.groupWords() * tasks.config().lanes() == matrix.cols();
    return matrix.groups() == 1 || dense ? matrix : rearranger.grouped(node, matrix, 1);
  }

  static DiagnosticException inGroups(Node node) {
    return BindFaults.of(
        VerilogFault.UNSUPPORTED_OP,
        node,
        "takes rows of a value that is held head by head",
        "put the head index behind the row index");
  }

  private Defined addToSums(Node node, RequantizeAdd op, Bound.Sums sums, Matrix second) {
    if (!sums.limits().isEmpty()) {
      throw BindFaults.of(
          VerilogFault.UNSUPPORTED_OP,
          node,
          "follows a max or min of sums, which the residual adder cannot see",
          "requantize after the max or min");
    }
    if (sums.parts().size() > 1 || sums.lead() > 1) {
      throw inGroups(node);
    }
    requireExtents(node, second, sums.rows(), sums.cols());
    Requantization requantization =
        new Requantization(
            sums.bias(),
            new Scaling.Columns(
                constants.multiplier(node, op.leftMultiplier(), sums),
                constants.shift(node, op.shift(), sums)),
            EpilogueConstants.clamp(node, op.encoding()),
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
    requireExtents(node, added, source.rows(), source.width());
    Value sourceValue = firstInAct ? op.left() : op.right();
    Value addedValue = firstInAct ? op.right() : op.left();
    Value sourceMultiplier = firstInAct ? op.leftMultiplier() : op.rightMultiplier();
    Value addedMultiplier = firstInAct ? op.rightMultiplier() : op.leftMultiplier();
    Channels multiplier = constants.multiplier(node, sourceMultiplier, source.width());
    Requantization requantization =
        new Requantization(
            Channels.of(-constants.zeroPoint(node, sourceValue)),
            new Scaling.Columns(
                EpilogueConstants.uniform(node, multiplier, "the multiplier"),
                EpilogueConstants.uniform(
                    node, constants.shift(node, op.shift(), source.width()), "the shift")),
            EpilogueConstants.clamp(node, op.encoding()),
            Optional.of(residual(node, addedValue, addedMultiplier, added)),
            Optional.empty());
    return map(node, Bound.Codes.of(source), requantization);
  }

  /// Equal shapes may still be split into rows at different axes, since each value has one split.
  private static void requireExtents(Node node, Matrix added, int rows, int cols) {
    if (added.rows() != rows || added.width() != cols) {
      throw BindFaults.of(
          VerilogFault.UNSUPPORTED_OP,
          node,
          "adds rows of %d and of %d elements".formatted(cols, added.width()),
          "let every reader of the two operands reduce the same trailing axes");
    }
  }

  private Requantization.Residual residual(
      Node node, Value value, Value multiplierValue, Matrix matrix) {
    Channels multiplier = constants.multiplier(node, multiplierValue, matrix.width());
    long one = EpilogueConstants.uniform(node, multiplier, "the multiplier of the residual").at(0);
    return new Requantization.Residual(
        tasks.inResidual(matrix),
        Math.toIntExact(one),
        Math.toIntExact(constants.zeroPoint(node, value)));
  }

  Defined lookup(Node node, Lookup op, Bound operand) {
    IntType codes = storage(shapes.type(op.operand()).elem());
    Requantization pass = Requantization.identity(codes).withTable(table(node, op, codes));
    return new Defined(node.value(), mapped(node, operand, pass));
  }

  private Defined product(Node node, Bound.Sums sums, Requantization requantization) {
    Node last = fusedLookup(node).orElse(node);
    Requantization whole = fused(node, last, requantization);
    EpilogueConstants.inRange(
        node, whole.bias(), Integer.MIN_VALUE, Integer.MAX_VALUE, "folded bias");
    sums.range().require(node, sums.bias(), tasks.config());
    List<Requantization> parts = new ArrayList<>();
    for (int part = 0; part < sums.parts().size(); part++) {
      parts.add(whole.columns(part * sums.partCols(), sums.partCols()));
    }
    return new Defined(last.value(), products.emit(last, sums, parts));
  }

  private Defined map(Node node, Bound source, Requantization requantization) {
    Node last = fusedLookup(node).orElse(node);
    return new Defined(last.value(), mapped(last, source, fused(node, last, requantization)));
  }

  private Bound mapped(Node node, Bound source, Requantization requantization) {
    return switch (source) {
      case Bound.Codes(Matrix matrix, int lead) ->
          new Bound.Codes(mapped(node, matrix, requantization), lead);
      case Bound.Heads(List<Matrix> matrices) ->
          new Bound.Heads(
              matrices.stream().map(matrix -> mapped(node, matrix, requantization)).toList());
      case Bound.Turned _, Bound.Sums _, Bound.Reduced _, Bound.Host _, Bound.Reals _ ->
          throw notCodes(node);
    };
  }

  private Matrix mapped(Node node, Matrix source, Requantization requantization) {
    SumRange.ofCodes(source.storage(), 1).require(node, requantization.bias(), tasks.config());
    Matrix target = tasks.like(node, source, storage(node.type().elem()));
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
      Node node, List<Bound.Limit> limits, Channels multiplier, Channels shift, Clamp clamp) {
    Clamp limited = clamp;
    for (Bound.Limit limit : limits) {
      long[] codes = new long[limit.bound().count()];
      for (int col = 0; col < codes.length; col++) {
        long product = Math.multiplyExact(limit.bound().at(col), multiplier.at(col));
        codes[col] = clamp.apply(product, (int) shift.at(col));
      }
      int code =
          (int)
              EpilogueConstants.uniform(node, Channels.of(codes), "the bound of a max or min")
                  .at(0);
      limited =
          switch (limit.kind()) {
            case AT_LEAST -> limited.atLeast(code);
            case AT_MOST -> limited.atMost(code);
          };
    }
    return limited;
  }

  private static IntType storage(ElemType elem) {
    return ElemType.storage(elem).orElseThrow();
  }

  static DiagnosticException notCodes(Node node) {
    return BindFaults.of(
        VerilogFault.UNSUPPORTED_OP,
        node,
        "reads no codes of the accelerator",
        "quantize its operand first");
  }
}
