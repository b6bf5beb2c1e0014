package dev.halfbyte.loop.fuse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfbyte.ir.AccessMap;
import dev.halfbyte.ir.CoreProgram;
import dev.halfbyte.ir.Dim;
import dev.halfbyte.ir.DimDeclaration;
import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.Parameter;
import dev.halfbyte.ir.ProgramBuilder;
import dev.halfbyte.ir.Shape;
import dev.halfbyte.ir.TensorType;
import dev.halfbyte.ir.Value;
import dev.halfbyte.ir.op.Binary;
import dev.halfbyte.ir.op.Order;
import dev.halfbyte.ir.op.Reduce;
import dev.halfbyte.ir.op.Unary;
import dev.halfbyte.ir.op.View;
import dev.halfbyte.ir.text.Sealer;
import dev.halfbyte.loop.Decision;
import dev.halfbyte.loop.LoopProgram;
import dev.halfbyte.loop.TargetFacts;
import dev.halfbyte.loop.lower.LoopLowering;
import dev.halfbyte.loop.text.LoopPrinter;
import dev.halfbyte.loop.verify.LoopVerifier;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Which stages become one and which stay apart, on square matrices; that results stay the same is
/// tested where they run.
final class RowBlockFusionTest {
  private static final TargetFacts FACTS = new TargetFacts("plain", Optional.empty(), 16);
  private static final Shape SQUARE = new Shape(List.of(Dim.symbol("n"), Dim.symbol("n")));

  private final ProgramBuilder b =
      new ProgramBuilder("fusion").dim(new DimDeclaration("n", 0, 100, 1));

  private final Value x =
      b.parameter("x", new TensorType(ElemType.F32, SQUARE), Parameter.Kind.INPUT);

  private LoopProgram lower(TargetFacts facts) {
    LoopProgram loops = LoopLowering.lower(Sealer.seal(new CoreProgram(b.build())), facts);
    assertEquals(List.of(), LoopVerifier.verify(loops), LoopPrinter.print(loops).text());
    return loops;
  }

  private Value exponential() {
    return b.add(new Unary(Unary.Kind.EXP, x));
  }

  private Value rowSums(Value of) {
    Reduce sum =
        new Reduce(Reduce.Kind.SUM, of, Optional.empty(), List.of(1), Order.LANES16, ElemType.F32);
    return b.broadcast(b.add(sum), SQUARE, List.of(0));
  }

  private Value transposed(Value value) {
    return b.add(new View(value, AccessMap.transpose(SQUARE, List.of(1, 0))));
  }

  private static List<Decision.Kind> kinds(LoopProgram loops) {
    return loops.decisions().stream().map(Decision::kind).toList();
  }

  @Test
  void rowsStayInScratch() {
    Value e = exponential();
    b.output("y", b.binary(Binary.Kind.DIV, e, rowSums(e)));
    LoopProgram loops = lower(FACTS);
    assertEquals(1, loops.stages().size());
    assertEquals(Dim.ZERO, loops.workspace().bytes());
    assertEquals(List.of(Decision.Kind.FUSED), kinds(loops));
    List<String> scratch =
        loops.stages().getFirst().scratch().stream().map(s -> s.elem() + " " + s.size()).toList();
    assertEquals(List.of("F32 100", "F32 1", "F32 16"), scratch);
  }

  /// Such rows have no last round of the lanes, which would bound what the others touch.
  @Test
  void rowsOfWholeLanesStayInScratch() {
    Shape rows = new Shape(List.of(Dim.symbol("n"), Dim.of(64)));
    Value y = b.parameter("y", new TensorType(ElemType.F32, rows), Parameter.Kind.INPUT);
    Value e = b.add(new Unary(Unary.Kind.EXP, y));
    Reduce sum =
        new Reduce(Reduce.Kind.SUM, e, Optional.empty(), List.of(1), Order.LANES16, ElemType.F32);
    b.output("z", b.binary(Binary.Kind.DIV, e, b.broadcast(b.add(sum), rows, List.of(0))));
    LoopProgram loops = lower(FACTS);
    assertEquals(1, loops.stages().size());
    assertEquals(Dim.ZERO, loops.workspace().bytes());
  }

  @Test
  void columnsOfAnotherIterationStayInMemory() {
    Value e = exponential();
    b.output("y", b.binary(Binary.Kind.DIV, transposed(e), rowSums(e)));
    LoopProgram loops = lower(FACTS);
    String text = LoopPrinter.print(loops).text();
    assertTrue(loops.workspace().bytes().toString().contains("n*n"), text);
  }

  @Test
  void whatAnotherStageReadsStaysInMemory() {
    Value e = exponential();
    Value y = b.binary(Binary.Kind.DIV, e, rowSums(e));
    b.output("y", y);
    b.output("z", b.binary(Binary.Kind.ADD, transposed(e), transposed(y)));
    LoopProgram loops = lower(FACTS);
    String text = LoopPrinter.print(loops).text();
    assertEquals(1, loops.workspace().slots().size(), text);
    assertTrue(loops.workspace().bytes().toString().contains("n*n"), text);
  }

  @Test
  void tooMuchScratchIsSaid() {
    Value e = exponential();
    b.output("y", b.binary(Binary.Kind.DIV, e, rowSums(e)));
    LoopProgram loops = lower(new TargetFacts("plain", Optional.empty(), 16, 10));
    assertEquals(3, loops.stages().size());
    Decision decision = loops.decisions().getFirst();
    assertEquals(Decision.Kind.NOT_FUSED, decision.kind());
    assertEquals("an iteration would need 468 bytes of scratch, more than 10", decision.text());
  }

  @Test
  void stagesStayApartWhereAsked() {
    Value e = exponential();
    b.output("y", b.binary(Binary.Kind.DIV, e, rowSums(e)));
    LoopProgram loops = lower(FACTS.unfused());
    assertEquals(3, loops.stages().size());
    assertEquals(List.of(), loops.decisions());
  }

  @Test
  void singleElementsAreLeftToVectorLoops() {
    TensorType row = new TensorType(ElemType.F32, new Shape(List.of(Dim.symbol("n"))));
    Value root = b.add(new Unary(Unary.Kind.SQRT, b.parameter("v", row, Parameter.Kind.INPUT)));
    b.output("y", b.add(new Unary(Unary.Kind.EXP, root)));
    b.output("z", b.add(new Unary(Unary.Kind.LOG, root)));
    LoopProgram loops = lower(FACTS);
    assertEquals(3, loops.stages().size(), LoopPrinter.print(loops).text());
  }
}
