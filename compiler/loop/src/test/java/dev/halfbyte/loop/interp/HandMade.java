package dev.halfbyte.loop.interp;

import dev.halfbyte.ir.Arguments;
import dev.halfbyte.ir.Dim;
import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.Shape;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.TensorType;
import dev.halfbyte.loop.Address;
import dev.halfbyte.loop.Argument;
import dev.halfbyte.loop.Bound;
import dev.halfbyte.loop.Buffer;
import dev.halfbyte.loop.ConstantData;
import dev.halfbyte.loop.Expression;
import dev.halfbyte.loop.Index;
import dev.halfbyte.loop.ListSteps;
import dev.halfbyte.loop.LoopProgram;
import dev.halfbyte.loop.LoopVariable;
import dev.halfbyte.loop.MemoryType;
import dev.halfbyte.loop.RegisterType;
import dev.halfbyte.loop.Space;
import dev.halfbyte.loop.Stage;
import dev.halfbyte.loop.Statement;
import dev.halfbyte.loop.Step;
import dev.halfbyte.loop.TableMap;
import dev.halfbyte.loop.TileContract;
import dev.halfbyte.loop.Workspace;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.TreeMap;

/// Loop programs in few words: input `x` and output `y` of four integers, two workspace buffers of
/// four, each in a slot of its own.
final class HandMade {
  static final int SIZE = 4;
  static final TensorType TYPE = new TensorType(ElemType.S32, Shape.of(SIZE));
  static final LoopVariable I = new LoopVariable("i");
  static final LoopVariable K = new LoopVariable("k");
  static final Buffer X = buffer("in_x", SIZE, Space.ARGUMENT);
  static final Buffer Y = buffer("out_y", SIZE, Space.ARGUMENT);
  static final Buffer A = buffer("a", SIZE, Space.WORKSPACE);
  static final Buffer B = buffer("b", SIZE, Space.WORKSPACE);

  private HandMade() {}

  static Buffer buffer(String name, long size, Space space) {
    return new Buffer(name, MemoryType.I32, Dim.of(size), space);
  }

  static LoopProgram program(Step... steps) {
    return program(apart(), List.of(), steps);
  }

  static LoopProgram program(Workspace workspace, List<ConstantData> constants, Step... steps) {
    return new LoopProgram(
        "p",
        "0",
        List.of(),
        List.of(
            new Argument("x", TYPE, X, Argument.Direction.INPUT),
            new Argument("y", TYPE, Y, Argument.Direction.OUTPUT)),
        constants,
        workspace,
        List.of(steps),
        List.of());
  }

  /// A and B in slots of their own.
  static Workspace apart() {
    return workspace(64, 0, 1);
  }

  /// Two slots, and the slots of A and B.
  static Workspace workspace(long secondOffset, int slotOfA, int slotOfB) {
    return new Workspace(
        List.of(slot(0), slot(secondOffset)),
        List.of(new Workspace.Placement(A, slotOfA), new Workspace.Placement(B, slotOfB)));
  }

  private static Workspace.Slot slot(long offset) {
    return new Workspace.Slot(MemoryType.I32, Dim.of(SIZE), Dim.of(offset));
  }

  /// A stage of four iterations.
  static Stage stage(String name, Statement... body) {
    return new Stage(name, "test", I, Dim.of(SIZE), scratch(List.of(body)), List.of(body));
  }

  private static List<Buffer> scratch(List<Statement> body) {
    List<Buffer> scratch = new ArrayList<>();
    for (Statement statement : body) {
      Optional<Buffer> written =
          switch (statement) {
            case Statement.Store store -> Optional.of(store.buffer());
            case TileContract tile -> Optional.of(tile.output());
            case TableMap map -> Optional.of(map.output());
            case ListSteps l -> Optional.of(l.list().numbers());
            case Statement.Declare d -> Optional.empty();
            case Statement.Assign a -> Optional.empty();
            case Statement.For f -> Optional.empty();
            case Statement.If i -> Optional.empty();
            case Statement.Section s -> Optional.empty();
          };
      written
          .filter(b -> b.space() == Space.SCRATCH && !scratch.contains(b))
          .ifPresent(scratch::add);
    }
    return scratch;
  }

  /// `to[at] = value`.
  static Statement store(Buffer to, Index at, Expression value) {
    return new Statement.Store(to, Address.of(at), value);
  }

  /// `to[i] = from[i]`.
  static Statement copy(Buffer from, Buffer to) {
    return store(to, Index.of(I), load(from, Index.of(I)));
  }

  static Statement loop(long extent, Statement... body) {
    return new Statement.For(K, new Bound(List.of(Index.of(extent))), 1, List.of(body));
  }

  static Expression load(Buffer from, Index at) {
    return new Expression.Load(from, Address.of(at), Optional.empty());
  }

  static Expression number(long value) {
    return new Expression.Constant(RegisterType.I32, value);
  }

  static Expression binary(Expression.BinaryKind kind, Expression left, Expression right) {
    return new Expression.Binary(kind, left, right);
  }

  /// Runs on x = 10, 20, 30, 40.
  static List<Long> run(LoopProgram program) {
    SequencedMap<String, Tensor> tensors = new LinkedHashMap<>();
    tensors.put("x", Tensor.ofInts(TYPE, 10, 20, 30, 40));
    SequencedMap<String, Tensor> outputs =
        LoopInterpreter.run(program, new Arguments(new TreeMap<>(), tensors));
    return Arrays.stream(outputs.firstEntry().getValue().longs()).boxed().toList();
  }
}
