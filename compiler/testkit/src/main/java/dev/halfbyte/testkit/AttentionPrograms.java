package dev.halfbyte.testkit;

import dev.halfbyte.ir.AccessMap;
import dev.halfbyte.ir.AffineIndex;
import dev.halfbyte.ir.CoreProgram;
import dev.halfbyte.ir.Dim;
import dev.halfbyte.ir.DimDeclaration;
import dev.halfbyte.ir.Einsum;
import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.Encoding;
import dev.halfbyte.ir.Parameter;
import dev.halfbyte.ir.ProgramBuilder;
import dev.halfbyte.ir.SealedProgram;
import dev.halfbyte.ir.Shape;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.TensorType;
import dev.halfbyte.ir.Value;
import dev.halfbyte.ir.op.Binary;
import dev.halfbyte.ir.op.Cast;
import dev.halfbyte.ir.op.Contract;
import dev.halfbyte.ir.op.Lookup;
import dev.halfbyte.ir.op.Mask;
import dev.halfbyte.ir.op.Order;
import dev.halfbyte.ir.op.Reduce;
import dev.halfbyte.ir.op.Requantize;
import dev.halfbyte.ir.op.Select;
import dev.halfbyte.ir.op.Softmax;
import dev.halfbyte.ir.op.Unary;
import dev.halfbyte.ir.op.View;
import dev.halfbyte.ir.text.Sealer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.SequencedMap;
import java.util.SortedMap;

/// Sealed attention kernels of `h` heads of width `d` over `n` rows: queries `q`, keys `k` and
/// values `v` of `[n, h, d]`, result `y` of the same shape.
///
/// The integer form takes codes, makes s16 logits, codes of a log2 table, and divides by the sum of
/// their numbers through one reciprocal a row.
public final class AttentionPrograms {
  private static final Encoding QUERY = new Encoding.Affine(ElemType.S8, -5);
  private static final Encoding KEY = new Encoding.Affine(ElemType.S8, 0);
  private static final Encoding VALUE = new Encoding.Affine(ElemType.U8, 131);
  private static final Encoding LOGITS = new Encoding.Affine(ElemType.S16, 0);
  private static final int RECIPROCAL_BITS = 47;
  private static final int ABSENT = 15;

  private final ProgramBuilder b;
  private final Shape operand;
  private final Shape scores;
  private final Shape rows;
  private final Optional<Value> mask;

  /// @param n the number of rows, fixed or the symbol `n`
  private AttentionPrograms(String name, Dim n, long most, int heads, int width, boolean causal) {
    this.b = new ProgramBuilder(name);
    if (!n.isFixed()) {
      b.dim(new DimDeclaration("n", 0, most, 1));
    }
    this.operand = new Shape(List.of(n, Dim.of(heads), Dim.of(width)));
    this.scores = new Shape(List.of(Dim.of(heads), n, n));
    this.rows = new Shape(List.of(Dim.of(heads), n));
    this.mask = causal ? Optional.of(b.add(causal())) : Optional.empty();
  }

  /// The integer form over `n <= most` rows.
  public static SealedProgram integers(long most, int heads, int width, boolean causal) {
    return new AttentionPrograms("attention", Dim.symbol("n"), most, heads, width, causal)
        .integers();
  }

  /// The integer form over exactly `n` rows.
  public static SealedProgram fixed(long n, int heads, int width, boolean causal) {
    return new AttentionPrograms("attention", Dim.of(n), n, heads, width, causal).integers();
  }

  /// The float form.
  public static SealedProgram floats(
      long most, int heads, int width, boolean causal, Softmax.Form form) {
    return new AttentionPrograms("attention", Dim.symbol("n"), most, heads, width, causal)
        .floats(form);
  }

  /// Random operands.
  public static SequencedMap<String, Tensor> inputs(
      SealedProgram program, SortedMap<String, Long> dims, long seed) {
    Random random = new Random(seed);
    SequencedMap<String, Tensor> inputs = new LinkedHashMap<>();
    for (Parameter parameter : program.program().parameters()) {
      TensorType type = parameter.type().bind(dims);
      Optional<ElemType.IntType> storage = ElemType.storage(type.elem());
      inputs.put(
          parameter.name(),
          storage
              .map(s -> Tensor.generateInts(type, i -> random.nextLong(s.min(), s.max() + 1)))
              .orElseGet(() ->
                  Tensor.generateFloats(type.shape(), i -> (float) (2 * random.nextGaussian()))));
    }
    return inputs;
  }

  private Mask causal() {
    List<AffineIndex.Term> terms = List.of(new AffineIndex.Term(1, 1), new AffineIndex.Term(2, -1));
    return new Mask(scores.dims(), List.of(new AffineIndex(terms, Dim.ZERO)));
  }

  private Value parameter(String name, ElemType elem) {
    return b.parameter(name, new TensorType(elem, operand), Parameter.Kind.INPUT);
  }

  private static Einsum einsum(String text) {
    List<List<String>> labels = new ArrayList<>();
    for (String part : text.split(" ")) {
      labels.add(part.chars().mapToObj(Character::toString).toList());
    }
    return new Einsum(labels.get(0), labels.get(1), labels.get(2));
  }

