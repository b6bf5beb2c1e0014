package dev.halfbyte.loop.lower;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.halfbyte.interp.Interpreter;
import dev.halfbyte.ir.AccessMap;
import dev.halfbyte.ir.Arguments;
import dev.halfbyte.ir.CoreProgram;
import dev.halfbyte.ir.Dim;
import dev.halfbyte.ir.DimDeclaration;
import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.Parameter;
import dev.halfbyte.ir.ProgramBuilder;
import dev.halfbyte.ir.SealedProgram;
import dev.halfbyte.ir.Shape;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.TensorType;
import dev.halfbyte.ir.Value;
import dev.halfbyte.ir.op.Binary;
import dev.halfbyte.ir.op.Order;
import dev.halfbyte.ir.op.Reduce;
import dev.halfbyte.ir.op.Unary;
import dev.halfbyte.ir.op.View;
import dev.halfbyte.ir.text.Sealer;
import dev.halfbyte.loop.Choices;
import dev.halfbyte.loop.LoopProgram;
import dev.halfbyte.loop.TargetFacts;
import dev.halfbyte.loop.interp.LoopInterpreter;
import dev.halfbyte.loop.text.LoopPrinter;
import dev.halfbyte.loop.verify.LoopVerifier;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Which reductions store what they compute for others too, by the count of stages where there is
/// no scratch to fuse them in; all give the interpreter's bits.
class InPassingTest {
  private static final long NOTHING = 1;
  private static final TargetFacts FACTS =
      new TargetFacts("plain", Optional.empty(), 16, NOTHING)
          .withChoices(Choices.DEFAULT.withInPassing());

  private static final float[] SPECIAL = {
    0f, -0f, 1f, -87f, -104f, 89f, Float.NaN, Float.NEGATIVE_INFINITY, Float.POSITIVE_INFINITY
  };

  private static final Shape ROWS = new Shape(List.of(Dim.of(3), Dim.symbol("m")));

  private final ProgramBuilder b =
      new ProgramBuilder("rows").dim(new DimDeclaration("m", 0, 5000, 1));

  private final Value x =
      b.parameter("x", new TensorType(ElemType.F32, ROWS), Parameter.Kind.INPUT);

  private final Value e = b.add(new Unary(Unary.Kind.EXP, x));

  private Value reduced(Reduce.Kind kind, Order order, Value of) {
    return b.add(new Reduce(kind, of, Optional.empty(), List.of(1), order, ElemType.F32));
  }

  private Value spread(Value rows) {
    return b.broadcast(rows, ROWS, List.of(0));
  }

  /// Lowers, compares all results, and counts the stages.
  private int stages(TargetFacts facts) {
    SealedProgram sealed = Sealer.seal(new CoreProgram(b.build()));
    LoopProgram loops = LoopLowering.lower(sealed, facts);
    String text = LoopPrinter.print(loops).text();
    assertEquals(List.of(), LoopVerifier.verify(loops), text);
    for (long columns : new long[] {0, 1, 15, 16, 17, 40, 4097}) {
      Shape shape = Shape.of(3, columns);
      Map<String, Tensor> inputs =
          Map.of("x", Tensor.generateFloats(shape, i -> i % 7 == 0 ? SPECIAL[i % 9] : i % 90 - 60));
      Map<String, Long> dims = Map.of("m", columns);
      Arguments arguments = Arguments.of(sealed.program(), inputs, dims);
      assertEquals(
          Interpreter.run(sealed.program(), inputs, dims),
          LoopInterpreter.run(loops, arguments),
          text);
    }
    return loops.stages().size();
  }

  @Test
  void exponentialsAreAddedWhereTheyAreMade() {
    b.output("y", b.binary(Binary.Kind.MUL, e, spread(reduced(Reduce.Kind.SUM, Order.LANES16, e))));
    assertEquals(2, stages(FACTS));
    assertEquals(3, stages(FACTS.withChoices(Choices.DEFAULT)));
    assertEquals(3, stages(FACTS.unfused()));
  }

  @Test
  void blocksOfLongRowsStoreThemToo() {
    b.output(
        "y", b.binary(Binary.Kind.MUL, e, spread(reduced(Reduce.Kind.SUM, Order.BLOCKS16, e))));
    assertEquals(2, stages(FACTS));
  }

  @Test
  void whatTheSumIsMadeOfIsStoredOnTheWay() {
    Value squares = b.binary(Binary.Kind.MUL, e, e);
    Value sum = reduced(Reduce.Kind.SUM, Order.LANES16, squares);
    b.output("y", b.binary(Binary.Kind.SUB, e, spread(sum)));
    assertEquals(2, stages(FACTS));
  }

  @Test
  void theFirstOfTwoReductionsStores() {
    Value most = spread(reduced(Reduce.Kind.MAX, Order.LANES16, e));
    Value distance = b.binary(Binary.Kind.SUB, e, most);
    Value sum = reduced(Reduce.Kind.SUM, Order.LANES16, distance);
    b.output("y", b.binary(Binary.Kind.MUL, distance, spread(sum)));
    b.output("z", b.binary(Binary.Kind.ADD, e, spread(sum)));
    assertEquals(4, stages(FACTS));
  }

  @Test
  void sumsInOneLaneAndReadersOfOtherElementsGetLoopsOfTheirOwn() {
    Value sum = reduced(Reduce.Kind.SUM, Order.SERIAL, e);
    b.output("y", b.binary(Binary.Kind.MUL, e, spread(sum)));
    assertEquals(3, stages(FACTS));
    Value turned = b.add(new View(e, AccessMap.transpose(ROWS, List.of(1, 0))));
    b.output("z", turned);
    assertEquals(4, stages(FACTS));
  }
}
