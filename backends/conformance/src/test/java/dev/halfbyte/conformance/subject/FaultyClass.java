package dev.halfbyte.conformance.subject;

import dev.halfbyte.backend.jvm.host.KernelRequests;
import dev.halfbyte.backend.jvm.runtime.ElementType;
import dev.halfbyte.backend.jvm.runtime.KernelCode;
import dev.halfbyte.backend.jvm.runtime.KernelSpec;
import dev.halfbyte.backend.jvm.runtime.SpecFile;
import dev.halfbyte.backend.jvm.runtime.TileForm;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.util.List;
import java.util.function.Consumer;

/// A kernel of one byte in and one byte out, whose only stage does one thing.
enum FaultyClass {
  /// Copies the byte, as it should.
  SOUND(code -> {}),
  THROWS(code -> code.iconst_1().iconst_0().idiv().pop()),
  EXITS(code ->
      code.iconst_3()
          .invokestatic(
              ClassDesc.of("java.lang.System"), "exit", MethodTypeDesc.ofDescriptor("(I)V"))),
  HANGS(code -> code.block(loop -> loop.goto_(loop.startLabel()))),
  WRITES_BEHIND_OUTPUT(code -> memory(code, 1).iconst_1().iconst_5().bastore()),
  WRITES_INPUT(code -> memory(code, 0).iconst_0().iconst_5().bastore()),
  NO_VALID_CLASS(code -> {});

  private static final String NAME = "faulty";
  private static final ClassDesc BYTES = ClassDesc.ofDescriptor("[B");

  private final Consumer<CodeBuilder> fault;

  FaultyClass(Consumer<CodeBuilder> fault) {
    this.fault = fault;
  }

  /// The request that loads the kernel.
  byte[] loadRequest() throws IOException {
    byte[] code = this == NO_VALID_CLASS ? new byte[] {1, 2, 3, 4} : code();
    return KernelRequests.load(NAME, code, spec(), new byte[0]);
  }

  private byte[] code() {
    return ClassFile.of()
        .build(
            ClassDesc.of("halfbyte." + NAME + ".Code"),
            type ->
                type.withInterfaceSymbols(ClassDesc.of(KernelCode.class.getName()))
                    .withMethodBody(
                        ConstantDescs.INIT_NAME,
                        ConstantDescs.MTD_void,
                        ClassFile.ACC_PUBLIC,
                        code ->
                            code.aload(0)
                                .invokespecial(
                                    ConstantDescs.CD_Object,
                                    ConstantDescs.INIT_NAME,
                                    ConstantDescs.MTD_void)
                                .return_())
                    .withMethodBody(
                        "extent",
                        MethodTypeDesc.ofDescriptor("(I[J)J"),
                        ClassFile.ACC_PUBLIC,
                        code -> code.lconst_1().lreturn())
                    .withMethodBody(
                        "stage",
                        MethodTypeDesc.ofDescriptor("(I[Ljava/lang/Object;[JII)V"),
                        ClassFile.ACC_PUBLIC,
                        this::stage));
  }

  private void stage(CodeBuilder code) {
    memory(code, 1).iconst_0();
    memory(code, 0).iconst_0().baload().bastore();
    fault.accept(code);
    if (this != HANGS) {
      code.return_();
    }
  }

  /// Pushes the array of an argument.
  private static CodeBuilder memory(CodeBuilder code, int argument) {
    return code.aload(2).loadConstant(argument).aaload().checkcast(BYTES);
  }

  private static byte[] spec() throws IOException {
    KernelSpec spec =
        new KernelSpec(
            NAME,
            "0",
            List.of(),
            List.of(argument("from", true), argument("to", false)),
            List.of(memory(0), memory(1)),
            List.of(),
            List.of(new KernelSpec.Stage("copy", "copy", 0)),
            List.of(new KernelSpec.Run(0)));
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      SpecFile.write(spec, out);
    }
    return bytes.toByteArray();
  }

  private static KernelSpec.Argument argument(String name, boolean input) {
    return new KernelSpec.Argument(
        name, input, ElementType.I8, "s8[1]", List.of(0), Byte.MIN_VALUE, Byte.MAX_VALUE);
  }

  private static KernelSpec.Memory memory(int argument) {
    return new KernelSpec.Memory(
        KernelSpec.Source.ARGUMENT, ElementType.I8, argument, 0, 0, 0, TileForm.COLUMNS);
  }
}
