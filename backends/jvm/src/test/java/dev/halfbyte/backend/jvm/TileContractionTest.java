package dev.halfbyte.backend.jvm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfbyte.interp.Interpreter;
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
import dev.halfbyte.ir.op.Order;
import dev.halfbyte.loop.lower.LoopLowering;
import dev.halfbyte.loop.text.LoopPrinter;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Integer contractions with constant weights: every label order, encoding and ragged size goes
/// through the tile leaf and gives the interpreter's sums.
final class TileContractionTest {
  private static final Map<String, Long> EXTENTS =
      Map.of("a", 2L, "b", 3L, "k", 19L, "q", 4L, "n", 37L, "o", 2L);

  private static final Map<String, ElemType> CODES =
      Map.of(
          "s8", new ElemType.CodeType(new Encoding.Affine(ElemType.S8, -5)),
          "w8", new ElemType.CodeType(new Encoding.Affine(ElemType.S8, 0)),
          "u8", new ElemType.CodeType(new Encoding.Affine(ElemType.U8, 200)),
          "u4", new ElemType.CodeType(new Encoding.Affine(ElemType.U4, 3)),
          "s4", new ElemType.CodeType(new Encoding.Affine(ElemType.S4, 0)),
          "s2", new ElemType.CodeType(new Encoding.Affine(new ElemType.IntType(2, true), 0)),
          "sign",
              new ElemType.CodeType(
                  new Encoding.Table(new ElemType.IntType(1, false), List.of(-1L, 1L))),
          "log",
              new ElemType.CodeType(
                  new Encoding.Table(new ElemType.IntType(2, false), List.of(64L, 8L, 1L, 0L))));

  /// Labels: `m` is symbolic, the others have the extents above.
  @ParameterizedTest
  @CsvSource({
    "mk, nk, mn, u8, s4",
    "mk, kn, mn, s8, w8",
    "km, nk, mn, u4, s4",
    "mk, nk, nm, u4, log",
    "amk, onk, amon, s8, s4",
    "mkq, nkq, mn, u8, u4",
    "mqk, nkq, mn, s4, w8",
    "makb, bkon, omna, u8, s4",
    "k, nk, n, s8, s4",
    "mk, ok, mo, u8, w8",
    "mk, nk, mn, u8, s2",
    "makb, bkon, omna, s8, sign",
  })
  void tileLeafGivesTheInterpretersSums(
      String left, String right, String result, String activation, String weight) {
    for (boolean swapped : new boolean[] {false, true}) {
      SealedProgram program = program(left, right, result, code(activation), code(weight), swapped);
      String loops = LoopPrinter.print(LoopLowering.lower(program, JvmTarget.FACTS)).text();
      assertTrue(loops.contains("tile.contract"), loops);
      for (long rows : new long[] {0, 1, 7, 8, 20}) {
        Tensor x = random(rows, concrete(left, rows), code(activation));
        Map<String, Long> dims = Map.of("m", rows);
        Map<String, Tensor> inputs = Map.of("x", x);
        assertEquals(
            Interpreter.run(program.program(), inputs, dims),
            JvmKernel.compile(program).run(inputs, dims),
            loops);
      }
    }
  }

  private static ElemType code(String name) {
    return Objects.requireNonNull(CODES.get(name));
  }

  private static SealedProgram program(
      String left,
      String right,
      String result,
      ElemType activation,
      ElemType weight,
      boolean swapped) {
    ProgramBuilder b = new ProgramBuilder("tiles").dim(new DimDeclaration("m", 0, 64, 1));
    Value x = b.parameter("x", new TensorType(activation, symbolic(left)), Parameter.Kind.INPUT);
    Value w = b.constant("w", random(1, symbolic(right), weight));
    Einsum einsum =
        swapped
            ? new Einsum(labels(right), labels(left), labels(result))
            : new Einsum(labels(left), labels(right), labels(result));
    Value first = swapped ? w : x;
    Value second = swapped ? x : w;
    b.output("y", b.add(new Contract(first, second, einsum, Order.SERIAL, ElemType.S32)));
    return Programs.seal(b);
  }

  private static List<String> labels(String text) {
    return text.chars().mapToObj(Character::toString).toList();
  }

  private static Shape symbolic(String labels) {
    return new Shape(
        labels(labels).stream()
            .map(l -> l.equals("m") ? Dim.symbol(l) : Dim.of(EXTENTS.getOrDefault(l, 0L)))
            .toList());
  }

  private static Shape concrete(String labels, long rows) {
    return symbolic(labels).bind(Map.of("m", rows));
  }

  private static Tensor random(long seed, Shape shape, ElemType elem) {
    Random random = new Random(seed);
    ElemType.IntType storage = ElemType.storage(elem).orElseThrow();
    return Tensor.generateInts(
        new TensorType(elem, shape), i -> random.nextLong(storage.min(), storage.max() + 1));
  }
}
