package dev.halfbyte.loop.interp;

import static dev.halfbyte.loop.interp.HandMade.A;
import static dev.halfbyte.loop.interp.HandMade.B;
import static dev.halfbyte.loop.interp.HandMade.I;
import static dev.halfbyte.loop.interp.HandMade.K;
import static dev.halfbyte.loop.interp.HandMade.SIZE;
import static dev.halfbyte.loop.interp.HandMade.X;
import static dev.halfbyte.loop.interp.HandMade.Y;
import static dev.halfbyte.loop.interp.HandMade.binary;
import static dev.halfbyte.loop.interp.HandMade.buffer;
import static dev.halfbyte.loop.interp.HandMade.copy;
import static dev.halfbyte.loop.interp.HandMade.load;
import static dev.halfbyte.loop.interp.HandMade.loop;
import static dev.halfbyte.loop.interp.HandMade.number;
import static dev.halfbyte.loop.interp.HandMade.program;
import static dev.halfbyte.loop.interp.HandMade.run;
import static dev.halfbyte.loop.interp.HandMade.stage;
import static dev.halfbyte.loop.interp.HandMade.store;
import static dev.halfbyte.loop.interp.HandMade.workspace;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.halfbyte.ir.Dim;
import dev.halfbyte.loop.Buffer;
import dev.halfbyte.loop.Expression;
import dev.halfbyte.loop.Expression.BinaryKind;
import dev.halfbyte.loop.Index;
import dev.halfbyte.loop.LoopProgram;
import dev.halfbyte.loop.LoopVariable;
import dev.halfbyte.loop.RegisterType;
import dev.halfbyte.loop.Repeat;
import dev.halfbyte.loop.Space;
import dev.halfbyte.loop.Statement;
import dev.halfbyte.loop.Workspace;
import java.util.List;
import org.junit.jupiter.api.Test;

/// One broken program for each rule that the interpreter promises to watch, beside one that is
/// whole.
final class LoopInterpreterTest {
  private static final Index AT = Index.of(I);
  private static final List<Long> COPIED = List.of(10L, 20L, 30L, 40L);

  private static void assertFault(LoopFault.Kind kind, String message, LoopProgram program) {
    LoopFault fault = assertThrows(LoopFault.class, () -> run(program));
    assertEquals(message, fault.getMessage());
    assertEquals(kind, fault.kind());
  }

  /// A stage that stores `value` everywhere.
  private static LoopProgram computing(Expression value) {
    return program(stage("s", store(Y, AT, value)));
  }

  private static Expression select(boolean condition, Expression then, Expression otherwise) {
    Expression predicate = new Expression.Constant(RegisterType.BOOL, condition ? 1 : 0);
    return new Expression.Select(predicate, then, otherwise);
  }

  @Test
  void valuesPassThroughTheWorkspace() {
    assertEquals(COPIED, run(program(stage("s", copy(X, A)), stage("t", copy(A, Y)))));
  }

  @Test
  void malformedProgramsDoNotRun() {
    assertFault(
        LoopFault.Kind.MALFORMED,
        "before the first stage, iteration 0: s: store to read-only in_x",
        program(stage("s", copy(Y, X))));
  }

  @Test
  void accessesStayInTheirBuffers() {
    Index beyond = AT.plus(Index.of(1));
    assertFault(
        LoopFault.Kind.OUT_OF_BOUNDS,
        "s, iteration 3: in_x[4] of 4",
        program(stage("s", store(Y, AT, load(X, beyond)))));
    assertFault(
        LoopFault.Kind.OUT_OF_BOUNDS,
        "s, iteration 0: out_y[-1] of 4",
        program(stage("s", store(Y, AT.minus(Index.of(1)), number(0)))));
  }

  @Test
  void sidesThatAreNotChosenStayInTheirBuffersToo() {
    Expression beyond = load(X, AT.plus(Index.of(1)));
    assertFault(
        LoopFault.Kind.OUT_OF_BOUNDS,
        "s, iteration 3: in_x[4] of 4",
        computing(select(false, beyond, number(0))));
  }

