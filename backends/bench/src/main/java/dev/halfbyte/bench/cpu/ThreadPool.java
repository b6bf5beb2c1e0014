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
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/// The `parallel_for` of the generated header on threads of Java, which take ranges of about the
/// same length until none is left: one that loses its core holds up no more than its range.
///
/// Threads wait for the next loop with the core in hand, and give it back when none comes soon. For
/// one caller at a time.
final class ThreadPool implements AutoCloseable {
  /// Looks at the next loop before a thread gives its core back: about half a millisecond.
  private static final int LOOKS = 20_000;

  /// Ranges for each thread.
  private static final int RANGES = 4;

  /// `void body(void *closure, int64_t begin, int64_t end)` by its address.
  private static final MethodHandle BODY = body();

  private static final Loop NONE = new Loop(0, MemorySegment.NULL, MemorySegment.NULL, 0);
  private static final Loop LAST = new Loop(0, MemorySegment.NULL, MemorySegment.NULL, 0);

  private final Arena arena = Arena.ofShared();
  private final List<Thread> workers = new ArrayList<>();
  private final int threads;
  private final MemorySegment function;
  private volatile Loop loop = NONE;
  private volatile boolean asleep;

  /// A loop of a stage: its ranges, and how far it is.
  private static final class Loop {
    private final long count;
    private final MemorySegment body;
    private final MemorySegment closure;
    private final int ranges;
    private final AtomicInteger taken = new AtomicInteger();
    private final AtomicInteger done = new AtomicInteger();

    Loop(long count, MemorySegment body, MemorySegment closure, int ranges) {
      this.count = count;
      this.body = body;
      this.closure = closure;
      this.ranges = ranges;
    }

    /// Takes ranges until none is left.
    void help() {
      for (int range = taken.getAndIncrement(); range < ranges; range = taken.getAndIncrement()) {
        long begin = count * range / ranges;
        long end = count * (range + 1) / ranges;
        try {
          BODY.invokeExact(body, closure, begin, end);
        } catch (Throwable failure) {
          throw new CompilerBug("a stage of a kernel failed", failure);
        }
        done.incrementAndGet();
      }
    }
  }

  private ThreadPool(int threads) {
    this.threads = threads;
    this.function = stub();
  }

  /// @param threads that work at once, the caller's among them
  static ThreadPool of(int threads) {
    ThreadPool pool = new ThreadPool(threads);
    for (int number = 1; number < threads; number++) {
      pool.workers.add(Thread.ofPlatform().daemon().start(pool::work));
    }
    return pool;
  }

  /// What `run` of a kernel takes as `parallel_for`, with any pool.
  MemorySegment function() {
    return function;
  }

  /// Does the whole loop; called by kernels.
  void each(MemorySegment pool, long count, MemorySegment body, MemorySegment closure) {
    int ranges = Math.toIntExact(Math.min(count, (long) RANGES * threads));
    Loop next = new Loop(count, body, closure, ranges);
    loop = next;
    wake();
    next.help();
    while (next.done.get() < ranges) {
      Thread.onSpinWait();
    }
  }

  private void wake() {
    if (asleep) {
      asleep = false;
      workers.forEach(LockSupport::unpark);
    }
  }

  private void work() {
    Loop done = NONE;
    while (true) {
      Loop next = after(done);
      if (next == LAST) {
        return;
      }
      next.help();
      done = next;
    }
  }

  private Loop after(Loop done) {
    int looks = 0;
    while (loop == done) {
      if (looks < LOOKS) {
        looks++;
        Thread.onSpinWait();
      } else {
        asleep = true;
        // What came in between saw nobody asleep.
        if (loop == done) {
          LockSupport.park(this);
        }
      }
    }
    return loop;
  }

  @Override
  public void close() {
    loop = LAST;
    workers.forEach(LockSupport::unpark);
    try {
      for (Thread worker : workers) {
        worker.join();
      }
    } catch (InterruptedException interrupt) {
      Thread.currentThread().interrupt();
    }
    arena.close();
  }

  @SuppressWarnings("restricted") // the descriptor is that of the generated header
  private MemorySegment stub() {
    MethodType type =
        MethodType.methodType(
            void.class, MemorySegment.class, long.class, MemorySegment.class, MemorySegment.class);
    try {
      MethodHandle each = MethodHandles.lookup().findVirtual(ThreadPool.class, "each", type);
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
