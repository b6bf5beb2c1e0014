package dev.halfbyte.backend.jvm;

import dev.halfbyte.ir.Dim;
import dev.halfbyte.loop.Bound;
import dev.halfbyte.loop.Buffer;
import dev.halfbyte.loop.Index;
import dev.halfbyte.loop.ListSteps;
import dev.halfbyte.loop.LoopProgram;
import dev.halfbyte.loop.LoopVariable;
import dev.halfbyte.loop.RegisterType;
import dev.halfbyte.loop.Space;
import dev.halfbyte.loop.Stage;
import dev.halfbyte.loop.Statement;
import dev.halfbyte.loop.StepList;
import dev.halfbyte.loop.TableMap;
import dev.halfbyte.loop.TileContract;
import dev.halfbyte.loop.lower.BufferUses;
import dev.halfbyte.loop.text.LoopListing;
import dev.halfbyte.source.CompilerBug;
import java.util.ArrayList;
import java.util.List;
import java.util.SequencedSet;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/// Writes one stage as a static method `(Object[] memory, long[] dims, int begin, int end)`.
///
/// The sections of a fused stage become methods of their own, `(Object[] memory, long[] dims,
/// Object[] scratch, int variable...)`: C2 takes small methods as a whole and gives up on large
/// ones.
final class StageEmitter {
  static final String DESCRIPTOR = "([Ljava/lang/Object;[JII)V";
  private static final String TILES = "dev/halfbyte/backend/jvm/runtime/Tiles";
  private static final String FORM = "dev/halfbyte/backend/jvm/runtime/TileForm";
  private static final String FLOATS = "([F[FI[FIIII[FIIIZ)V";
  private static final String CONTRACT = "([I[II[IIIIILjava/lang/Object;IIIL" + FORM + ";I)V";
  private static final String LISTED = "([I[II[IIIIILjava/lang/Object;IIIL" + FORM + ";I[I[I[I)V";
  private static final String ZEROS = "dev/halfbyte/backend/jvm/runtime/Zeros";
  private static final int MEMORY = 0;
  private static final int DIMS = 1;
  private static final int BEGIN = 2;
  private static final int END = 3;
  private static final int SCRATCH = 2;
  private static final int FIRST_VARIABLE = 3;

  private final ClassVisitor owner;
  private final String className;
  private final MethodVisitor code;
  private final DimCode dimCode;
  private final MemoryTable memory;
  private final LoopListing listing;
  private final StageScope scope;
  private final ExpressionEmitter expressions;

  /// Variables of the loops around the current statement, outermost first.
  private final List<LoopVariable> variables = new ArrayList<>();

  private Frame frame = new Frame(List.of(), List.of());
  private int scratchSlot;

  /// What the sections of a stage share with it.
  ///
  /// @param repeats variables of the repetitions around the stage
  private record Frame(List<Buffer> scratch, List<LoopVariable> repeats) {}

  private StageEmitter(StageEmitter stage, MethodVisitor code, int firstFree) {
    this(stage.owner, stage.className, code, stage.dimCode, stage.memory, stage.listing, firstFree);
  }

  private StageEmitter(
      ClassVisitor owner,
      String className,
      MethodVisitor code,
      DimCode dimCode,
      MemoryTable memory,
      LoopListing listing,
      int firstFree) {
    this.owner = owner;
    this.className = className;
    this.code = code;
    this.dimCode = dimCode;
    this.memory = memory;
    this.listing = listing;
    this.scope = new StageScope(code, firstFree);
    this.expressions = new ExpressionEmitter(code, scope);
  }

  /// Adds the methods of `placed` to a class.
  ///
  /// @param className its internal name
  static void write(
      ClassVisitor owner,
      String className,
      LoopProgram.Placed placed,
      DimCode dimCode,
      MemoryTable memory,
      LoopListing listing) {
    MethodVisitor code = method(owner, placed.stage().name(), DESCRIPTOR);
    new StageEmitter(owner, className, code, dimCode, memory, listing, END + 1).stage(placed);
  }

  private static MethodVisitor method(ClassVisitor owner, String name, String descriptor) {
    int access = Opcodes.ACC_PRIVATE | Opcodes.ACC_STATIC;
    return owner.visitMethod(access, name, descriptor, null, null);
  }

