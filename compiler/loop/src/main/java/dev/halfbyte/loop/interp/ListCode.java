package dev.halfbyte.loop.interp;

import dev.halfbyte.loop.ListSteps;
import dev.halfbyte.loop.StepList;

/// Lists steps by the definition; what no emitter may rely on is spoiled.
final class ListCode implements Runnable {
  private final ListMemory list;
  private final BufferMemory activations;
  private final Evaluator activationsAt;
  private final Evaluator rows;
  private final long pitch;
  private final long steps;

  ListCode(ListSteps statement, Scope scope, MemoryMap memory) {
    this.list = new ListMemory(statement.list(), scope, memory);
    this.activations = memory.of(statement.activations());
    this.activationsAt = scope.index(statement.activationsAt());
    this.rows = scope.bound(statement.rows());
    this.pitch = scope.dims().of(statement.pitch());
    this.steps = scope.dims().of(statement.depth()) / statement.list().unit();
  }

  @Override
  public void run() {
    long listed = 0;
    for (long step = 0; step < steps; step++) {
      if (counts(step)) {
        list.number(listed, step);
        for (int u = 0; u < list.unit() && list.hasValues(); u++) {
          list.value(listed, u, activations.read(place(0, step, u)));
        }
        listed++;
      }
    }
    list.count(listed);
    for (long place = listed; place < steps + StepList.PADDING; place++) {
      if (list.hasValues() && place < listed + StepList.PADDING) {
        list.number(place, 0);
        for (int u = 0; u < list.unit(); u++) {
          list.value(place, u, 0);
        }
      } else {
        list.spoil(place);
      }
    }
  }

  private boolean counts(long step) {
    boolean counts = false;
    for (long row = 0; row < rows.value(); row++) {
      for (int u = 0; u < list.unit(); u++) {
        counts |= activations.read(place(row, step, u)) != 0;
      }
    }
    return counts;
  }

  private long place(long row, long step, int element) {
    return activationsAt.value() + row * pitch + step * list.unit() + element;
  }
}
