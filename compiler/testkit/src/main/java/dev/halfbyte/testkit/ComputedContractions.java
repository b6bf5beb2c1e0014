package dev.halfbyte.testkit;

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
import dev.halfbyte.ir.op.Contract;
import dev.halfbyte.ir.op.Mask;
import dev.halfbyte.ir.op.Order;
import dev.halfbyte.ir.text.Sealer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.SequencedMap;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.IntToLongFunction;

/// Integer contractions of two inputs, with extreme data: what the tile leaf of a target must give
/// exactly.
///
/// Label `m` and `j` have the extents of the dims of that name, `a` 2, `c` 19, `k` 64.
public final class ComputedContractions {
  private static final long MOST_ROWS = 64;
  private static final long MOST_KEYS = 96;
  private static final Map<String, Long> EXTENTS = Map.of("a", 2L, "c", 19L, "k", 64L);

  private static final List<Long> FP4 = List.of(0L, 1L, 2L, 3L, 4L, 6L, 8L, 12L);

  private static final Map<String, ElemType> CODES =
      Map.ofEntries(
          Map.entry("s8", ElemType.S8),
          Map.entry("s8z", affine(ElemType.S8, -5)),
          Map.entry("s8low", affine(ElemType.S8, -128)),
          Map.entry("s8high", affine(ElemType.S8, 127)),
          Map.entry("u8", affine(ElemType.U8, 0)),
          Map.entry("u8z", affine(ElemType.U8, 200)),
          Map.entry("u8high", affine(ElemType.U8, 255)),
          Map.entry("u4", affine(ElemType.U4, 3)),
          Map.entry("s4", affine(ElemType.S4, 0)),
          Map.entry("s16", affine(ElemType.S16, 0)),
          Map.entry("s16z", affine(ElemType.S16, -32768)),
          Map.entry("log2", table(4, code -> code < 15 ? 1L << (14 - code) : 0)),
          Map.entry("fp4", table(4, code -> (code < 8 ? 1 : -1) * FP4.get(code % 8))),
          Map.entry("sign", table(1, code -> code == 0 ? -1 : 1)),
          Map.entry("byte", table(8, code -> code)),
          Map.entry("signed", table(2, code -> List.of(-32768L, 32767L, 0L, -1L).get(code))));

  private ComputedContractions() {}

  /// A contraction to test.
  ///
  /// @param left and the others: one letter a label
  /// @param masked whether a causal mask over `m` and `j` takes products out
  public record Case(
      String left,
      String right,
      String result,
      String leftCode,
      String rightCode,
      boolean masked,
      ElemType.IntType accumulator) {
    @Override
    public String toString() {
      String mask = masked ? " causal" : "";
      return "%s %s, %s %s -> %s %s%s"
          .formatted(leftCode, left, rightCode, right, accumulator, result, mask);
    }

    public SealedProgram program() {
      ProgramBuilder b =
          new ProgramBuilder("product")
              .dim(new DimDeclaration("j", 0, MOST_KEYS, 1))
              .dim(new DimDeclaration("m", 0, MOST_ROWS, 1));
      Value x = b.parameter("x", type(left, leftCode), Parameter.Kind.INPUT);
      Value y = b.parameter("y", type(right, rightCode), Parameter.Kind.INPUT);
      Optional<Value> mask = masked ? Optional.of(b.add(causal(left))) : Optional.empty();
      Einsum einsum = new Einsum(labels(left), labels(right), labels(result));
      b.output("z", b.add(new Contract(x, y, mask, einsum, Order.SERIAL, accumulator)));
      return Sealer.seal(new CoreProgram(b.build()));
    }

    /// Every kind of operand data: all codes least, all greatest, and random ones.
    public List<SequencedMap<String, Tensor>> inputs(SortedMap<String, Long> dims) {
      List<SequencedMap<String, Tensor>> inputs = new ArrayList<>();
      for (int x = 0; x < 3; x++) {
        for (int y = 0; y < 3; y++) {
          if (x != 2 || y == 2) {
            SequencedMap<String, Tensor> named = new LinkedHashMap<>();
            named.put("x", data(type(left, leftCode).bind(dims), x));
            named.put("y", data(type(right, rightCode).bind(dims), y));
            inputs.add(named);
          }
        }
      }
      return inputs;
    }
  }

