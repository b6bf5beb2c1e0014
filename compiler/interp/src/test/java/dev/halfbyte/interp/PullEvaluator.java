package dev.halfbyte.interp;

import dev.halfbyte.ir.AffineIndex;
import dev.halfbyte.ir.Arguments;
import dev.halfbyte.ir.Dim;
import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.Encoding;
import dev.halfbyte.ir.Node;
import dev.halfbyte.ir.Parameter;
import dev.halfbyte.ir.Program;
import dev.halfbyte.ir.ProgramBuilder;
import dev.halfbyte.ir.Shape;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.TensorType;
import dev.halfbyte.ir.Value;
import dev.halfbyte.ir.op.Append;
import dev.halfbyte.ir.op.Binary;
import dev.halfbyte.ir.op.Cast;
import dev.halfbyte.ir.op.Clip;
import dev.halfbyte.ir.op.Compare;
import dev.halfbyte.ir.op.Concat;
import dev.halfbyte.ir.op.Constant;
import dev.halfbyte.ir.op.Contract;
import dev.halfbyte.ir.op.Dequantize;
import dev.halfbyte.ir.op.Gelu;
import dev.halfbyte.ir.op.LayerNorm;
import dev.halfbyte.ir.op.Lookup;
import dev.halfbyte.ir.op.Mask;
import dev.halfbyte.ir.op.Order;
import dev.halfbyte.ir.op.Quantize;
import dev.halfbyte.ir.op.Reduce;
import dev.halfbyte.ir.op.Relu;
import dev.halfbyte.ir.op.Requantize;
import dev.halfbyte.ir.op.RequantizeAdd;
import dev.halfbyte.ir.op.Reshape;
import dev.halfbyte.ir.op.RmsNorm;
import dev.halfbyte.ir.op.Scan;
import dev.halfbyte.ir.op.Select;
import dev.halfbyte.ir.op.Sigmoid;
import dev.halfbyte.ir.op.Silu;
import dev.halfbyte.ir.op.Softmax;
import dev.halfbyte.ir.op.SugarOp;
import dev.halfbyte.ir.op.Unary;
import dev.halfbyte.ir.op.View;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;

/// A second meaning of programs, written the other way round: one element is asked for, and asks
/// for the elements it needs. Integers are unbounded, indices are lists, nothing is shared with the
/// interpreter but the elementary functions, which have a test of their own.
final class PullEvaluator {
  private final Program program;
  private final Map<String, Long> dims;
  private final Map<Value, Tensor> given = new HashMap<>();
  private final Map<Value, Node> definitions;
  private final Map<Value, TensorType> types;
  private final Map<Value, Map<List<Long>, Number>> known = new HashMap<>();
  private final Map<Value, List<PullEvaluator>> scans = new HashMap<>();
  private final Map<SugarOp, Expansion> expansions = new HashMap<>();

  private PullEvaluator(Program program, Map<String, Long> dims) {
    this.program = program;
    this.dims = dims;
    this.definitions = program.definitions();
    this.types = program.types();
  }

  static SequencedMap<String, Tensor> run(Program program, Arguments arguments) {
    PullEvaluator evaluator = new PullEvaluator(program, arguments.dims());
    program
        .parameters()
        .forEach(p -> evaluator.given.put(p.value(), arguments.tensors().get(p.name())));
    SequencedMap<String, Tensor> outputs = new LinkedHashMap<>();
    program
        .outputs()
        .forEach(output -> outputs.put(output.name(), evaluator.tensor(output.value())));
    return outputs;
  }

  private TensorType type(Value value) {
    return Objects.requireNonNull(types.get(value)).bind(dims);
  }

  private Tensor tensor(Value value) {
    TensorType type = type(value);
    List<List<Long>> indices = indices(type.shape().dims());
    if (type.elem().equals(ElemType.F32)) {
      return Tensor.generateFloats(type.shape(), i -> at(value, indices.get(i)).floatValue());
    }
    return Tensor.generateInts(
        type, i -> ((BigInteger) at(value, indices.get(i))).longValueExact());
  }

