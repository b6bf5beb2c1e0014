package dev.halfbyte.loop.lower;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfbyte.interp.Interpreter;
import dev.halfbyte.ir.AccessMap;
import dev.halfbyte.ir.AffineIndex;
import dev.halfbyte.ir.Arguments;
import dev.halfbyte.ir.CoreProgram;
import dev.halfbyte.ir.Dim;
import dev.halfbyte.ir.Einsum;
import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.ElemType.IntType;
import dev.halfbyte.ir.Encoding;
import dev.halfbyte.ir.Parameter;
import dev.halfbyte.ir.Program;
import dev.halfbyte.ir.ProgramBuilder;
import dev.halfbyte.ir.Shape;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.TensorType;
import dev.halfbyte.ir.Value;
import dev.halfbyte.ir.op.Contract;
import dev.halfbyte.ir.op.Order;
import dev.halfbyte.ir.op.View;
import dev.halfbyte.ir.text.Sealer;
import dev.halfbyte.loop.Decision;
import dev.halfbyte.loop.LoopProgram;
import dev.halfbyte.loop.TargetFacts;
import dev.halfbyte.loop.TargetFacts.Activations;
import dev.halfbyte.loop.TargetFacts.TileFacts;
import dev.halfbyte.loop.TileShape;
import dev.halfbyte.loop.interp.LoopInterpreter;
import dev.halfbyte.loop.text.LoopPrinter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Sums of groups times multipliers as one product of tiles, against the interpreter.
class GroupedSumTest {
  private static final int ROWS = 5;
  private static final int COLUMNS = 11;

  private static TargetFacts facts(String form) {
    TileFacts tile =
        switch (form) {
          case "x86_64" -> new TileFacts(new TileShape(4, 8, 4), Activations.UNSIGNED, true, false);
          case "aarch64" -> new TileFacts(new TileShape(3, 4, 4), Activations.SIGNED, true, false);
          case "jvm" -> new TileFacts(new TileShape(4, 8, 1), Activations.WIDE, true, true);
          default -> throw new IllegalArgumentException(form);
        };
    return new TargetFacts(form, Optional.of(tile), 4);
  }

  /// `x` of `[5, depth]` cut into groups of `size`, perhaps beyond its end.
  private static Program program(
      IntType activations, int depth, int size, IntType accumulator, boolean swapped) {
    Random random = new Random(depth + size);
    int groups = (depth + size - 1) / size;
    ProgramBuilder b = new ProgramBuilder("grouped");
    ElemType code = new ElemType.CodeType(new Encoding.Affine(activations, 3));
    TensorType type = new TensorType(code, Shape.of(ROWS, depth));
    Value x = b.parameter("x", type, Parameter.Kind.INPUT);
    AffineIndex at =
        new AffineIndex(
            List.of(new AffineIndex.Term(1, size), new AffineIndex.Term(2, 1)), Dim.ZERO);
    List<Dim> extents = List.of(Dim.of(ROWS), Dim.of(groups), Dim.of(size));
    boolean padded = groups * size > depth;
    Value cut = b.add(new View(x, new AccessMap(extents, List.of(AffineIndex.of(0), at), padded)));
    TensorType weights =
        new TensorType(
            new ElemType.CodeType(new Encoding.Affine(ElemType.S4, 0)),
            Shape.of(COLUMNS, groups, size));
    Value w = b.constant("w", Tensor.generateInts(weights, _ -> random.nextInt(16) - 8));
    List<String> rows = List.of("m", "g", "k");
    List<String> columns = List.of("n", "g", "k");
    Einsum inner =
        new Einsum(swapped ? columns : rows, swapped ? rows : columns, List.of("m", "n", "g"));
    Value parts =
        b.add(
            new Contract(swapped ? w : cut, swapped ? cut : w, inner, Order.SERIAL, ElemType.S32));
    TensorType bytes = new TensorType(ElemType.U8, Shape.of(COLUMNS, groups));
    Value m = b.constant("m", Tensor.generateInts(bytes, _ -> 1 + random.nextInt(255)));
    Einsum outer = new Einsum(inner.result(), List.of("n", "g"), List.of("m", "n"));
    b.output("y", b.add(new Contract(parts, m, outer, Order.SERIAL, accumulator)));
    return b.build();
  }

  @ParameterizedTest
  @CsvSource({
    "x86_64, S8, 64, 16, S32, false",
    "x86_64, S8, 64, 32, S32, true",
    "x86_64, U4, 50, 16, S32, false",
    "x86_64, S8, 48, 12, S32, false",
    "x86_64, S8, 64, 16, S64, false",
    "x86_64, S16, 64, 16, S64, false",
    "x86_64, S16, 64, 16, S32, false",
    "aarch64, U8, 64, 32, S32, false",
    "aarch64, S8, 40, 8, S64, true",
    "jvm, S8, 64, 16, S32, false",
    "jvm, U8, 50, 7, S32, true",
    "jvm, S16, 64, 16, S64, false"
  })
  void keepsPartialSumsInScratch(
      String form, String type, int depth, int size, String sum, boolean swapped) {
    IntType activations = new IntType(Integer.parseInt(type.substring(1)), type.startsWith("S"));
    IntType accumulator = sum.equals("S32") ? ElemType.S32 : ElemType.S64;
    Program program = program(activations, depth, size, accumulator, swapped);
    LoopProgram loops = LoopLowering.lower(Sealer.seal(new CoreProgram(program)), facts(form));
    String text = LoopPrinter.print(loops).text();
    boolean one =
        loops.decisions().stream()
            .anyMatch(
                d -> d.kind() == Decision.Kind.TILE && d.text().contains("groups of " + size));
    assertTrue(one, loops.decisions().toString());
    boolean inLeaf = !form.equals("jvm") && size % 16 == 0 && sum.equals("S32");
    assertEquals(inLeaf, text.contains("groups of " + size + " times c_groups"), text);
    Random random = new Random(1);
    Tensor x =
        Tensor.generateInts(
            program.parameters().getFirst().type(),
            _ ->
                activations.min()
                    + random.nextInt((int) (activations.max() - activations.min() + 1)));
    Map<String, Tensor> tensors = Map.of("x", x);
    assertEquals(
        Interpreter.run(program, tensors),
        LoopInterpreter.run(loops, Arguments.of(program, tensors, Map.of())));
  }
}