  /// Label orders, encodings and zero points that need each path of the lowering.
  public static List<Case> all() {
    List<Case> cases = new ArrayList<>();
    for (String code : List.of("s8", "s8low", "u8high", "fp4")) {
      cases.add(scores("akm", "akj", code, code));
    }
    cases.add(scores("mak", "jak", "s8z", "u8z"));
    cases.add(scores("amc", "ajc", "u8z", "s4"));
    cases.add(scores("amc", "jac", "s16", "s8"));
    cases.add(scores("amc", "ajc", "s8", "s16z"));
    cases.add(values("log2", "u8z", false, ElemType.S32));
    cases.add(values("log2", "s8z", true, ElemType.S32));
    cases.add(values("log2", "s8", false, ElemType.S64));
    cases.add(values("log2", "s8high", true, ElemType.S64));
    cases.add(values("signed", "u8", false, ElemType.S64));
    cases.add(values("signed", "s8z", true, ElemType.S32));
    cases.add(values("byte", "s8", false, ElemType.S32));
    cases.add(values("u8high", "u4", true, ElemType.S32));
    cases.add(values("fp4", "u8high", true, ElemType.S64));
    cases.add(scores("akm", "akj", "sign", "s8z"));
    cases.add(values("sign", "u8z", true, ElemType.S32));
    cases.add(new Case("jk", "mj", "mk", "s8", "log2", false, ElemType.S32));
    cases.add(new Case("mj", "kj", "km", "log2", "log2", false, ElemType.S64));
    return cases;
  }

  private static Case scores(String left, String right, String leftCode, String rightCode) {
    return new Case(left, right, "amj", leftCode, rightCode, false, ElemType.S32);
  }

  private static Case values(
      String code, String values, boolean masked, ElemType.IntType accumulator) {
    return new Case("amj", "jac", "mac", code, values, masked, accumulator);
  }

  /// Extents around the tiles of all targets.
  public static List<SortedMap<String, Long>> dims() {
    List<SortedMap<String, Long>> all = new ArrayList<>();
    for (long[] pair :
        new long[][] {{0, 5}, {5, 0}, {1, 1}, {8, 33}, {13, 64}, {25, 31}, {64, 96}}) {
      all.add(new TreeMap<>(Map.of("m", pair[0], "j", pair[1])));
    }
    return all;
  }

  private static Mask causal(String labels) {
    List<AffineIndex.Term> terms =
        List.of(
            new AffineIndex.Term(labels.indexOf('m'), 1),
            new AffineIndex.Term(labels.indexOf('j'), -1));
    return new Mask(shape(labels).dims(), List.of(new AffineIndex(terms, Dim.ZERO)));
  }

  private static ElemType affine(ElemType.IntType storage, long zeroPoint) {
    return new ElemType.CodeType(new Encoding.Affine(storage, zeroPoint));
  }

  private static ElemType table(int bits, IntToLongFunction entry) {
    List<Long> entries = new ArrayList<>();
    for (int code = 0; code < 1 << bits; code++) {
      entries.add(entry.applyAsLong(code));
    }
    return new ElemType.CodeType(new Encoding.Table(new ElemType.IntType(bits, false), entries));
  }

  private static List<String> labels(String text) {
    return text.chars().mapToObj(Character::toString).toList();
  }

  private static Shape shape(String labels) {
    return new Shape(
        labels(labels).stream()
            .map(l -> EXTENTS.containsKey(l) ? Dim.of(EXTENTS.get(l)) : Dim.symbol(l))
            .toList());
  }

  private static TensorType type(String labels, String code) {
    return new TensorType(Objects.requireNonNull(CODES.get(code)), shape(labels));
  }

  private static Tensor data(TensorType type, int kind) {
    ElemType.IntType storage = ElemType.storage(type.elem()).orElseThrow();
    Random random = new Random(kind);
    return Tensor.generateInts(
        type,
        i ->
            switch (kind) {
              case 0 -> storage.min();
              case 1 -> storage.max();
              default -> random.nextLong(storage.min(), storage.max() + 1);
            });
  }
}
