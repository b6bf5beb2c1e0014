package dev.halfbyte.backend.llvm.run;

import dev.halfbyte.source.CompilerBug;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Optional;

/// The right of this process to use the tile registers of AMX, which Linux gives on request: one
/// `arch_prctl(ARCH_REQ_XCOMP_PERM, 18)` for all threads, those that run already included.
public final class AmxPermission {
  private static final long ARCH_PRCTL = 158;
  private static final long REQUEST = 0x1023;
  private static final long TILE_DATA = 18;

  private AmxPermission() {}

  private static final class Holder {
    static final boolean GRANTED = ask();
  }

  /// Asks at the first call, on a processor that has AMX.
  public static boolean isGranted() {
    return Holder.GRANTED;
  }

  /// Through `syscall` of the C library, as that has no function for it.
  @SuppressWarnings("restricted") // a system call that changes nothing but this right
  private static boolean ask() {
    if (!System.getProperty("os.name").equals("Linux")) {
      return false;
    }
    Linker linker = Linker.nativeLinker();
    Optional<MemorySegment> syscall = linker.defaultLookup().find("syscall");
    if (syscall.isEmpty()) {
      return false;
    }
    FunctionDescriptor form =
        FunctionDescriptor.of(
            ValueLayout.JAVA_LONG,
            ValueLayout.JAVA_LONG,
            ValueLayout.JAVA_LONG,
            ValueLayout.JAVA_LONG);
    try {
      return (long)
              linker
                  .downcallHandle(syscall.get(), form, Linker.Option.firstVariadicArg(1))
                  .invokeExact(ARCH_PRCTL, REQUEST, TILE_DATA)
          == 0;
    } catch (Throwable e) {
      throw new CompilerBug("a system call failed", e);
    }
  }
}
