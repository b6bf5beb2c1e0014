package dev.halfbyte.backend.llvm.toolchain;

import dev.halfbyte.source.CompilerBug;
import java.nio.charset.StandardCharsets;
import java.util.SortedMap;
import java.util.TreeMap;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.llvm.LLVM.LLVMContextRef;
import org.bytedeco.llvm.LLVM.LLVMErrorRef;
import org.bytedeco.llvm.LLVM.LLVMMemoryBufferRef;
import org.bytedeco.llvm.LLVM.LLVMModuleRef;
import org.bytedeco.llvm.LLVM.LLVMPassBuilderOptionsRef;
import org.bytedeco.llvm.LLVM.LLVMTargetMachineRef;
import org.bytedeco.llvm.LLVM.LLVMTargetRef;
import org.bytedeco.llvm.LLVM.LLVMValueRef;
import org.bytedeco.llvm.global.LLVM;

/// Textual LLVM IR to object code, position independent.
///
/// Every complaint of LLVM is a [CompilerBug], because the text is ours. An intrinsic without its
/// target feature would end the whole process during code generation; callers keep intrinsics
/// inside functions whose `target-features` attribute names what they need ([IsaVariant]).
public final class ObjectCompiler {
  private final IsaFamily family;
  private final OptimizationLevel level;

  /// As for users, at `O2`.
  public ObjectCompiler(IsaFamily family) {
    this(family, OptimizationLevel.O2);
  }

  public ObjectCompiler(IsaFamily family, OptimizationLevel level) {
    this.family = family;
    this.level = level;
  }

  /// An ELF object; equal text and data give equal bytes.
  ///
  /// @param data contents of constants that the text declares as `external`, by name; they become
  ///   local to the object. Weights as text would be four times as large.
  public byte[] compile(String moduleText, SortedMap<String, byte[]> data) {
    return compile(moduleText, data, LLVM.LLVMObjectFile);
  }

  /// The same code as assembly text. Comments name blocks and loops as the module does; constants
  /// that the text declares as `external` stay so.
  public String assembly(String moduleText) {
    byte[] text = compile(moduleText, new TreeMap<>(), LLVM.LLVMAssemblyFile);
    return new String(text, StandardCharsets.UTF_8);
  }

  /// @param form what to emit, as LLVM numbers it
  private byte[] compile(String moduleText, SortedMap<String, byte[]> data, int form) {
    LlvmLibrary.get();
    LLVMContextRef context = LLVM.LLVMContextCreate();
    try {
      LLVMModuleRef module = parse(context, moduleText);
      LLVMTargetMachineRef machine = targetMachine();
      try {
        data.forEach((name, bytes) -> define(context, module, name, bytes));
        verify(module);
        optimise(module, machine, passes(moduleText));
        return emit(module, machine, form);
      } finally {
        LLVM.LLVMDisposeTargetMachine(machine);
        LLVM.LLVMDisposeModule(module);
      }
    } finally {
      LLVM.LLVMContextDispose(context);
    }
  }

  private static LLVMModuleRef parse(LLVMContextRef context, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    try (BytePointer source = new BytePointer(bytes.length);
        BytePointer name = new BytePointer("kernel.ll");
        BytePointer message = noPointer()) {
      source.put(bytes, 0, bytes.length);
      // The copy ends in the zero byte that the parser wants; the parser takes the copy over.
      LLVMMemoryBufferRef copy =
          LLVM.LLVMCreateMemoryBufferWithMemoryRangeCopy(source, bytes.length, name);
      LLVMModuleRef module = new LLVMModuleRef();
      if (LLVM.LLVMParseIRInContext(context, copy, module, message) != 0) {
        throw fault("does not parse", message);
      }
      return module;
    }
  }

  private static void define(
      LLVMContextRef context, LLVMModuleRef module, String name, byte[] bytes) {
    LLVMValueRef global = LLVM.LLVMGetNamedGlobal(module, name);
    if (global == null || global.isNull()) {
      throw new CompilerBug("generated LLVM IR does not declare @" + name);
    }
    try (BytePointer content = new BytePointer(bytes)) {
      LLVM.LLVMSetInitializer(
          global, LLVM.LLVMConstStringInContext2(context, content, bytes.length, 1));
    }
    LLVM.LLVMSetLinkage(global, LLVM.LLVMInternalLinkage);
  }

  private static void verify(LLVMModuleRef module) {
    try (BytePointer message = noPointer()) {
      if (LLVM.LLVMVerifyModule(module, LLVM.LLVMReturnStatusAction, message) != 0) {
        throw fault("is not well-formed", message);
      }
      LLVM.LLVMDisposeMessage(message);
    }
  }

  /// Functions with vector forms become part of loops after these are vectors.
  private String passes(String moduleText) {
    return moduleText.contains("\"vector-function-abi-variant\"")
        ? level.passes() + ",always-inline,function(early-cse,instcombine)"
        : level.passes();
  }

  private static void optimise(LLVMModuleRef module, LLVMTargetMachineRef machine, String passes) {
    LLVMPassBuilderOptionsRef options = LLVM.LLVMCreatePassBuilderOptions();
    try {
      LLVMErrorRef error = LLVM.LLVMRunPasses(module, passes, machine, options);
      if (error != null && !error.isNull()) {
        throw new CompilerBug("LLVM passes failed: " + LLVM.LLVMGetErrorMessage(error).getString());
      }
    } finally {
      LLVM.LLVMDisposePassBuilderOptions(options);
    }
  }

  private static byte[] emit(LLVMModuleRef module, LLVMTargetMachineRef machine, int form) {
    LLVM.LLVMSetTargetMachineAsmVerbosity(machine, 1);
    try (BytePointer message = noPointer()) {
      LLVMMemoryBufferRef buffer = new LLVMMemoryBufferRef();
      int failed = LLVM.LLVMTargetMachineEmitToMemoryBuffer(machine, module, form, message, buffer);
      if (failed != 0) {
        throw new CompilerBug("LLVM emits no code: " + message.getString());
      }
      byte[] code = new byte[Math.toIntExact(LLVM.LLVMGetBufferSize(buffer))];
      LLVM.LLVMGetBufferStart(buffer).get(code);
      LLVM.LLVMDisposeMemoryBuffer(buffer);
      return code;
    }
  }

  private LLVMTargetMachineRef targetMachine() {
    try (BytePointer triple = new BytePointer(family.triple());
        BytePointer message = noPointer()) {
      LLVMTargetRef target = new LLVMTargetRef();
      if (LLVM.LLVMGetTargetFromTriple(triple, target, message) != 0) {
        throw new CompilerBug("LLVM has no target " + family.triple());
      }
      return LLVM.LLVMCreateTargetMachine(
          target,
          family.triple(),
          family.baselineCpu(),
          "",
          level.codeGeneration(),
          LLVM.LLVMRelocPIC,
          LLVM.LLVMCodeModelDefault);
    }
  }

  /// An empty out parameter for a message.
  private static BytePointer noPointer() {
    return new BytePointer((Pointer) null);
  }

  private static CompilerBug fault(String what, BytePointer message) {
    String reason = message.getString();
    LLVM.LLVMDisposeMessage(message);
    return new CompilerBug("generated LLVM IR " + what + ": " + reason);
  }
}
