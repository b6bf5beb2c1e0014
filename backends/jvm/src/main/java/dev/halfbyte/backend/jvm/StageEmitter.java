package dev.halfbyte.backend.jvm;

import dev.halfbyte.ir.Dim;
import dev.halfbyte.loop.Bound;
import dev.halfbyte.loop.Buffer;
import dev.halfbyte.loop.Index;
import dev.halfbyte.loop.LoopProgram;
import dev.halfbyte.loop.LoopVariable;
import dev.halfbyte.loop.RegisterType;
import dev.halfbyte.loop.Stage;
import dev.halfbyte.loop.Statement;
import dev.halfbyte.loop.TileContract;
import dev.halfbyte.loop.lower.BufferUses;
import dev.halfbyte.loop.text.LoopListing;
import java.util.List;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/// Writes one stage as a static method `(Object[] memory, long[] dims, int begin, int end)`.
final class StageEmitter {
  static final String DESCRIPTOR = "([Ljava/lang/Object;[JII)V";
  private static final String TILES = "dev/halfbyte/backend/jvm/runtime/Tiles";
  private static final int MEMORY = 0;
  private static final int DIMS = 1;
  private static final int BEGIN = 2;
  private static final int END = 3;

  private final MethodVisitor code;
  private final DimCode dimCode;
  private final MemoryTable memory;
  private final LoopListing listing;
  private final StageScope scope;
  private final ExpressionEmitter expressions;

  StageEmitter(MethodVisitor code, DimCode dimCode, MemoryTable memory, LoopListing listing) {
    this.code = code;
    this.dimCode = dimCode;
    this.memory = memory;
    this.listing = listing;
    this.scope = new StageScope(code, END + 1);
    this.expressions = new ExpressionEmitter(code, scope);
  }

  void stage(LoopProgram.Placed placed) {
    Stage stage = placed.stage();
    code.visitCode();
    line(listing.line(stage));
    for (Buffer buffer : BufferUses.of(stage)) {
      bind(stage, buffer);
    }
    for (Dim dim : StageDims.of(stage)) {
      dimCode.push(code, dim, DIMS);
      code.visitInsn(Opcodes.L2I);
      code.visitVarInsn(Opcodes.ISTORE, scope.define(dim));
    }
    for (int i = 0; i < placed.repeats().size(); i++) {
      code.visitVarInsn(Opcodes.ALOAD, DIMS);
      code.visitLdcInsn(dimCode.count() + i);
      code.visitInsn(Opcodes.LALOAD);
      code.visitInsn(Opcodes.L2I);
      code.visitVarInsn(Opcodes.ISTORE, scope.define(placed.repeats().get(i)));
    }
    loop(
        stage.parallel(),
        () -> code.visitVarInsn(Opcodes.ILOAD, BEGIN),
        () -> code.visitVarInsn(Opcodes.ILOAD, END),
        1,
        stage.body());
    code.visitInsn(Opcodes.RETURN);
    code.visitMaxs(0, 0);
    code.visitEnd();
  }

  private void bind(Stage stage, Buffer buffer) {
    if (stage.scratch().contains(buffer)) {
      code.visitLdcInsn(Math.toIntExact(buffer.size().fixed()));
      code.visitIntInsn(Opcodes.NEWARRAY, JavaTypes.newArray(buffer.elem()));
    } else {
      code.visitVarInsn(Opcodes.ALOAD, MEMORY);
      code.visitLdcInsn(memory.number(buffer));
      code.visitInsn(Opcodes.AALOAD);
      code.visitTypeInsn(Opcodes.CHECKCAST, memory.descriptor(buffer));
    }
    code.visitVarInsn(Opcodes.ASTORE, scope.define(buffer));
  }

  private void line(int number) {
    Label here = new Label();
    code.visitLabel(here);
    code.visitLineNumber(number, here);
  }

  private void body(List<Statement> statements) {
    statements.forEach(this::statement);
  }

  private void statement(Statement statement) {
    line(listing.line(statement));
    switch (statement) {
      case Statement.Declare d -> {
        expressions.push(d.value());
        scope.define(d.local());
        scope.store(d.local());
      }
      case Statement.Assign a -> {
        expressions.push(a.value());
        scope.store(a.local());
      }
      case Statement.Store s -> {
        scope.load(s.buffer());
        expressions.push(s.address());
        expressions.push(s.value());
        if (s.value().type() == RegisterType.I64 && s.buffer().elem().bytes() == 4) {
          code.visitInsn(Opcodes.L2I);
        }
        code.visitInsn(JavaTypes.store(s.buffer().elem()));
      }
      case Statement.For f -> forLoop(f);
      case Statement.If i -> {
        Label end = new Label();
        expressions.jumpUnless(i.condition(), end);
        body(i.body());
        code.visitLabel(end);
      }
      case TileContract t -> tile(t);
    }
  }

  private void forLoop(Statement.For loop) {
    push(loop.extent());
    int bound = scope.temporary(RegisterType.I32);
    code.visitVarInsn(Opcodes.ISTORE, bound);
    loop(
        loop.variable(),
        () -> code.visitInsn(Opcodes.ICONST_0),
        () -> code.visitVarInsn(Opcodes.ILOAD, bound),
        loop.step(),
        loop.body());
  }

  /// A counted loop in the form that C2 knows: test at the end, entry by a jump to the test.
  private void loop(
      LoopVariable variable, Runnable start, Runnable end, long step, List<Statement> body) {
    int counter = scope.define(variable);
    Label test = new Label();
    Label again = new Label();
    start.run();
    code.visitVarInsn(Opcodes.ISTORE, counter);
    code.visitJumpInsn(Opcodes.GOTO, test);
    code.visitLabel(again);
    body(body);
    advance(counter, step);
    code.visitLabel(test);
    code.visitVarInsn(Opcodes.ILOAD, counter);
    end.run();
    code.visitJumpInsn(Opcodes.IF_ICMPLT, again);
  }

  private void advance(int counter, long step) {
    if (step <= Short.MAX_VALUE) {
      code.visitIincInsn(counter, (int) step);
    } else {
      code.visitVarInsn(Opcodes.ILOAD, counter);
      code.visitLdcInsn(Math.toIntExact(step));
      code.visitInsn(Opcodes.IADD);
      code.visitVarInsn(Opcodes.ISTORE, counter);
    }
  }

  private void push(Bound bound) {
    scope.push(bound.candidates().getFirst());
    for (Index candidate : bound.candidates().subList(1, bound.candidates().size())) {
      scope.push(candidate);
      code.visitMethodInsn(Opcodes.INVOKESTATIC, "java/lang/Math", "min", "(II)I", false);
    }
  }

  private void tile(TileContract tile) {
    scope.load(tile.output());
    scope.load(tile.initial());
    scope.push(tile.initialAt());
    scope.load(tile.activations());
    scope.push(tile.activationsAt());
    scope.push(tile.pitch());
    push(tile.rows());
    push(tile.columns());
    scope.load(tile.weights());
    scope.push(memory.widened(tile));
    code.visitLdcInsn(tile.tile().columns());
    scope.push(tile.depth());
    code.visitMethodInsn(Opcodes.INVOKESTATIC, TILES, "contract", "([I[II[IIIII[IIII)V", false);
  }
}