  /// All indices below fixed extents, row-major.
  private static List<List<Long>> indices(List<Dim> extents) {
    List<List<Long>> indices = List.of(List.of());
    for (Dim extent : extents) {
      List<List<Long>> longer = new ArrayList<>();
      for (List<Long> index : indices) {
        for (long i = 0; i < extent.fixed(); i++) {
          List<Long> next = new ArrayList<>(index);
          next.add(i);
          longer.add(next);
        }
      }
      indices = longer;
    }
    return indices;
  }

  /// A [Float], or a [BigInteger] for everything else.
  private Number at(Value value, List<Long> index) {
    Map<List<Long>, Number> elements = known.computeIfAbsent(value, _ -> new HashMap<>());
    Number element = elements.get(index);
    if (element == null) {
      element =
          given.containsKey(value)
              ? element(Objects.requireNonNull(given.get(value)), index)
              : compute(Objects.requireNonNull(definitions.get(value)), value, index);
      elements.put(index, element);
    }
    return element;
  }

  private static Number element(Tensor tensor, List<Long> index) {
    long place = 0;
    for (int axis = 0; axis < index.size(); axis++) {
      place = place * tensor.type().shape().dim(axis).fixed() + index.get(axis);
    }
    return tensor.type().elem().equals(ElemType.F32)
        ? (Number) tensor.floatAt((int) place)
        : BigInteger.valueOf(tensor.longAt((int) place));
  }

  private float f(Value value, List<Long> index) {
    return (Float) at(value, index);
  }

  private BigInteger n(Value value, List<Long> index) {
    return (BigInteger) at(value, index);
  }

  private BigInteger decoded(Value value, List<Long> index) {
    BigInteger code = n(value, index);
    return switch (type(value).elem()) {
      case ElemType.CodeType(Encoding.Affine a) -> code.subtract(BigInteger.valueOf(a.zeroPoint()));
      case ElemType.CodeType(Encoding.Table t) ->
          BigInteger.valueOf(t.entries().get(code.intValueExact()));
      case ElemType.IntType _, ElemType.BoolType _, ElemType.FloatType _ -> code;
    };
  }

  private Number compute(Node node, Value value, List<Long> index) {
    return switch (node.op()) {
      case Constant c -> element(Objects.requireNonNull(program.constants().get(c.name())), index);
      case Mask m -> truth(m.conditions().stream().allMatch(c -> index(c, index) >= 0));
      case View v -> view(v, index);
      case Reshape r -> reshape(r, type(value).shape(), index);
      case Concat c -> concat(c, index);
      case Unary u -> unary(u, index);
      case Binary b -> binary(b, index);
      case Compare c -> truth(compare(c, index));
      case Select s ->
          n(s.condition(), index).signum() != 0 ? at(s.then(), index) : at(s.otherwise(), index);
      case Cast c ->
          c.elem().equals(ElemType.F32)
              ? (Number) n(c.operand(), index).floatValue()
              : decoded(c.operand(), index);
      case Contract c -> contract(c, index);
      case Reduce r -> reduce(r, index);
      case Quantize q -> quantize(q, index);
      case Dequantize d -> decoded(d.operand(), index).floatValue() * f(d.scale(), index);
      case Requantize r ->
          requantize(
              decoded(r.operand(), index).multiply(n(r.multiplier(), index)),
              n(r.shift(), index),
              r.encoding());
      case RequantizeAdd r ->
          requantize(
              decoded(r.left(), index)
                  .multiply(n(r.leftMultiplier(), index))
                  .add(decoded(r.right(), index).multiply(n(r.rightMultiplier(), index))),
              n(r.shift(), index),
              r.encoding());
      case Lookup l -> {
        long least = ElemType.storage(type(l.operand()).elem()).orElseThrow().min();
        yield at(l.table(), List.of(n(l.operand(), index).longValueExact() - least));
      }
      case Append a -> append(a, index);
      case Scan s -> scan(node, s, value, index);
      case Relu r -> f(r.operand(), index) > 0 ? f(r.operand(), index) : 0f;
      case Clip c -> smaller(larger(f(c.operand(), index), c.lo()), c.hi());
      case Gelu g -> {
        float x = f(g.operand(), index);
        float half = 0.5f * x;
        yield half * (1f + FloatMath.erf(x * 0x1.6a09e6p-1f));
      }
      case Silu s -> f(s.operand(), index) / (1f + FloatMath.exp(-f(s.operand(), index)));
      case Sigmoid s -> 1f / (1f + FloatMath.exp(-f(s.operand(), index)));
      case Softmax s -> expanded(s, index);
      case LayerNorm n -> expanded(n, index);
      case RmsNorm n -> expanded(n, index);
    };
  }