  @Test
  void sidesThatAreNotChosenNeedNoValue() {
    Expression unwritten = load(A, AT);
    Expression shifted = binary(BinaryKind.SHL, number(1), number(32));
    Expression unused = binary(BinaryKind.ADD, unwritten, shifted);
    assertEquals(COPIED, run(computing(select(true, load(X, AT), unused))));
  }

  @Test
  void nothingIsReadBeforeItIsWritten() {
    assertFault(
        LoopFault.Kind.STALE,
        "s, iteration 0: reads a[0], which nobody wrote",
        program(stage("s", copy(A, Y))));
    assertFault(
        LoopFault.Kind.STALE,
        "s, iteration 0: reads out_y[0], which nobody wrote",
        program(stage("s", copy(Y, A))));
  }

  @Test
  void buffersOfOneSlotDoNotLiveAtOnce() {
    LoopProgram overlapping =
        program(
            workspace(64, 1, 1),
            List.of(),
            stage("s", copy(X, A)),
            stage("t", copy(X, B)),
            stage("u", store(Y, AT, binary(BinaryKind.ADD, load(B, AT), load(A, AT)))));
    assertFault(
        LoopFault.Kind.STALE,
        "u, iteration 0: reads a[0], which another buffer has overwritten",
        overlapping);
  }

  @Test
  void buffersOfOneSlotMayFollowEachOther() {
    LoopProgram sharing =
        program(
            workspace(64, 0, 0),
            List.of(),
            stage("s", copy(X, A)),
            stage("t", copy(A, Y)),
            stage("u", copy(X, B)),
            stage("v", copy(B, Y)));
    assertEquals(COPIED, run(sharing));
  }

  @Test
  void scratchLivesAsLongAsAnIteration() {
    Buffer scratch = buffer("tmp", SIZE, Space.SCRATCH);
    Statement first =
        new Statement.If(
            new Expression.InBounds(List.of(AT.times(Dim.of(-1)))),
            List.of(store(scratch, Index.ZERO, number(7))));
    Statement declared = store(scratch, Index.of(1), number(0));
    Statement use = store(Y, AT, load(scratch, Index.ZERO));
    assertFault(
        LoopFault.Kind.STALE,
        "s, iteration 1: reads tmp[0] of an earlier iteration",
        program(stage("s", declared, first, use)));
  }

  @Test
  void whatOnlyRepeatedStagesTouchIsWrittenInEachRepetition() {
    LoopVariable step = new LoopVariable("step");
    Expression isFirst = new Expression.InBounds(List.of(Index.of(step).times(Dim.of(-1))));
    Statement once = new Statement.If(isFirst, List.of(copy(X, A)));
    Repeat repeat =
        new Repeat(step, Dim.of(2), "test", List.of(stage("s", once), stage("t", copy(A, Y))));
    assertFault(
        LoopFault.Kind.STALE,
        "t, iteration 0: reads a[0] of an earlier iteration",
        program(repeat));
    assertEquals(COPIED, run(program(repeat, stage("u", copy(A, Y)))));
  }

  @Test
  void iterationsShareNothingThatOneOfThemWrites() {
    assertFault(
        LoopFault.Kind.RACE,
        "s, iteration 1: touches out_y[0], which another iteration writes",
        program(stage("s", store(Y, Index.ZERO, load(X, AT)))));
    assertFault(
        LoopFault.Kind.RACE,
        "t, iteration 1: touches a[0], which another iteration writes",
        program(stage("s", copy(X, A)), stage("t", copy(X, A), store(Y, AT, load(A, Index.ZERO)))));
    Index next = Index.of(SIZE - 1).minus(AT);
    assertFault(
        LoopFault.Kind.RACE,
        "t, iteration 2: touches a[1], which another iteration writes",
        program(stage("s", copy(X, A)), stage("t", store(Y, AT, load(A, next)), copy(X, A))));
    assertFault(
        LoopFault.Kind.RACE,
        "t, iteration 3: writes a[0], which another iteration reads",
        program(
            stage("s", copy(X, A)),
            stage("t", store(Y, AT, load(A, Index.ZERO)), store(A, next, number(0)))));
  }

