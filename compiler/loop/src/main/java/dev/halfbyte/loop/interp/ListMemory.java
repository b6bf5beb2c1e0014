package dev.halfbyte.loop.interp;

import dev.halfbyte.loop.StepList;
import java.util.Optional;

/// A list of steps during a run.
final class ListMemory {
  private final StepList list;
  private final BufferMemory numbers;
  private final Evaluator numbersAt;
  private final BufferMemory count;
  private final Evaluator countAt;
  private final Optional<BufferMemory> values;

  ListMemory(StepList list, Scope scope, MemoryMap memory) {
    this.list = list;
    this.numbers = memory.of(list.numbers());
    this.numbersAt = scope.index(list.numbersAt());
    this.count = memory.of(list.count());
    this.countAt = scope.index(list.countAt());
    this.values = list.values().map(memory::of);
  }

  int unit() {
    return list.unit();
  }

  long count() {
    return count.read(countAt.value());
  }

  void count(long listed) {
    count.write(countAt.value(), listed);
  }

  /// The number of the step at a place of the list; its values are there too.
  long number(long place) {
    for (int u = 0; u < unit() && values.isPresent(); u++) {
      values.get().read(place * unit() + u);
    }
    return numbers.read(numbersAt.value() + place);
  }

  void number(long place, long step) {
    numbers.write(numbersAt.value() + place, step);
  }

  /// Makes the entry one that nobody wrote.
  void spoil(long place) {
    numbers.spoil(numbersAt.value() + place);
  }

  boolean hasValues() {
    return values.isPresent();
  }

  void value(long place, int element, long value) {
    values.orElseThrow().write(place * unit() + element, value);
  }
}
