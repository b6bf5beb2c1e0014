package dev.halfbyte.backend.verilog.schedule;

import dev.halfbyte.backend.verilog.bind.Matrix;
import dev.halfbyte.backend.verilog.bind.Task;
import dev.halfbyte.rtl.CommandField;
import dev.halfbyte.rtl.Memory;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Allocates the matrices of one chunk in act and res, first fit, in order of definition.
///
/// Double buffered inputs keep two regions of their own for good; what overwrites an input follows
/// it from one to the other.
final class RowAllocator {
  private static final int MAX_WORDS = CommandField.COUNT.max();

  private final Lifetimes lifetimes;
  private final int blocksPerChunk;
  private final Map<Memory, FreeSpace> free = new EnumMap<>(Memory.class);
  private final Map<Matrix, Integer> even = new LinkedHashMap<>();
  private final Map<Matrix, Integer> odd = new LinkedHashMap<>();
  private final Map<Matrix, Boolean> pinned = new LinkedHashMap<>();

  private RowAllocator(Lifetimes lifetimes, int blocksPerChunk) {
    this.lifetimes = lifetimes;
    this.blocksPerChunk = blocksPerChunk;
    free.put(Memory.ACT, new FreeSpace(lifetimes.config().actDepth()));
    free.put(Memory.RES, new FreeSpace(lifetimes.config().resDepth()));
  }

  /// Returns a plan, or nothing if the memories are too small for it.
  ///
  /// @param doubled whether inputs are double buffered
  static Optional<RowPlan> allocate(
      Lifetimes lifetimes, int chunks, int blocksPerChunk, boolean doubled) {
    RowAllocator allocator = new RowAllocator(lifetimes, blocksPerChunk);
    boolean fits = (!doubled || allocator.pinInputs()) && allocator.tasks();
    return fits
        ? Optional.of(new RowPlan(chunks, blocksPerChunk, allocator.even, allocator.odd))
        : Optional.empty();
  }

  private boolean pinInputs() {
    for (Task task : lifetimes.tasks()) {
      if (task instanceof Task.Read read) {
        Optional<Integer> first = take(read.target());
        Optional<Integer> second = take(read.target());
        if (first.isEmpty() || second.isEmpty()) {
          return false;
        }
        even.put(read.target(), first.get());
        odd.put(read.target(), second.get());
        pinned.put(read.target(), true);
      }
    }
    return true;
  }

  private boolean tasks() {
    List<Task> tasks = lifetimes.tasks();
    for (int t = 0; t < tasks.size(); t++) {
      Optional<Matrix> target = tasks.get(t).writes();
      Optional<Matrix> reused = Optional.empty();
      if (target.isPresent() && !even.containsKey(target.get())) {
        reused = lifetimes.overwritten(tasks.get(t), target.get(), t);
        if (reused.isPresent()) {
          follow(target.get(), reused.get());
        } else if (!define(target.get())) {
          return false;
        }
      }
      release(t, reused);
    }
    return true;
  }

  private void follow(Matrix target, Matrix reused) {
    even.put(target, even.getOrDefault(reused, 0));
    odd.put(target, odd.getOrDefault(reused, 0));
    pinned.put(target, pinned.getOrDefault(reused, false));
  }

  private boolean define(Matrix target) {
    Optional<Integer> base = take(target);
    base.ifPresent(word -> {
      even.put(target, word);
      odd.put(target, word);
    });
    return base.isPresent();
  }

  private void release(int task, Optional<Matrix> reused) {
    even.forEach((matrix, base) -> {
      boolean kept =
          pinned.getOrDefault(matrix, false) || reused.filter(matrix::equals).isPresent();
      if (lifetimes.dies(matrix, task) && !kept) {
        space(matrix).give(base, lifetimes.words(matrix, blocksPerChunk));
      }
    });
  }

  private Optional<Integer> take(Matrix matrix) {
    int words = lifetimes.words(matrix, blocksPerChunk);
    return words > MAX_WORDS ? Optional.empty() : space(matrix).take(words);
  }

  private FreeSpace space(Matrix matrix) {
    return Optional.ofNullable(free.get(matrix.home())).orElseThrow();
  }
}