  /// Functions of rows by their expansion, whose ops this evaluator defines.
  private Number expanded(SugarOp op, List<Long> index) {
    Expansion expansion = expansions.get(op);
    if (expansion == null) {
      expansion = expansion(op);
      expansions.put(op, expansion);
    }
    return expansion.at(index);
  }

  /// A sugar op as a program of its own.
  private record Expansion(PullEvaluator evaluator, Value result) {
    Number at(List<Long> index) {
      return evaluator.at(result, index);
    }
  }

  private Expansion expansion(SugarOp op) {
    ProgramBuilder builder = new ProgramBuilder("expansion");
    List<Value> parameters = new ArrayList<>();
    Map<Value, Tensor> operands = new HashMap<>();
    for (Value operand : op.operands()) {
      Value parameter =
          builder.parameter("operand" + operands.size(), type(operand), Parameter.Kind.INPUT);
      parameters.add(parameter);
      operands.put(parameter, tensor(operand));
    }
    Value result = ((SugarOp) op.withOperands(parameters)).expand(builder);
    PullEvaluator evaluator = new PullEvaluator(builder.output("y", result).build(), dims);
    evaluator.given.putAll(operands);
    return new Expansion(evaluator, result);
  }

  private static BigInteger truth(boolean holds) {
    return holds ? BigInteger.ONE : BigInteger.ZERO;
  }

  private long index(AffineIndex expression, List<Long> index) {
    long sum = expression.constant().evaluate(dims);
    for (AffineIndex.Term term : expression.terms()) {
      sum += term.coefficient() * index.get(term.position());
    }
    return sum;
  }

  private Number view(View view, List<Long> index) {
    Shape shape = type(view.operand()).shape();
    List<Long> source = view.map().indices().stream().map(e -> index(e, index)).toList();
    for (int axis = 0; axis < source.size(); axis++) {
      if (source.get(axis) < 0 || source.get(axis) >= shape.dim(axis).fixed()) {
        return switch (type(view.operand()).elem()) {
          case ElemType.FloatType _ -> 0f;
          case ElemType.CodeType c -> BigInteger.valueOf(c.encoding().zeroCode().orElseThrow());
          case ElemType.IntType _, ElemType.BoolType _ -> BigInteger.ZERO;
        };
      }
    }
    return at(view.operand(), source);
  }

  private Number reshape(Reshape reshape, Shape shape, List<Long> index) {
    int place = indices(shape.dims()).indexOf(index);
    return at(reshape.operand(), indices(type(reshape.operand()).shape().dims()).get(place));
  }

  private Number concat(Concat concat, List<Long> index) {
    List<Long> inside = new ArrayList<>(index);
    for (Value part : concat.parts()) {
      long extent = type(part).shape().dim(concat.axis()).fixed();
      if (inside.get(concat.axis()) < extent) {
        return at(part, inside);
      }
      inside.set(concat.axis(), inside.get(concat.axis()) - extent);
    }
    throw new AssertionError("no part of " + concat + " holds " + index);
  }

  private Number unary(Unary unary, List<Long> index) {
    Number x = at(unary.operand(), index);
    if (x instanceof BigInteger integer) {
      return integer(unary, integer);
    }
    float value = (Float) x;
    return switch (unary.kind()) {
      case NEG -> -value;
      case ABS -> Math.abs(value);
      case SQRT -> (float) StrictMath.sqrt(value);
      case EXP -> FloatMath.exp(value);
      case EXP2 -> FloatMath.exp2(value);
      case LOG -> FloatMath.log(value);
      case ERF -> FloatMath.erf(value);
      case TANH -> FloatMath.tanh(value);
      case LEADING_ONE, NORMALIZE -> throw new AssertionError(unary.kind() + " of floats");
    };
  }