  private void stage(LoopProgram.Placed placed) {
    Stage stage = placed.stage();
    code.visitCode();
    line(listing.line(stage));
    frame = new Frame(stage.scratch(), placed.repeats());
    if (isFused(stage.body())) {
      shareScratch();
    } else {
      BufferUses.of(stage).forEach(buffer -> bind(stage, buffer));
    }
    dims(StageDims.of(stage));
    repeats();
    variables.add(stage.parallel());
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

  private static boolean isFused(List<Statement> body) {
    return body.stream()
        .anyMatch(s ->
            s instanceof Statement.Section
                || (s instanceof Statement.For loop && isFused(loop.body())));
  }

  /// Nothing but loops and calls is in a fused stage; its sections find their scratch in an array.
  private void shareScratch() {
    code.visitLdcInsn(frame.scratch().size());
    code.visitTypeInsn(Opcodes.ANEWARRAY, "java/lang/Object");
    for (int i = 0; i < frame.scratch().size(); i++) {
      code.visitInsn(Opcodes.DUP);
      code.visitLdcInsn(i);
      allocate(frame.scratch().get(i));
      code.visitInsn(Opcodes.AASTORE);
    }
    scratchSlot = scope.allocate(1);
    code.visitVarInsn(Opcodes.ASTORE, scratchSlot);
  }

  private void section(Statement.Section section) {
    String descriptor =
        "([Ljava/lang/Object;[J[Ljava/lang/Object;" + "I".repeat(variables.size()) + ")V";
    code.visitVarInsn(Opcodes.ALOAD, MEMORY);
    code.visitVarInsn(Opcodes.ALOAD, DIMS);
    code.visitVarInsn(Opcodes.ALOAD, scratchSlot);
    variables.forEach(v -> scope.push(Index.of(v)));
    code.visitMethodInsn(Opcodes.INVOKESTATIC, className, section.name(), descriptor, false);
    MethodVisitor method = method(owner, section.name(), descriptor);
    new StageEmitter(this, method, FIRST_VARIABLE + variables.size())
        .section(section, frame, variables);
  }

  private void section(Statement.Section section, Frame around, List<LoopVariable> given) {
    frame = around;
    code.visitCode();
    line(listing.line(section));
    BufferUses.of(section).forEach(this::bindShared);
    dims(StageDims.of(section));
    repeats();
    for (int i = 0; i < given.size(); i++) {
      code.visitVarInsn(Opcodes.ILOAD, FIRST_VARIABLE + i);
      code.visitVarInsn(Opcodes.ISTORE, scope.define(given.get(i)));
    }
    body(section.body());
    code.visitInsn(Opcodes.RETURN);
    code.visitMaxs(0, 0);
    code.visitEnd();
  }

  private void dims(SequencedSet<Dim> dims) {
    for (Dim dim : dims) {
      dimCode.push(code, dim, DIMS);
      code.visitInsn(Opcodes.L2I);
      code.visitVarInsn(Opcodes.ISTORE, scope.define(dim));
    }
  }

  private void repeats() {
    for (int i = 0; i < frame.repeats().size(); i++) {
      code.visitVarInsn(Opcodes.ALOAD, DIMS);
      code.visitLdcInsn(dimCode.count() + i);
      code.visitInsn(Opcodes.LALOAD);
      code.visitInsn(Opcodes.L2I);
      code.visitVarInsn(Opcodes.ISTORE, scope.define(frame.repeats().get(i)));
    }
  }

  private void bind(Stage stage, Buffer buffer) {
    if (stage.scratch().contains(buffer)) {
      allocate(buffer);
      code.visitVarInsn(Opcodes.ASTORE, scope.define(buffer));
    } else {
      bindMemory(buffer);
    }
  }

  private void bindShared(Buffer buffer) {
    int place = frame.scratch().indexOf(buffer);
    if (place < 0) {
      bindMemory(buffer);
      return;
    }
    code.visitVarInsn(Opcodes.ALOAD, SCRATCH);
    code.visitLdcInsn(place);
    code.visitInsn(Opcodes.AALOAD);
    code.visitTypeInsn(Opcodes.CHECKCAST, JavaTypes.array(buffer.elem()));
    code.visitVarInsn(Opcodes.ASTORE, scope.define(buffer));
  }

  private void allocate(Buffer buffer) {
    code.visitLdcInsn(Math.toIntExact(buffer.size().fixed()));
    code.visitIntInsn(Opcodes.NEWARRAY, JavaTypes.newArray(buffer.elem()));
  }

  private void bindMemory(Buffer buffer) {
    code.visitVarInsn(Opcodes.ALOAD, MEMORY);
    code.visitLdcInsn(memory.number(buffer));
    code.visitInsn(Opcodes.AALOAD);
    code.visitTypeInsn(Opcodes.CHECKCAST, memory.descriptor(buffer));
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
      case Statement.Section s -> section(s);
      case TileContract t -> tile(t);
      case ListSteps l -> list(l);
      // The target's facts do not ask for it.
      case TableMap t -> throw new CompilerBug("no table leaf on the JVM: " + t.output());
    }
  }

  private void forLoop(Statement.For loop) {
    push(loop.extent());
    int bound = scope.temporary(RegisterType.I32);
    code.visitVarInsn(Opcodes.ISTORE, bound);
    variables.add(loop.variable());
    loop(
        loop.variable(),
        () -> code.visitInsn(Opcodes.ICONST_0),
        () -> code.visitVarInsn(Opcodes.ILOAD, bound),
        loop.step(),
        loop.body());
    variables.removeLast();
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
    if (tile.isFloat()) {
      boolean constant = tile.weights().space() == Space.CONSTANT;
      code.visitInsn(constant ? Opcodes.ICONST_1 : Opcodes.ICONST_0);
      code.visitMethodInsn(Opcodes.INVOKESTATIC, TILES, "contract", FLOATS, false);
      return;
    }
    String form = memory.form(tile.weights()).name();
    code.visitFieldInsn(Opcodes.GETSTATIC, FORM, form, "L" + FORM + ";");
    code.visitLdcInsn(memory.steps(tile.weights()));
    if (tile.steps().isPresent()) {
      list(tile.steps().get());
      code.visitMethodInsn(Opcodes.INVOKESTATIC, TILES, "listed", LISTED, false);
      return;
    }
    code.visitMethodInsn(Opcodes.INVOKESTATIC, TILES, "contract", CONTRACT, false);
  }

  private void list(ListSteps list) {
    scope.load(list.activations());
    scope.push(list.activationsAt());
    scope.push(list.depth());
    list(list.list());
    code.visitMethodInsn(Opcodes.INVOKESTATIC, ZEROS, "list", "([III[I[I[I)V", false);
  }

  /// The arrays of a list of single elements of a row, which is the only one of its stage.
  private void list(StepList list) {
    if (list.unit() != 1 || list.values().isEmpty()) {
      throw new CompilerBug("no leaf on the JVM for steps " + list);
    }
    scope.load(list.numbers());
    scope.load(list.count());
    scope.load(list.values().get());
  }
}
