package dev.halfbyte.loop.lower;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.halfbyte.interp.Interpreter;
import dev.halfbyte.ir.Arguments;
import dev.halfbyte.ir.CoreProgram;
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
import dev.halfbyte.ir.op.Order;
import dev.halfbyte.ir.op.Reduce;
import dev.halfbyte.ir.text.Sealer;
import dev.halfbyte.loop.LoopProgram;
import dev.halfbyte.loop.TargetFacts;
import dev.halfbyte.loop.TargetFacts.Activations;
import dev.halfbyte.loop.TargetFacts.TileFacts;
import dev.halfbyte.loop.TileShape;
import dev.halfbyte.loop.interp.LoopInterpreter;
import dev.halfbyte.loop.text.LoopPrinter;
import dev.halfbyte.loop.verify.LoopVerifier;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Which sums are made of the digits that a tile reads, and that they are the same numbers.
final class DigitSumsTest {
  private static final int HEADS = 3;
  private static final int ROWS = 9;
  private static final int DEPTH = 37;
  private static final int COLUMNS = 20;

  /// Powers of two up to 2^14, and zero.
  private static final ElemType CODES =
      new ElemType.CodeType(
          new Encoding.Table(
              new ElemType.IntType(4, false),
              LongStream.range(0, 16).map(i -> i < 15 ? 1L << (14 - i) : 0).boxed().toList()));

  private static final TensorType PROBABILITIES =
      new TensorType(CODES, Shape.of(HEADS, ROWS, DEPTH));
  private static final TensorType VALUES =
      new TensorType(
          new ElemType.CodeType(new Encoding.Affine(ElemType.S8, -3)),
          Shape.of(DEPTH, HEADS, COLUMNS));

  private static SealedProgram program(int axis, ElemType.IntType accumulator, Reduce.Kind kind) {
    ProgramBuilder b = new ProgramBuilder("late");
    Value p = b.parameter("p", PROBABILITIES, Parameter.Kind.INPUT);
    Value v = b.parameter("v", VALUES, Parameter.Kind.INPUT);
    Value numbers = b.add(new Cast(p, ElemType.S16));
    Value sum =
        b.add(
            new Reduce(kind, numbers, Optional.empty(), List.of(axis), Order.SERIAL, accumulator));
    b.output("double", b.binary(Binary.Kind.ADD, sum, sum));
    Einsum einsum =
        new Einsum(List.of("a", "i", "j"), List.of("j", "a", "c"), List.of("i", "a", "c"));
    b.output("y", b.add(new Contract(p, v, einsum, Order.SERIAL, ElemType.S64)));
    return Sealer.seal(new CoreProgram(b.build()));
  }

  @ParameterizedTest
  @CsvSource({
    "2, 32, SUM, true",
    "2, 64, SUM, true",
    // Other sums than those of rows.
    "1, 32, SUM, false",
    "2, 32, MAX, false"
  })
  void sumsOfRowsAreSumsOfDigits(int axis, int accumulator, Reduce.Kind kind, boolean fromDigits) {
    SealedProgram sealed = program(axis, new ElemType.IntType(accumulator, true), kind);
    TileFacts tile = new TileFacts(new TileShape(4, 16, 4), Activations.UNSIGNED, true, false);
    TargetFacts facts = new TargetFacts("digits", Optional.of(tile), 16).unfused();
    LoopProgram loops = LoopLowering.lower(sealed, facts);
    String text = LoopPrinter.print(loops).text();
    assertEquals(List.of(), LoopVerifier.verify(loops), text);
    List<String> names = loops.stages().stream().map(s -> s.name().replaceAll("\\d+", "")).toList();
    boolean sumsFirst = names.indexOf("s_sums_contract") < names.indexOf("s_binary");
    assertEquals(fromDigits, sumsFirst, text);
    Map<String, Tensor> inputs = new LinkedHashMap<>();
    Random random = new Random(5);
    inputs.put("p", Tensor.generateInts(PROBABILITIES, _ -> random.nextInt(16)));
    inputs.put("v", Tensor.generateInts(VALUES, _ -> random.nextInt(-128, 128)));
    assertEquals(
        Interpreter.run(sealed.program(), inputs),
        LoopInterpreter.run(loops, Arguments.of(sealed.program(), inputs, Map.of())),
        text);
  }
}