  private BigInteger integer(Unary unary, BigInteger x) {
    boolean positive = x.signum() > 0;
    return switch (unary.kind()) {
      case NEG -> x.negate();
      case ABS -> x.abs();
      case SQRT -> x.sqrt();
      case LEADING_ONE -> BigInteger.valueOf(positive ? x.bitLength() - 1 : 0);
      case NORMALIZE -> {
        int bits = ElemType.storage(type(unary.operand()).elem()).orElseThrow().bits();
        yield positive ? x.shiftLeft(bits - 1 - x.bitLength()) : BigInteger.ZERO;
      }
      case EXP, EXP2, LOG, ERF, TANH -> throw new AssertionError(unary.kind() + " of integers");
    };
  }

  private static float larger(float a, float b) {
    return a > b ? a : b;
  }

  private static float smaller(float a, float b) {
    return a < b ? a : b;
  }

  private Number binary(Binary binary, List<Long> index) {
    if (at(binary.left(), index) instanceof BigInteger a) {
      BigInteger b = n(binary.right(), index);
      return switch (binary.kind()) {
        case ADD -> a.add(b);
        case SUB -> a.subtract(b);
        case MUL -> a.multiply(b);
        case MAX -> a.max(b);
        case MIN -> a.min(b);
        case DIV -> a.divide(b);
        case SHL -> a.shiftLeft(b.intValueExact());
        case SHR -> a.shiftRight(b.intValueExact());
      };
    }
    float a = f(binary.left(), index);
    float b = f(binary.right(), index);
    return switch (binary.kind()) {
      case ADD -> a + b;
      case SUB -> a - b;
      case MUL -> a * b;
      case DIV -> a / b;
      case MAX -> larger(a, b);
      case MIN -> smaller(a, b);
      case SHL, SHR -> throw new AssertionError("shift of floats");
    };
  }

  private boolean compare(Compare compare, List<Long> index) {
    double a = at(compare.left(), index).doubleValue();
    double b = at(compare.right(), index).doubleValue();
    return switch (compare.kind()) {
      case EQ -> a == b;
      case NE -> a != b;
      case LT -> a < b;
      case LE -> a <= b;
      case GT -> a > b;
      case GE -> a >= b;
    };
  }

  private Number contract(Contract contract, List<Long> index) {
    Map<String, Long> labels = new HashMap<>();
    for (int i = 0; i < index.size(); i++) {
      labels.put(contract.einsum().result().get(i), index.get(i));
    }
    List<String> reduced = contract.einsum().reduced();
    Shape left = type(contract.left()).shape();
    List<Dim> extents =
        reduced.stream().map(l -> left.dim(contract.einsum().left().indexOf(l))).toList();
    boolean floats = contract.accumulator().equals(ElemType.F32);
    float[] lanes = new float[contract.order() == Order.SERIAL ? 1 : 16];
    BigInteger sum = BigInteger.ZERO;
    int k = 0;
    for (List<Long> at : indices(extents)) {
      for (int i = 0; i < reduced.size(); i++) {
        labels.put(reduced.get(i), at.get(i));
      }
      List<Long> a = contract.einsum().left().stream().map(labels::get).toList();
      List<Long> b = contract.einsum().right().stream().map(labels::get).toList();
      int lane = k++ % lanes.length;
      if (contract.mask().isPresent() && n(contract.mask().get(), a).signum() == 0) {
        continue;
      }
      if (floats) {
        // One rounding: the exact value in binary64 arithmetic of unlimited precision.
        lanes[lane] = fused(f(contract.left(), a), f(contract.right(), b), lanes[lane]);
      } else {
        sum = sum.add(decoded(contract.left(), a).multiply(decoded(contract.right(), b)));
      }
    }
    return floats ? (Number) tree(lanes, Reduce.Kind.SUM) : sum;
  }

