package dev.halfbyte.backend.llvm.emit;

import dev.halfbyte.backend.llvm.text.FunctionText;
import dev.halfbyte.backend.llvm.toolchain.IsaFamily;

/// Sets the float control register for a kernel and puts the caller's value back: round to nearest
/// even, no flush to zero, no trap.
///
/// LLVM knows nothing of that register, so float code must stand in a function of its own that is
/// called between `enter` and `leave` and is never inlined.
final class FloatEnvironment {
  /// MXCSR with all exceptions masked, nothing flushed, rounding to nearest.
  private static final int X86_DEFAULT = 0x1f80;

  private final FunctionText text;
  private final IsaFamily family;

  FloatEnvironment(FunctionText text, IsaFamily family) {
    this.text = text;
    this.family = family;
  }

  /// Gives the operand that [#leave] needs.
  String enter() {
    return switch (family) {
      case X86_64 -> {
        String saved = text.allocate("mxcsr", "i32", 4);
        String wanted = text.allocate("mxcsr", "i32", 4);
        text.callVoid("llvm.x86.sse.stmxcsr", "ptr " + saved);
        text.line("store i32 %d, ptr %s, align 4".formatted(X86_DEFAULT, wanted));
        text.callVoid("llvm.x86.sse.ldmxcsr", "ptr " + wanted);
        yield saved;
      }
      case AARCH64 -> {
        String saved = text.call("i64", "llvm.aarch64.get.fpcr");
        text.callVoid("llvm.aarch64.set.fpcr", "i64 0");
        yield saved;
      }
    };
  }

  void leave(String saved) {
    switch (family) {
      case X86_64 -> text.callVoid("llvm.x86.sse.ldmxcsr", "ptr " + saved);
      case AARCH64 -> text.callVoid("llvm.aarch64.set.fpcr", "i64 " + saved);
    }
  }
}
