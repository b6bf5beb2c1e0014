package dev.halfbyte.ir.range;

import dev.halfbyte.ir.Dim;
import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.Encoding;
import dev.halfbyte.ir.Node;
import dev.halfbyte.ir.Parameter;
import dev.halfbyte.ir.Program;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.TensorType;
import dev.halfbyte.ir.Value;
import dev.halfbyte.ir.op.Append;
import dev.halfbyte.ir.op.Binary;
import dev.halfbyte.ir.op.Cast;
import dev.halfbyte.ir.op.Compare;
import dev.halfbyte.ir.op.Concat;
import dev.halfbyte.ir.op.Constant;
import dev.halfbyte.ir.op.Contract;
import dev.halfbyte.ir.op.CoreOp;
import dev.halfbyte.ir.op.Dequantize;
import dev.halfbyte.ir.op.Lookup;
import dev.halfbyte.ir.op.Mask;
import dev.halfbyte.ir.op.Op;
import dev.halfbyte.ir.op.Quantize;
import dev.halfbyte.ir.op.Reduce;
import dev.halfbyte.ir.op.Requantize;
import dev.halfbyte.ir.op.RequantizeAdd;
import dev.halfbyte.ir.op.Reshape;
import dev.halfbyte.ir.op.Scan;
import dev.halfbyte.ir.op.Select;
import dev.halfbyte.ir.op.SugarOp;
import dev.halfbyte.ir.op.Unary;
import dev.halfbyte.ir.op.View;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntToLongFunction;

/// Intervals of the stored values of all integer, code and predicate values of a program.
///
/// Parameters take all values of their type, constants the ones they hold. A value whose exact
/// interval leaves its type keeps the *exact* interval here, which is how the verifier sees that a
/// type is too narrow; what follows is computed from the type.
public final class ValueRanges {
  private final Map<String, Tensor> constants;
  private final DimBounds dims;
  private final Map<Value, TensorType> types;
  private final Map<Value, Node> definitions;
  private final Map<Value, Interval> exact = new HashMap<>();

  /// @param constants and the others: what is known by name or value; may grow from node to node
  ValueRanges(
      Map<String, Tensor> constants,
      DimBounds dims,
      Map<Value, TensorType> types,
      Map<Value, Node> definitions) {
    this.constants = constants;
    this.dims = dims;
    this.types = types;
    this.definitions = definitions;
  }

  /// Ranges of a program whose types and accesses are right.
  public static ValueRanges of(Program program, DimBounds dims) {
    ValueRanges ranges =
        new ValueRanges(program.constants(), dims, program.types(), program.definitions());
    program.parameters().stream().map(Parameter::value).forEach(ranges::parameter);
    program.nodes().forEach(ranges::node);
    return ranges;
  }

  void parameter(Value value) {
    all(value).ifPresent(all -> exact.put(value, all));
  }

  /// Interval of the stored elements before they are narrowed to the type; absent for floats.
  public Optional<Interval> exact(Value value) {
    return Optional.ofNullable(exact.get(value));
  }

  /// Interval of `T(code)`; the stored value itself for plain integers. Absent for floats.
  public Optional<Interval> decoded(Value value) {
    return stored(value).map(interval -> decode(type(value).elem(), interval));
  }

  private Optional<Interval> stored(Value value) {
    return exact(value)
        .map(interval -> all(value).filter(all -> !all.contains(interval)).orElse(interval));
  }

  private Interval require(Value value) {
    return stored(value).orElseThrow();
  }

  private static Interval decode(ElemType type, Interval codes) {
    return switch (type) {
      case ElemType.CodeType(Encoding.Affine a) -> codes.minus(Interval.of(a.zeroPoint()));
      case ElemType.CodeType(Encoding.Table t) -> Interval.of(t.minDecoded(), t.maxDecoded());
      case ElemType.IntType _, ElemType.BoolType _, ElemType.FloatType _ -> codes;
    };
  }

  private TensorType type(Value value) {
    TensorType type = types.get(value);
    if (type == null) {
      throw new IllegalArgumentException("undefined value " + value);
    }
    return type;
  }

