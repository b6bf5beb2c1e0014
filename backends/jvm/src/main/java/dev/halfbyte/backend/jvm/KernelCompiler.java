package dev.halfbyte.backend.jvm;

import dev.halfbyte.backend.jvm.runtime.KernelSpec;
import dev.halfbyte.ir.Dim;
import dev.halfbyte.ir.DimDeclaration;
import dev.halfbyte.loop.LoopProgram;
import dev.halfbyte.loop.Stage;
import dev.halfbyte.loop.text.LoopListing;
import dev.halfbyte.loop.text.LoopPrinter;
import java.util.List;
import java.util.function.IntConsumer;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/// Compiles a loop program to one class: a method per stage, so that each is small enough for C2 to
/// take as a whole.
final class KernelCompiler {
  private static final String OBJECT = "java/lang/Object";
  private static final String INTERFACE = "dev/halfbyte/backend/jvm/runtime/KernelCode";

  private final LoopProgram program;
  private final MemoryTable memory;
  private final SpecBuilder spec;
  private final LoopListing listing;
  private final DimCode dimCode;
  private final String className;

  private KernelCompiler(LoopProgram program, String className) {
    this.program = program;
    this.className = className;
    this.memory = new MemoryTable(program);
    this.spec = new SpecBuilder(program, memory);
    this.listing = LoopPrinter.print(program);
    this.dimCode = new DimCode(program.dims().stream().map(DimDeclaration::name).toList());
  }

  /// @param className internal name of the class, e.g. `halfbyte/gemm/Code`
  static CompiledKernel compile(LoopProgram program, String className) {
    return new KernelCompiler(program, className).run();
  }

  private CompiledKernel run() {
    ClassWriter writer = new FrameWriter();
    int access = Opcodes.ACC_PUBLIC | Opcodes.ACC_FINAL | Opcodes.ACC_SUPER;
    writer.visit(Opcodes.V21, access, className, null, OBJECT, new String[] {INTERFACE});
    writer.visitSource(program.name() + ".loop", null);
    constructor(writer);
    for (LoopProgram.Placed placed : program.placed()) {
      StageEmitter.write(writer, className, placed, dimCode, memory, listing);
    }
    dispatch(writer);
    KernelSpec built = spec.build();
    extents(writer, spec.extents());
    writer.visitEnd();
    return new CompiledKernel(built, writer.toByteArray(), memory.image(), listing.text());
  }

  private static void constructor(ClassWriter writer) {
    MethodVisitor code = writer.visitMethod(Opcodes.ACC_PUBLIC, "<init>", "()V", null, null);
    code.visitCode();
    code.visitVarInsn(Opcodes.ALOAD, 0);
    code.visitMethodInsn(Opcodes.INVOKESPECIAL, OBJECT, "<init>", "()V", false);
    code.visitInsn(Opcodes.RETURN);
    code.visitMaxs(0, 0);
    code.visitEnd();
  }

  private void dispatch(ClassWriter writer) {
    MethodVisitor code =
        writer.visitMethod(Opcodes.ACC_PUBLIC, "stage", "(I[Ljava/lang/Object;[JII)V", null, null);
    code.visitCode();
    List<String> names = program.stages().stream().map(Stage::name).toList();
    choose(
        code,
        names.size(),
        number -> {
          code.visitVarInsn(Opcodes.ALOAD, 2);
          code.visitVarInsn(Opcodes.ALOAD, 3);
          code.visitVarInsn(Opcodes.ILOAD, 4);
          code.visitVarInsn(Opcodes.ILOAD, 5);
          code.visitMethodInsn(
              Opcodes.INVOKESTATIC, className, names.get(number), StageEmitter.DESCRIPTOR, false);
          code.visitInsn(Opcodes.RETURN);
        });
    code.visitInsn(Opcodes.RETURN);
    code.visitMaxs(0, 0);
    code.visitEnd();
  }

  private void extents(ClassWriter writer, List<Dim> extents) {
    MethodVisitor code = writer.visitMethod(Opcodes.ACC_PUBLIC, "extent", "(I[J)J", null, null);
    code.visitCode();
    choose(
        code,
        extents.size(),
        number -> {
          dimCode.push(code, extents.get(number), 2);
          code.visitInsn(Opcodes.LRETURN);
        });
    code.visitInsn(Opcodes.LCONST_0);
    code.visitInsn(Opcodes.LRETURN);
    code.visitMaxs(0, 0);
    code.visitEnd();
  }

  /// A switch over the first parameter; each case ends the method.
  private static void choose(MethodVisitor code, int count, IntConsumer branch) {
    if (count == 0) {
      return;
    }
    Label none = new Label();
    Label[] labels = new Label[count];
    for (int i = 0; i < count; i++) {
      labels[i] = new Label();
    }
    code.visitVarInsn(Opcodes.ILOAD, 1);
    code.visitTableSwitchInsn(0, count - 1, none, labels);
    for (int i = 0; i < count; i++) {
      code.visitLabel(labels[i]);
      branch.accept(i);
    }
    code.visitLabel(none);
  }

  /// Computes frames without loading classes; all object types that meet are arrays of one type.
  private static final class FrameWriter extends ClassWriter {
    FrameWriter() {
      super(COMPUTE_FRAMES);
    }

    @Override
    protected String getCommonSuperClass(String first, String second) {
      return OBJECT;
    }
  }
}
