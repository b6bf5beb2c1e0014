package dev.halfbyte.loop.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.halfbyte.ir.Dim;
import dev.halfbyte.ir.DimDeclaration;
import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.Shape;
import dev.halfbyte.ir.TensorType;
import dev.halfbyte.loop.Address;
import dev.halfbyte.loop.Argument;
import dev.halfbyte.loop.Bound;
import dev.halfbyte.loop.Buffer;
import dev.halfbyte.loop.Expression;
import dev.halfbyte.loop.Index;
import dev.halfbyte.loop.Local;
import dev.halfbyte.loop.LoopProgram;
import dev.halfbyte.loop.LoopVariable;
import dev.halfbyte.loop.MemoryType;
import dev.halfbyte.loop.RegisterType;
import dev.halfbyte.loop.Space;
import dev.halfbyte.loop.Stage;
import dev.halfbyte.loop.Statement;
import dev.halfbyte.loop.Workspace;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// One faulty program for each message of the verifier.
final class LoopVerifierTest {
  private static final Dim N = Dim.symbol("n");
  private static final LoopVariable I = new LoopVariable("i");
  private static final Buffer IN = new Buffer("in_x", MemoryType.F32, N, Space.ARGUMENT);
  private static final Buffer OUT = new Buffer("out_y", MemoryType.F32, N, Space.ARGUMENT);
  private static final Expression ZERO = new Expression.Constant(RegisterType.F32, 0);

  private static LoopProgram program(List<Buffer> scratch, Statement... body) {
    TensorType type = new TensorType(ElemType.F32, new Shape(List.of(N)));
    return new LoopProgram(
        "p",
        "0",
        List.of(new DimDeclaration("n", 0, 8, 1)),
        List.of(
            new Argument("x", type, IN, Argument.Direction.INPUT),
            new Argument("y", type, OUT, Argument.Direction.OUTPUT)),
        List.of(),
        new Workspace(List.of(), List.of()),
        List.of(new Stage("s", "test", I, N, scratch, List.of(body))),
        List.of());
  }

  private static Statement store(Buffer buffer, Index at, Expression value) {
    return new Statement.Store(buffer, Address.of(at), value);
  }

  private static void assertFault(String fault, Statement... body) {
    assertEquals(List.of(fault), LoopVerifier.verify(program(List.of(), body)));
  }

  @Test
  void aWellFormedProgramHasNoFaults() {
    Expression load = new Expression.Load(IN, Address.of(Index.of(I)), Optional.empty());
    LoopProgram program = program(List.of(), store(OUT, Index.of(I), load));
    assertEquals(List.of(), LoopVerifier.verify(program));
  }

  @Test
  void inputsAreNotStoredTo() {
    assertFault("s: store to read-only in_x", store(IN, Index.of(I), ZERO));
  }

  @Test
  void buffersAreDeclared() {
    Buffer other = new Buffer("t1", MemoryType.F32, N, Space.WORKSPACE);
    assertFault("s: unknown buffer t1", store(other, Index.of(I), ZERO));
  }

  @Test
  void variablesEndWithTheirLoop() {
    LoopVariable k = new LoopVariable("k");
    assertFault(
        "s: unknown variable k",
        new Statement.For(k, Bound.of(N), 1, List.of()),
        store(OUT, Index.of(k), ZERO));
  }

  @Test
  void localsAreDefinedBeforeUseAndOnce() {
    Local a = new Local("a", RegisterType.F32);
    assertFault("s: unknown local a", store(OUT, Index.of(I), new Expression.Use(a)));
    assertFault("s: assignment to unknown a", new Statement.Assign(a, ZERO));
    assertFault(
        "s: name a is defined twice",
        new Statement.Declare(a, ZERO),
        new Statement.Declare(a, ZERO));
  }

  @Test
  void dimsAreDeclared() {
    Index beyond = Index.of(I).plus(Index.of(Dim.symbol("h")));
    assertFault("index i + h uses unknown dim h", store(OUT, beyond, ZERO));
  }

  @Test
  void scratchHasAFixedSize() {
    Buffer scratch = new Buffer("s_acc", MemoryType.F32, N, Space.SCRATCH);
    assertEquals(
        List.of("s: scratch s_acc has no fixed size"),
        LoopVerifier.verify(program(List.of(scratch), store(scratch, Index.ZERO, ZERO))));
  }

  @Test
  void aSectionUsesNoLocalFromOutside() {
    Local outside = new Local("a", RegisterType.F32);
    assertFault(
        "s: unknown local a",
        new Statement.Declare(outside, ZERO),
        new Statement.Section(
            "part", "test", List.of(store(OUT, Index.of(I), new Expression.Use(outside)))));
  }

  @Test
  void sectionsHaveNamesOfTheirOwn() {
    assertFault(
        "section s appears twice",
        new Statement.Section("s", "test", List.of(store(OUT, Index.of(I), ZERO))));
  }
}