  @Test
  void outputsAreWrittenWhole() {
    assertFault(
        LoopFault.Kind.UNWRITTEN,
        "after the last stage, iteration -1: out_y[0] was not written",
        program(stage("s", copy(X, A))));
  }

  @Test
  void slotsAreApartAndAligned() {
    String before = "before the first stage, iteration 0: ";
    assertFault(
        LoopFault.Kind.WORKSPACE,
        before + "a slot at 0 behind 16",
        program(workspace(0, 0, 1), List.of(), stage("s", copy(X, Y))));
    assertFault(
        LoopFault.Kind.WORKSPACE,
        before + "a slot at 20 behind 16",
        program(workspace(20, 0, 1), List.of(), stage("s", copy(X, Y))));
    Buffer longer = buffer("c", SIZE + 1, Space.WORKSPACE);
    Workspace other =
        new Workspace(HandMade.apart().slots(), List.of(new Workspace.Placement(longer, 0)));
    assertFault(
        LoopFault.Kind.WORKSPACE,
        before + "c has not the form of its slot",
        program(other, List.of(), stage("s", copy(X, Y))));
  }

  @Test
  void loopsHaveNoNegativeExtent() {
    assertFault(
        LoopFault.Kind.EXTENT,
        "s, iteration 0: loop k < -1 = -1",
        program(stage("s", loop(-1, store(Y, Index.of(K), number(0))))));
  }

  @Test
  void operationsHaveAValue() {
    assertFault(
        LoopFault.Kind.ARITHMETIC,
        "s, iteration 0: 1 / 0",
        computing(binary(BinaryKind.DIV, number(1), number(0))));
    assertFault(
        LoopFault.Kind.ARITHMETIC,
        "s, iteration 0: a shift of I32 by 32",
        computing(binary(BinaryKind.SHR, number(1), number(32))));
    assertFault(
        LoopFault.Kind.ARITHMETIC,
        "s, iteration 0: the square root of -1",
        computing(new Expression.Unary(Expression.UnaryKind.SQRT, number(-1))));
    Expression half = new Expression.Constant(RegisterType.F32, Float.floatToRawIntBits(1.5f));
    assertFault(
        LoopFault.Kind.ARITHMETIC,
        "s, iteration 0: 1.5 as an integer",
        computing(new Expression.Convert(RegisterType.I32, half)));
  }

  @Test
  void divisorsCountWhereTheQuotientDoesNot() {
    Expression quotient = binary(BinaryKind.DIV, number(1), number(0));
    assertFault(
        LoopFault.Kind.ARITHMETIC,
        "s, iteration 0: 1 / 0",
        computing(select(false, quotient, number(0))));
  }

  @Test
  void integersWrap() {
    Expression most = number(Integer.MAX_VALUE);
    assertEquals(List.of(-2L, -2L, -2L, -2L), run(computing(binary(BinaryKind.ADD, most, most))));
    Expression low = binary(BinaryKind.USHR, number(-1), number(28));
    assertEquals(List.of(15L, 15L, 15L, 15L), run(computing(low)));
  }

  @Test
  void aNanThatIsNotMadeCanonicalShows() {
    Expression zero = new Expression.Constant(RegisterType.F32, 0);
    Expression nan = binary(BinaryKind.DIV, zero, zero);
    long canonical = 0x7fc00000L;
    Expression stored =
        new Expression.Bitcast(
            RegisterType.I32, new Expression.Unary(Expression.UnaryKind.CANONICAL_NAN, nan));
    assertEquals(canonical, run(computing(stored)).getFirst());
    Expression leaked = new Expression.Bitcast(RegisterType.I32, nan);
    assertNotEquals(canonical, run(computing(leaked)).getFirst());
  }
}
