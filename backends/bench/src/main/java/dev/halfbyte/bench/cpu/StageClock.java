package dev.halfbyte.bench.cpu;

import dev.halfbyte.source.CompilerBug;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.ArrayList;
import java.util.List;

/// A `parallel_for` of the generated header that does every loop on the calling thread and keeps
/// the least time that each took in some runs: what others do on the machine only adds to it.
///
/// Stages of a single iteration do not come here.
final class StageClock implements AutoCloseable {
  private static final MethodHandle BODY = body();

  private final Arena arena = Arena.ofShared();
  private final MemorySegment function = stub();
  private final List<Long> least = new ArrayList<>();
  private int next;

  /// What `run` of a kernel takes as `parallel_for`.
  MemorySegment function() {
    return function;
  }

  /// The next run begins with the first stage.
  void begin() {
    next = 0;
  }

  /// Least nanoseconds of each stage that came here, in the order of a run.
  List<Long> least() {
    return List.copyOf(least);
  }

  /// Does a loop; called by kernels.
  void each(MemorySegment pool, long count, MemorySegment body, MemorySegment closure) {
    long begin = System.nanoTime();
    try {
      BODY.invokeExact(body, closure, 0L, count);
    } catch (Throwable failure) {
      throw new CompilerBug("a stage of a kernel failed", failure);
    }
    long taken = System.nanoTime() - begin;
    if (next == least.size()) {
      least.add(taken);
    } else {
      least.set(next, Math.min(taken, least.get(next)));
    }
    next++;
  }

  @Override
  public void close() {
    arena.close();
  }

  @SuppressWarnings("restricted") // the descriptor is that of the generated header
  private MemorySegment stub() {
    MethodType type =
        MethodType.methodType(
            void.class, MemorySegment.class, long.class, MemorySegment.class, MemorySegment.class);
    try {
      MethodHandle each = MethodHandles.lookup().findVirtual(StageClock.class, "each", type);
      return Linker.nativeLinker()
          .upcallStub(
              each.bindTo(this),
              FunctionDescriptor.ofVoid(
                  ValueLayout.ADDRESS,
                  ValueLayout.JAVA_LONG,
                  ValueLayout.ADDRESS,
                  ValueLayout.ADDRESS),
              arena);
    } catch (ReflectiveOperationException impossible) {
      throw new CompilerBug("no method `each`", impossible);
    }
  }

  @SuppressWarnings("restricted") // the descriptor is that of the generated header
  private static MethodHandle body() {
    return Linker.nativeLinker()
        .downcallHandle(
            FunctionDescriptor.ofVoid(
                ValueLayout.ADDRESS, ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG));
  }
}
