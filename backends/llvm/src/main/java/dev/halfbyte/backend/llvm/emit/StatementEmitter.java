package dev.halfbyte.backend.llvm.emit;

import dev.halfbyte.backend.llvm.leaf.LeafCall;
import dev.halfbyte.backend.llvm.leaf.LeafFunction;
import dev.halfbyte.backend.llvm.leaf.StageLeaves;
import dev.halfbyte.backend.llvm.leaf.StepScan;
import dev.halfbyte.backend.llvm.leaf.TableLeaf;
import dev.halfbyte.backend.llvm.text.FunctionText;
import dev.halfbyte.backend.llvm.toolchain.IsaVariant;
import dev.halfbyte.loop.Address;
import dev.halfbyte.loop.Buffer;
import dev.halfbyte.loop.Index;
import dev.halfbyte.loop.ListSteps;
import dev.halfbyte.loop.LoopVariable;
import dev.halfbyte.loop.MemoryType;
import dev.halfbyte.loop.RegisterType;
import dev.halfbyte.loop.Statement;
import dev.halfbyte.loop.StepList;
import dev.halfbyte.loop.TableMap;
import dev.halfbyte.loop.TileContract;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Statements of a stage as blocks of LLVM IR.
final class StatementEmitter {
  private static final String LANES = "16";

  private final FunctionText text;
  private final StageScope scope;
  private final ExpressionEmitter expressions;
  private final StageLeaves leaves;
  private final IsaVariant variant;
  private final Optional<String> tiles;
  private final Map<TileContract, String> spreads = new HashMap<>();

  /// @param leaves the functions that compute tiles
  /// @param tiles memory of the tile registers, for stages with leaves that use them
  /// @param forms functions with vector forms, where the target has some
  StatementEmitter(
      FunctionText text,
      StageScope scope,
      StageLeaves leaves,
      IsaVariant variant,
      Optional<String> tiles,
      Optional<VectorForms> forms) {
    this.text = text;
    this.scope = scope;
    this.expressions = new ExpressionEmitter(text, scope, forms);
    this.leaves = leaves;
    this.variant = variant;
    this.tiles = tiles;
  }

  void emit(List<Statement> statements) {
    statements.forEach(this::emit);
  }

  private void emit(Statement statement) {
    switch (statement) {
      case Statement.Declare d -> {
        String value = expressions.emit(d.value());
        assign(d.local().type(), value, scope.declare(d.local()));
        scope.define(d);
      }
      case Statement.Assign a -> {
        String value = expressions.emit(a.value());
        assign(a.local().type(), value, scope.slot(a.local()));
      }
      case Statement.Store s -> store(s);
      case Statement.For f -> loop(f.variable(), "0", scope.emit(f.extent()), f.step(), f.body());
      case Statement.If i -> condition(i);
      case Statement.Section s -> {
        text.comment(s.origin());
        emit(s.body());
      }
      case TileContract t -> tile(t);
      case TableMap t -> map(t);
      case ListSteps l -> list(l);
    }
  }

  private void assign(RegisterType type, String value, String slot) {
    text.line("store %s %s, ptr %s".formatted(LlvmTypes.of(type), value, slot));
  }

  private void store(Statement.Store store) {
    MemoryType elem = store.buffer().elem();
    String value = expressions.emit(store.value());
    String memory = LlvmTypes.of(elem);
    String register = LlvmTypes.of(elem.register());
    String kept =
        memory.equals(register) ? value : text.value("trunc %s %s to %s", register, value, memory);
    String address = expressions.address(store.buffer(), store.address());
    text.line("store %s %s, ptr %s, align %d".formatted(memory, kept, address, elem.bytes()));
  }

  /// Runs `body` for `variable = begin .. end-1`.
  void parallel(LoopVariable variable, String begin, String end, List<Statement> body) {
    loop(variable, begin, end, 1, body);
  }

  private void loop(
      LoopVariable variable, String begin, String end, long step, List<Statement> statements) {
    String head = text.label(variable.name());
    String body = head + ".body";
    String next = head + ".next";
    String exit = head + ".exit";
    String before = text.block();
    String value = text.uniqueName(variable.name());
    String advanced = text.uniqueName(variable.name());
    text.jumpTo(head);
    text.define(value, "phi i64 [ %s, %%%s ], [ %s, %%%s ]", begin, before, advanced, next);
    text.branch(text.value("icmp slt i64 %s, %s", value, end), body, exit);
    text.start(body);
    scope.bind(variable, value);
    emit(statements);
    text.jumpTo(next);
    text.define(advanced, "add nuw nsw i64 %s, %d", value, step);
    text.line("br label %" + head + (isVector(end, statements) ? ", !llvm.loop !1" : ""));
    text.start(exit);
  }

  /// Whether a loop goes once over the lanes of a reduction; [ModuleEmitter] says what then holds.
  private static boolean isVector(String end, List<Statement> body) {
    return end.equals(LANES) && body.stream().noneMatch(s -> s instanceof Statement.For);
  }

  private void condition(Statement.If statement) {
    String then = text.label("then");
    String done = text.label("done");
    text.branch(expressions.emit(statement.condition()), then, done);
    text.start(then);
    emit(statement.body());
    text.jumpTo(done);
  }

  private void tile(TileContract tile) {
    LeafFunction leaf = leaves.of(tile);
    LeafCall call =
        new LeafCall(
            scope.pointer(tile.output()),
            element(tile.initial(), tile.initialAt()),
            element(tile.activations(), tile.activationsAt()),
            scope.emit(tile.pitch()),
            scope.emit(tile.rows()),
            element(tile.weights(), tile.weightsAt()),
            scope.emit(tile.depth()),
            tile.isFloat() ? Optional.of(scope.emit(tile.columns())) : Optional.empty(),
            spread(tile, leaf.spreadBytes()),
            tile.steps()
                .map(s ->
                    new LeafCall.Listed(
                        element(s.numbers(), s.numbersAt()),
                        element(s.count(), s.countAt()),
                        s.values().map(scope::pointer))),
            tiles.filter(_ -> leaf.kind().tiles()),
            tile.groups().map(g -> element(g.multipliers(), g.at())));
    text.line("call void @%s(%s)".formatted(leaf.name(), call.arguments()));
  }

  private void list(ListSteps statement) {
    StepList list = statement.list();
    new StepScan(
            element(list.numbers(), list.numbersAt()),
            element(list.count(), list.countAt()),
            list.values().map(scope::pointer),
            element(statement.activations(), statement.activationsAt()),
            scope.emit(statement.pitch()),
            scope.emit(statement.rows()),
            scope.emit(statement.depth()),
            list.unit())
        .write(text, variant);
  }

  private void map(TableMap map) {
    String arguments =
        TableLeaf.arguments(
            element(map.output(), map.outputAt()),
            element(map.input(), map.inputAt()),
            scope.pointer(map.table()),
            scope.emit(map.count()));
    text.line("call void @%s(%s)".formatted(leaves.of(map), arguments));
  }

  /// Memory that all calls for a tile share.
  private Optional<String> spread(TileContract tile, long bytes) {
    return bytes == 0
        ? Optional.empty()
        : Optional.of(
            spreads.computeIfAbsent(
                tile,
                _ ->
                    text.allocateNulled(
                        "spread", "[%d x i8]".formatted(bytes), LeafFunction.ALIGNMENT)));
  }

  private String element(Buffer buffer, Index index) {
    return expressions.address(buffer, Address.of(index));
  }
}
