package dev.halfbyte.bench.cpu;

import dev.halfbyte.backend.llvm.toolchain.IsaFamily;
import dev.halfbyte.backend.llvm.toolchain.Linker;
import dev.halfbyte.backend.llvm.toolchain.ObjectCompiler;
import dev.halfbyte.driver.output.AtomicFiles;
import dev.halfbyte.source.CompilerBug;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.TreeMap;

/// A [Ceiling] compiled and loaded, on memory of random bytes.
final class CeilingCode implements Work {
  private static final String SYMBOL = "hb_ceiling";

  /// Before the time of a run says anything: so many, or as many as take this long.
  private static final int WARM_RUNS = 200;

  private static final double WARM_SECONDS = .2;

  /// Of a sample, roughly.
  private static final double SECONDS = 5e-3;

  private final Ceiling ceiling;
  private final MethodHandle function;
  private final MemorySegment memory;
  private long rounds = 1;

  private CeilingCode(Ceiling ceiling, MethodHandle function, MemorySegment memory) {
    this.ceiling = ceiling;
    this.function = function;
    this.memory = memory;
  }

  /// Compiles `ceiling`; its memory lives as long as the process.
  static CeilingCode of(Ceiling ceiling) {
    byte[] library = compile(ceiling);
    Arena arena = Arena.global();
    MemorySegment memory = arena.allocate(ceiling.bytes(), 64);
    Random random = new Random(1);
    for (long at = 0; at + Float.BYTES <= ceiling.bytes(); at += Float.BYTES) {
      memory.set(ValueLayout.JAVA_FLOAT, at, random.nextFloat() - 0.5f);
    }
    CeilingCode code = new CeilingCode(ceiling, function(library, arena), memory);
    code.calibrate();
    return code;
  }

  private static byte[] compile(Ceiling ceiling) {
    byte[] object = new ObjectCompiler(IsaFamily.X86_64).compile(text(ceiling), new TreeMap<>());
    return new Linker(IsaFamily.X86_64).sharedLibrary("ceiling.so", object);
  }

  /// The module of `ceiling`.
  static String text(Ceiling ceiling) {
    return "target datalayout = \"%s\"\ntarget triple = \"%s\"\n%s%sattributes #0 = { nounwind %s }\n!0 = !{i32 1}\n"
        .formatted(
            IsaFamily.X86_64.dataLayout(),
            IsaFamily.X86_64.triple(),
            ceiling.declarations(),
            ceiling.function(SYMBOL),
            ceiling.variant().attributes());
  }

  @SuppressWarnings("restricted") // the library is one that this compiler made
  private static MethodHandle function(byte[] library, Arena arena) {
    try {
      Path folder = Files.createTempDirectory("halfbyte-bench-");
      try {
        Path file = folder.resolve("ceiling.so");
        Files.write(file, library);
        SymbolLookup lookup = SymbolLookup.libraryLookup(file, arena);
        return java.lang.foreign.Linker.nativeLinker()
            .downcallHandle(
                lookup.find(SYMBOL).orElseThrow(),
                FunctionDescriptor.ofVoid(ValueLayout.JAVA_LONG, ValueLayout.ADDRESS));
      } finally {
        AtomicFiles.delete(folder);
      }
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private void calibrate() {
    double warm = 0;
    for (int i = 0; i < WARM_RUNS && warm < WARM_SECONDS; i++) {
      warm += seconds();
    }
    double seconds = seconds();
    while (seconds < SECONDS) {
      rounds *= seconds < SECONDS / 4 ? 4 : 2;
      seconds = seconds();
    }
  }

  private double seconds() {
    long begin = System.nanoTime();
    run();
    return (System.nanoTime() - begin) * 1e-9;
  }

  @Override
  public double work() {
    return (double) rounds * ceiling.work();
  }

  @Override
  public void run() {
    try {
      function.invokeExact(rounds, memory);
    } catch (Throwable e) {
      throw new CompilerBug("a loop of the bench failed", e);
    }
  }
}
