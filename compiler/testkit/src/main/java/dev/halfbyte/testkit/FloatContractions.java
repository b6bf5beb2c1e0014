package dev.halfbyte.testkit;

import dev.halfbyte.ir.CoreProgram;
import dev.halfbyte.ir.Dim;
import dev.halfbyte.ir.DimDeclaration;
import dev.halfbyte.ir.Einsum;
import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.Parameter;
import dev.halfbyte.ir.ProgramBuilder;
import dev.halfbyte.ir.SealedProgram;
import dev.halfbyte.ir.Shape;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.TensorType;
import dev.halfbyte.ir.Value;
import dev.halfbyte.ir.op.Contract;
import dev.halfbyte.ir.op.Order;
import dev.halfbyte.ir.text.Sealer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.SequencedMap;
import java.util.SortedMap;
import java.util.TreeMap;

/// Contractions of floats in ascending order, with numbers of every kind: what the leaf for floats
/// of a target must give bit by bit.
///
/// Label `m` and `j` have the extents of the dims of that name, `a` 2, `k` 19, `n` 49.
public final class FloatContractions {
  private static final long MOST_ROWS = 40;
  private static final long MOST_COLUMNS = 80;
  private static final Map<String, Long> EXTENTS = Map.of("a", 2L, "k", 19L, "n", 49L);

  private static final List<Float> SPECIAL =
      List.of(
          Float.NaN,
          Float.POSITIVE_INFINITY,
          Float.NEGATIVE_INFINITY,
          -0f,
          0f,
          Float.MIN_VALUE,
          -Float.MIN_NORMAL,
          Float.MAX_VALUE);

  private FloatContractions() {}

  /// A contraction to test.
  ///
  /// @param left and the others: one letter a label
  /// @param constant whether the right operand is known at build time
  public record Case(String left, String right, String result, boolean constant) {
    @Override
    public String toString() {
      return "%s, %s -> %s%s".formatted(left, right, result, constant ? ", constant" : "");
    }

    public SealedProgram program() {
      ProgramBuilder b =
          new ProgramBuilder("product")
              .dim(new DimDeclaration("j", 0, MOST_COLUMNS, 1))
              .dim(new DimDeclaration("m", 0, MOST_ROWS, 1));
      Value x = b.parameter("x", type(left), Parameter.Kind.INPUT);
      Value y =
          constant
              ? b.constant("y", numbers(type(right).shape(), new Random(3), true))
              : b.parameter("y", type(right), Parameter.Kind.INPUT);
      Einsum einsum = new Einsum(labels(left), labels(right), labels(result));
      b.output(
          "z", b.add(new Contract(x, y, Optional.empty(), einsum, Order.SERIAL, ElemType.F32)));
      return Sealer.seal(new CoreProgram(b.build()));
    }

    /// Plain numbers, whose sums depend on their order, then some with special ones among them.
    public List<SequencedMap<String, Tensor>> inputs(SortedMap<String, Long> dims) {
      List<SequencedMap<String, Tensor>> inputs = new ArrayList<>();
      for (boolean special : new boolean[] {false, true}) {
        SequencedMap<String, Tensor> named = new LinkedHashMap<>();
        named.put("x", numbers(type(left).bind(dims).shape(), new Random(1), special));
        if (!constant) {
          named.put("y", numbers(type(right).bind(dims).shape(), new Random(2), special));
        }
        inputs.add(named);
      }
      return inputs;
    }
  }

  public static List<Case> all() {
    return List.of(
        new Case("mk", "kj", "mj", false),
        new Case("amk", "ajk", "amj", false),
        new Case("mak", "jak", "maj", false),
        new Case("mk", "kn", "mn", true),
        new Case("km", "nk", "mn", true),
        new Case("amk", "kn", "amn", true));
  }

  /// Around the tiles of all targets.
  public static List<SortedMap<String, Long>> dims() {
    List<SortedMap<String, Long>> all = new ArrayList<>();
    for (long[] pair :
        new long[][] {{0, 5}, {5, 0}, {1, 1}, {6, 16}, {12, 32}, {13, 33}, {27, 47}, {40, 80}}) {
      all.add(new TreeMap<>(Map.of("m", pair[0], "j", pair[1])));
    }
    return all;
  }

  private static List<String> labels(String text) {
    return text.chars().mapToObj(Character::toString).toList();
  }

  private static TensorType type(String labels) {
    List<Dim> dims =
        labels(labels).stream()
            .map(l -> Optional.ofNullable(EXTENTS.get(l)).map(Dim::of).orElse(Dim.symbol(l)))
            .toList();
    return new TensorType(ElemType.F32, new Shape(dims));
  }

  private static Tensor numbers(Shape shape, Random random, boolean special) {
    return Tensor.generateFloats(
        shape,
        _ ->
            special && random.nextInt(24) == 0
                ? SPECIAL.get(random.nextInt(SPECIAL.size()))
                : (float) random.nextGaussian());
  }
}