  private static float fused(float a, float b, float c) {
    if (!Float.isFinite(a) || !Float.isFinite(b) || !Float.isFinite(c)) {
      // The product of two floats is finite in binary64, so only a given infinity decides.
      return (float) ((double) a * b + c);
    }
    BigDecimal exact = new BigDecimal(a).multiply(new BigDecimal(b)).add(new BigDecimal(c));
    // An exact zero has the sign that binary arithmetic gives it; Java's fma is asked for that
    // only.
    return exact.signum() == 0 ? Math.fma(a, b, c) : exact.floatValue();
  }

  /// Halves of the lanes are joined until one is left.
  private static float tree(float[] lanes, Reduce.Kind kind) {
    List<Float> level = new ArrayList<>();
    for (float lane : lanes) {
      level.add(lane);
    }
    while (level.size() > 1) {
      int half = level.size() / 2;
      List<Float> next = new ArrayList<>();
      for (int i = 0; i < half; i++) {
        next.add(join(kind, level.get(i), level.get(half + i)));
      }
      level = next;
    }
    return level.getFirst();
  }

  private static float join(Reduce.Kind kind, float a, float b) {
    return switch (kind) {
      case SUM -> a + b;
      case MAX -> larger(a, b);
      case MIN -> smaller(a, b);
    };
  }

  private Number reduce(Reduce reduce, List<Long> index) {
    Shape shape = type(reduce.operand()).shape();
    boolean floats = reduce.accumulator().equals(ElemType.F32);
    float[] lanes = new float[reduce.order() == Order.SERIAL ? 1 : 16];
    float start =
        switch (reduce.kind()) {
          case SUM -> 0f;
          case MAX -> Float.NEGATIVE_INFINITY;
          case MIN -> Float.POSITIVE_INFINITY;
        };
    java.util.Arrays.fill(lanes, start);
    List<BigInteger> integers = new ArrayList<>();
    int k = 0;
    float blocks = lanes[0];
    for (List<Long> at : indices(reduce.axes().stream().map(shape::dim).toList())) {
      if (reduce.order() == Order.BLOCKS16 && k > 0 && k % Order.BLOCK == 0) {
        blocks = join(reduce.kind(), blocks, tree(lanes, reduce.kind()));
        java.util.Arrays.fill(lanes, start);
      }
      List<Long> place = new ArrayList<>(index);
      for (int i = 0; i < at.size(); i++) {
        place.add(reduce.axes().get(i), at.get(i));
      }
      int lane = k++ % lanes.length;
      if (reduce.mask().isPresent() && n(reduce.mask().get(), place).signum() == 0) {
        continue;
      }
      if (floats) {
        lanes[lane] = join(reduce.kind(), lanes[lane], f(reduce.operand(), place));
      } else {
        integers.add(n(reduce.operand(), place));
      }
    }
    if (!floats) {
      return integer(reduce, integers);
    }
    float last = tree(lanes, reduce.kind());
    return reduce.order() == Order.BLOCKS16 && k > 0 ? join(reduce.kind(), blocks, last) : last;
  }

  private static BigInteger integer(Reduce reduce, List<BigInteger> elements) {
    ElemType.IntType type = ElemType.storage(reduce.accumulator()).orElseThrow();
    return switch (reduce.kind()) {
      case SUM -> elements.stream().reduce(BigInteger.ZERO, BigInteger::add);
      case MAX -> elements.stream().reduce(BigInteger::max).orElse(BigInteger.valueOf(type.min()));
      case MIN -> elements.stream().reduce(BigInteger::min).orElse(BigInteger.valueOf(type.max()));
    };
  }

