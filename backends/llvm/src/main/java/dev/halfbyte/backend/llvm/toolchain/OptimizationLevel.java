package dev.halfbyte.backend.llvm.toolchain;

import org.bytedeco.llvm.global.LLVM;

/// How much LLVM optimises a module. The bits that code gives never depend on it: a difference
/// between two levels is a fault of the module (an undefined value, a wrong `nuw`) or of LLVM.
public enum OptimizationLevel {
  /// Code as the text spells it.
  O0(LLVM.LLVMCodeGenLevelNone),

  O1(LLVM.LLVMCodeGenLevelLess),

  /// What libraries for users are built with. `O3` takes 1.6 times as long for code that is no
  /// faster: the leaves are unrolled already.
  O2(LLVM.LLVMCodeGenLevelAggressive);

  private final int codeGeneration;

  OptimizationLevel(int codeGeneration) {
    this.codeGeneration = codeGeneration;
  }

  /// The pipeline in LLVM's notation.
  String passes() {
    return "default<" + name() + ">";
  }

  /// LLVM's number for the effort of instruction selection and register allocation.
  int codeGeneration() {
    return codeGeneration;
  }
}