  /// Everything that the type of `value` holds.
  private Optional<Interval> all(Value value) {
    return all(type(value).elem());
  }

  private static Optional<Interval> all(ElemType type) {
    return switch (type) {
      case ElemType.BoolType _ -> Optional.of(Interval.of(0, 1));
      case ElemType.FloatType _ -> Optional.empty();
      case ElemType.IntType i -> Optional.of(Interval.of(i));
      case ElemType.CodeType c -> Optional.of(Interval.of(c.encoding().storage()));
    };
  }

  void node(Node node) {
    for (Node.Result result : node.results()) {
      Optional<Interval> all = all(result.value());
      if (all.isPresent()) {
        exact.put(result.value(), interval(node.op(), result.type()).orElse(all.get()));
      }
    }
  }

  /// The interval of an integer result; empty where only the type is known.
  Optional<Interval> interval(Op op, TensorType result) {
    return switch (op) {
      case SugarOp _ -> Optional.empty();
      case CoreOp.Source source -> source(source);
      case CoreOp.Movement movement -> Optional.of(movement(movement, result));
      case CoreOp.Elementwise elementwise -> elementwise(elementwise);
      case Contract contract -> Optional.of(contract(contract));
      case Reduce reduce -> Optional.of(reduce(reduce, result));
      case CoreOp.Quantized quantized -> quantized(quantized);
      case Scan _, Append _ -> Optional.empty();
    };
  }

  private Optional<Interval> source(CoreOp.Source source) {
    return switch (source) {
      case Constant constant ->
          Optional.ofNullable(constants.get(constant.name()))
              .map(data ->
                  data.count() == 0 ? Interval.ZERO : Interval.of(data.least(), data.greatest()));
      case Mask _ -> Optional.empty();
    };
  }

  private static Interval hull(int from, int to, IntToLongFunction element) {
    if (from == to) {
      return Interval.ZERO;
    }
    long lo = element.applyAsLong(from);
    long hi = lo;
    for (int i = from; i < to; i++) {
      long value = element.applyAsLong(i);
      lo = Math.min(lo, value);
      hi = Math.max(hi, value);
    }
    return Interval.of(lo, hi);
  }

  private Interval movement(CoreOp.Movement movement, TensorType result) {
    return switch (movement) {
      case Reshape reshape -> require(reshape.operand());
      case View view -> {
        Interval operand = require(view.operand());
        yield view.map().padded() ? operand.union(Interval.of(zero(result.elem()))) : operand;
      }
      case Concat concat ->
          concat.parts().stream().map(this::require).reduce(Interval::union).orElseThrow();
    };
  }

  private static long zero(ElemType type) {
    return type instanceof ElemType.CodeType code ? code.encoding().zeroCode().orElse(0L) : 0;
  }

  private Optional<Interval> elementwise(CoreOp.Elementwise op) {
    return switch (op) {
      case Unary unary ->
          switch (unary.kind()) {
            case NEG -> Optional.of(require(unary.operand()).negate());
            case ABS -> Optional.of(require(unary.operand()).abs());
            case SQRT -> stored(unary.operand()).map(Interval::sqrt);
            case LEADING_ONE -> Optional.of(require(unary.operand()).leadingOne());
            case NORMALIZE -> Optional.of(normalized(unary.operand()));
            case EXP, EXP2, LOG, ERF, TANH -> Optional.empty();
          };
      case Binary binary ->
          switch (binary.kind()) {
            case ADD -> Optional.of(require(binary.left()).plus(require(binary.right())));
            case SUB -> Optional.of(require(binary.left()).minus(require(binary.right())));
            case MUL -> Optional.of(require(binary.left()).times(require(binary.right())));
            case MAX -> Optional.of(require(binary.left()).max(require(binary.right())));
            case MIN -> Optional.of(require(binary.left()).min(require(binary.right())));
            case DIV -> stored(binary.left()).map(left -> left.floorDiv(require(binary.right())));
            case SHL -> Optional.of(require(binary.left()).shiftLeft(shift(binary.right())));
            case SHR -> Optional.of(require(binary.left()).shiftRight(shift(binary.right())));
          };
      case Compare _ -> Optional.empty();
      case Select select -> Optional.of(require(select.then()).union(require(select.otherwise())));
      case Cast cast -> decoded(cast.operand());
    };
  }