  /// Clamped product, rounded to nearest even, in unlimited precision.
  private BigInteger quantize(Quantize quantize, List<Long> index) {
    Encoding.Affine affine = (Encoding.Affine) quantize.encoding();
    ElemType.IntType storage = affine.storage();
    float product = f(quantize.operand(), index) * f(quantize.inverseScale(), index);
    long code;
    if (Float.isNaN(product) || product == Float.NEGATIVE_INFINITY) {
      code = storage.min();
    } else if (product == Float.POSITIVE_INFINITY) {
      code = storage.max();
    } else {
      BigInteger rounded =
          new BigDecimal(product).setScale(0, RoundingMode.HALF_EVEN).toBigInteger();
      code =
          rounded
              .add(BigInteger.valueOf(affine.zeroPoint()))
              .max(BigInteger.valueOf(storage.min()))
              .min(BigInteger.valueOf(storage.max()))
              .longValueExact();
    }
    return BigInteger.valueOf(code);
  }

  /// `floor(sum / 2^shift + 1/2)` by division of unbounded integers.
  private static BigInteger requantize(BigInteger sum, BigInteger shift, Encoding encoding) {
    Encoding.Affine affine = (Encoding.Affine) encoding;
    BigInteger divisor = BigInteger.TWO.pow(shift.intValueExact());
    BigDecimal quotient =
        new BigDecimal(sum).divide(new BigDecimal(divisor)).add(new BigDecimal("0.5"));
    return quotient
        .setScale(0, RoundingMode.FLOOR)
        .toBigInteger()
        .add(BigInteger.valueOf(affine.zeroPoint()))
        .max(BigInteger.valueOf(affine.storage().min()))
        .min(BigInteger.valueOf(affine.storage().max()));
  }

  private Number append(Append append, List<Long> index) {
    long row = index.getFirst() - n(append.length(), List.of()).longValueExact();
    if (row < 0 || row >= type(append.value()).shape().dim(0).fixed()) {
      return at(append.state(), index);
    }
    List<Long> place = new ArrayList<>(index);
    place.set(0, row);
    return at(append.value(), place);
  }

  private Number scan(Node node, Scan scan, Value value, List<Long> index) {
    Value first = node.results().getFirst().value();
    List<PullEvaluator> steps = scans.get(first);
    if (steps == null) {
      steps = steps(scan);
      scans.put(first, steps);
    }
    int result = node.results().stream().map(Node.Result::value).toList().indexOf(value);
    if (result < scan.carried().size()) {
      return steps.isEmpty()
          ? at(scan.carried().get(result), index)
          : steps.getLast().output(result, index);
    }
    return steps.get(index.getFirst().intValue()).output(result, index.subList(1, index.size()));
  }

  private Number output(int position, List<Long> index) {
    return at(program.outputs().get(position).value(), index);
  }

  private List<PullEvaluator> steps(Scan scan) {
    List<PullEvaluator> steps = new ArrayList<>();
    long length = type(scan.scanned().getFirst()).shape().dim(0).fixed();
    List<Tensor> carried = new ArrayList<>(scan.carried().stream().map(this::tensor).toList());
    for (long i = 0; i < length; i++) {
      PullEvaluator step = new PullEvaluator(scan.body(), dims);
      List<Tensor> arguments = new ArrayList<>(carried);
      for (Value scanned : scan.scanned()) {
        arguments.add(row(scanned, i));
      }
      scan.captured().forEach(v -> arguments.add(tensor(v)));
      for (int p = 0; p < arguments.size(); p++) {
        step.given.put(scan.body().parameters().get(p).value(), arguments.get(p));
      }
      for (int c = 0; c < carried.size(); c++) {
        carried.set(c, step.tensor(scan.body().outputs().get(c).value()));
      }
      steps.add(step);
    }
    return steps;
  }

  private Tensor row(Value value, long row) {
    TensorType type = type(value);
    List<Dim> dims = type.shape().dims();
    TensorType slice = new TensorType(type.elem(), new Shape(dims.subList(1, dims.size())));
    List<List<Long>> places = new ArrayList<>();
    for (List<Long> inner : indices(slice.shape().dims())) {
      List<Long> place = new ArrayList<>(List.of(row));
      place.addAll(inner);
      places.add(place);
    }
    return type.elem().equals(ElemType.F32)
        ? Tensor.generateFloats(slice.shape(), i -> f(value, places.get(i)))
        : Tensor.generateInts(slice, i -> n(value, places.get(i)).longValueExact());
  }
}
