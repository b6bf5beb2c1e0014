package dev.halfbyte.bench.cpu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Loops of kernels on several threads.
class ThreadPoolTest {
  private static final FunctionDescriptor BODY =
      FunctionDescriptor.ofVoid(ValueLayout.ADDRESS, ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG);

  /// A body that counts how often each iteration is done.
  private record Counts(AtomicIntegerArray done) {
    @SuppressWarnings({"UnusedMethod", "UnusedVariable"}) // called by a method handle
    void body(MemorySegment closure, long begin, long end) {
      for (long i = begin; i < end; i++) {
        done.incrementAndGet((int) i);
      }
    }

    @SuppressWarnings("restricted") // the descriptor is that of the method above
    MemorySegment function(Arena arena) throws ReflectiveOperationException {
      MethodType type =
          MethodType.methodType(void.class, MemorySegment.class, long.class, long.class);
      MethodHandle body = MethodHandles.lookup().findVirtual(Counts.class, "body", type);
      return Linker.nativeLinker().upcallStub(body.bindTo(this), BODY, arena);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7, 24, 1000})
  void everyIterationIsDoneOnce(int count) throws Exception {
    Counts counts = new Counts(new AtomicIntegerArray(count));
    try (Arena arena = Arena.ofShared();
        ThreadPool pool = ThreadPool.of(3)) {
      MemorySegment body = counts.function(arena);
      for (int loop = 1; loop <= 50; loop++) {
        pool.each(MemorySegment.NULL, count, body, MemorySegment.NULL);
        int[] expected = new int[count];
        Arrays.fill(expected, loop);
        int[] actual = IntStream.range(0, count).map(counts.done::get).toArray();
        assertArrayEquals(expected, actual);
      }
    }
  }

  @Test
  void decibelsAreOfSquares() {
    assertEquals(20, Decibels.of(new double[] {10, 0}, new float[] {9, 0}), 1e-9);
  }

  @Test
  void othersTakeAShare() {
    double share = OtherLoad.begin().share();
    assertEquals(.5, share, .5);
  }
}