  private Interval normalized(Value operand) {
    ElemType.IntType type = ElemType.storage(type(operand).elem()).orElseThrow();
    Interval values = require(operand);
    if (values.hi().signum() <= 0) {
      return Interval.ZERO;
    }
    long least = values.lo().signum() > 0 ? 1L << (type.bits() - 2) : 0;
    return Interval.of(least, type.max());
  }

  /// Amounts of shifts that are inside the type; others are a fault of their own.
  private Interval shift(Value amount) {
    ElemType.IntType type = ElemType.storage(type(amount).elem()).orElseThrow();
    Interval legal = Interval.of(0, type.bits() - 1);
    return require(amount).intersect(legal).orElse(legal);
  }

  private Optional<Interval> quantized(CoreOp.Quantized op) {
    return switch (op) {
      case Quantize _, Dequantize _, Requantize _, RequantizeAdd _ -> Optional.empty();
      case Lookup lookup ->
          FixedData.of(lookup.table(), constants, definitions).map(table -> entries(lookup, table));
    };
  }

  private Interval entries(Lookup lookup, FixedData table) {
    long least = ElemType.storage(type(lookup.operand()).elem()).orElseThrow().min();
    Interval codes = require(lookup.operand());
    return hull(
        codes.lo().intValueExact() - Math.toIntExact(least),
        codes.hi().intValueExact() - Math.toIntExact(least) + 1,
        table::at);
  }

  /// Every partial sum of the contraction, in any order.
  private Interval contract(Contract op) {
    Interval left = decoded(op.left()).orElseThrow();
    Interval right = decoded(op.right()).orElseThrow();
    Optional<FixedData> leftData = weights(op.left());
    Optional<FixedData> rightData = weights(op.right());
    List<String> reduced = op.einsum().reduced();
    if (rightData.isPresent()) {
      return WeightedSums.bound(
          rightData.get(), type(op.right()).elem(), op.einsum().right(), reduced, left);
    }
    if (leftData.isPresent()) {
      return WeightedSums.bound(
          leftData.get(), type(op.left()).elem(), op.einsum().left(), reduced, right);
    }
    Interval count = Interval.of(1);
    for (String label : reduced) {
      count = count.times(extent(type(op.left()), op.einsum().left().indexOf(label)));
    }
    return left.times(right).union(Interval.ZERO).times(count);
  }

  private Optional<FixedData> weights(Value value) {
    return ElemType.storage(type(value).elem())
        .filter(storage -> storage.bits() <= 32)
        .flatMap(storage -> FixedData.of(value, constants, definitions));
  }

  private Interval extent(TensorType type, int axis) {
    return dims.of(type.shape().dim(axis)).max(Interval.ZERO);
  }

  private Interval reduce(Reduce op, TensorType result) {
    Interval operand = require(op.operand());
    return switch (op.kind()) {
      case SUM -> {
        Dim count = Dim.ONE;
        for (int axis : op.axes()) {
          count = count.times(type(op.operand()).shape().dim(axis));
        }
        yield operand.union(Interval.ZERO).times(dims.of(count).max(Interval.ZERO));
      }
      case MAX, MIN -> isNeverEmpty(op) ? operand : operand.union(emptyResult(op.kind(), result));
    };
  }

  /// Whether every reduction has an element: none is left out, and no extent can be 0.
  private boolean isNeverEmpty(Reduce op) {
    return op.mask().isEmpty()
        && op.axes().stream()
            .allMatch(axis -> dims.of(type(op.operand()).shape().dim(axis)).lo().signum() > 0);
  }

  /// What a reduction without present elements gives.
  private static Interval emptyResult(Reduce.Kind kind, TensorType result) {
    Interval all = all(result.elem()).orElseThrow();
    return kind == Reduce.Kind.MAX
        ? new Interval(all.lo(), all.lo())
        : new Interval(all.hi(), all.hi());
  }
}