  private SealedProgram floats(Softmax.Form form) {
    Value q = parameter("q", ElemType.F32);
    Value k = parameter("k", ElemType.F32);
    Value v = parameter("v", ElemType.F32);
    Value z = b.add(new Contract(q, k, einsum("iac jac aij"), Order.SERIAL, ElemType.F32));
    Value scaled = b.binary(Binary.Kind.MUL, z, b.splat(0.125f, z));
    Value p = new Softmax(scaled, mask, form).expand(b);
    Contract product = new Contract(p, v, mask, einsum("aij jac iac"), Order.SERIAL, ElemType.F32);
    b.output("y", b.add(product));
    return Sealer.seal(new CoreProgram(b.build()));
  }

  private SealedProgram integers() {
    Value q = parameter("q", new ElemType.CodeType(QUERY));
    Value k = parameter("k", new ElemType.CodeType(KEY));
    Value v = parameter("v", new ElemType.CodeType(VALUE));
    Value sum = b.add(new Contract(q, k, einsum("iac jac aij"), Order.SERIAL, ElemType.S32));
    Value logits =
        b.add(
            new Requantize(
                sum,
                scalar(ElemType.S32, 40_000, scores),
                scalar(ElemType.U8, 24, scores),
                LOGITS));
    Value codes = codes(logits);
    Value numbers = b.add(new Cast(codes, ElemType.S32));
    Value denominator = sum(numbers);
    Value y = b.add(new Contract(codes, v, einsum("aij jac iac"), Order.SERIAL, ElemType.S32));
    b.output("y", divided(y, denominator));
    b.output("denominator", denominator);
    return Sealer.seal(new CoreProgram(b.build()));
  }

  /// The code of `2^-d` for each distance `d` to the greatest logit of the row.
  private Value codes(Value logits) {
    Value t = b.add(new Cast(logits, ElemType.S32));
    Value most =
        b.add(new Reduce(Reduce.Kind.MAX, t, mask, List.of(2), Order.LANES16, ElemType.S32));
    Value spread = b.broadcast(most, scores, List.of(0, 1));
    Value least = b.binary(Binary.Kind.MAX, spread, scalar(ElemType.S32, -40_000, scores));
    Value distance = b.binary(Binary.Kind.SUB, least, t);
    Value inside =
        b.binary(
            Binary.Kind.MIN,
            b.binary(Binary.Kind.MAX, distance, scalar(ElemType.S32, 0, scores)),
            scalar(ElemType.S32, 255, scores));
    ElemType code = new ElemType.CodeType(logarithmic());
    Value rom =
        b.constant(
            "rom",
            Tensor.generateInts(
                new TensorType(code, Shape.of(256)), d -> Math.min(ABSENT, (d + 8) / 16)));
    Value found = b.add(new Lookup(b.add(new Cast(inside, ElemType.U8)), rom));
    return mask.map(m -> b.add(new Select(m, found, scalar(code, ABSENT, scores)))).orElse(found);
  }

  private static Encoding logarithmic() {
    List<Long> entries = new ArrayList<>();
    for (int code = 0; code < ABSENT; code++) {
      entries.add(1L << (ABSENT - 1 - code));
    }
    entries.add(0L);
    return new Encoding.Table(ElemType.U4, entries);
  }

  private Value sum(Value numbers) {
    Value sum =
        b.add(new Reduce(Reduce.Kind.SUM, numbers, mask, List.of(2), Order.BLOCKS16, ElemType.S32));
    return b.binary(Binary.Kind.MAX, sum, scalar(ElemType.S32, 1, rows));
  }

  /// Requantized by a multiplier and a shift for each row.
  private Value divided(Value y, Value denominator) {
    Value wide = b.add(new Cast(denominator, ElemType.S64));
    Value exponent = b.add(new Unary(Unary.Kind.LEADING_ONE, wide));
    Value normal =
        b.binary(
            Binary.Kind.SHR,
            b.add(new Unary(Unary.Kind.NORMALIZE, wide)),
            scalar(ElemType.S64, 31, rows));
    Value divisor = b.binary(Binary.Kind.MAX, normal, scalar(ElemType.S64, 1L << 31, rows));
    Value reciprocal =
        b.binary(Binary.Kind.DIV, scalar(ElemType.S64, (1L << RECIPROCAL_BITS) - 1, rows), divisor);
    Value multiplier = b.add(new Cast(reciprocal, ElemType.S32));
    Value least = b.binary(Binary.Kind.MIN, exponent, scalar(ElemType.S64, 30, rows));
    Value shift =
        b.add(
            new Cast(
                b.binary(Binary.Kind.ADD, least, scalar(ElemType.S64, 16, rows)), ElemType.U8));
    return b.add(new Requantize(y, perRow(multiplier), perRow(shift), KEY));
  }

  private Value perRow(Value value) {
    return b.add(
        new View(
            value,
            new AccessMap(operand.dims(), List.of(AffineIndex.of(1), AffineIndex.of(0)), false)));
  }

  private Value scalar(ElemType elem, long value, Shape shape) {
    Tensor data = Tensor.ofInts(new TensorType(elem, Shape.SCALAR), value);
    return b.broadcast(b.constant("c", data), shape, List.of());
  }
}
