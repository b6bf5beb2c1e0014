package dev.halfbyte.backend.verilog.schedule;

import dev.halfbyte.backend.verilog.bind.ComputedWeights;
import dev.halfbyte.backend.verilog.bind.Matrix;
import dev.halfbyte.backend.verilog.bind.ProductTarget;
import dev.halfbyte.backend.verilog.bind.Requantization;
import dev.halfbyte.backend.verilog.bind.RowFactors;
import dev.halfbyte.backend.verilog.bind.Task;
import dev.halfbyte.rtl.Memory;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// From which task to which matrices, computed weights and factors of rows live, and the words they
/// take.
///
/// @param phases the tasks
/// @param spans first and last task of each, counted through the phases
/// @param starts the number of the first task of each phase, and that of all tasks
record Lifetimes(Phases phases, Map<Object, Span> spans, List<Integer> starts) {
  /// From the task that defines something to the last that reads it, both included.
  record Span(int first, int last) {}

  Lifetimes {
    spans = Collections.unmodifiableMap(new LinkedHashMap<>(spans));
    starts = List.copyOf(starts);
  }

  static Lifetimes of(Phases phases) {
    Map<Object, Span> spans = new LinkedHashMap<>();
    List<Integer> starts = new ArrayList<>();
    int number = 0;
    for (int phase = 0; phase < phases.count(); phase++) {
      starts.add(number);
      for (Task task : phases.tasks(phase)) {
        int now = number;
        touched(task)
            .forEach(thing ->
                spans.merge(thing, new Span(now, now), (known, _) -> new Span(known.first(), now)));
        number++;
      }
    }
    starts.add(number);
    return new Lifetimes(phases, spans, starts);
  }

  private static Set<Object> touched(Task task) {
    Set<Object> touched = new LinkedHashSet<>(task.reads());
    task.writes().ifPresent(touched::add);
    Phases.computed(task).ifPresent(touched::add);
    Phases.readWeights(task).ifPresent(touched::add);
    Phases.factors(task).ifPresent(touched::add);
    return touched;
  }

  Span span(Object thing) {
    return Optional.ofNullable(spans.get(thing)).orElseThrow();
  }

  /// Returns the phase of a task.
  int phaseOf(int task) {
    int phase = 0;
    while (starts.get(phase + 1) <= task) {
      phase++;
    }
    return phase;
  }

  /// Returns whether something is needed in one phase only, so that a chunk of it is enough.
  boolean isLocal(Object thing) {
    return phaseOf(span(thing).first()) == phaseOf(span(thing).last());
  }

  /// Returns whether some task needs all rows of a matrix at once.
  boolean isReadAsAWhole(Matrix matrix) {
    return phases.jobs().stream()
        .flatMap(List::stream)
        .anyMatch(job -> Phases.needsAllRows(job.task(), matrix));
  }

  Set<Matrix> matrices() {
    return only(Matrix.class);
  }

  Set<ComputedWeights> weights() {
    return only(ComputedWeights.class);
  }

  Set<RowFactors> factors() {
    return only(RowFactors.class);
  }

  /// Returns the matrices in sets of those that equal tasks of phases of one form make.
  List<Set<Matrix>> alike() {
    Map<List<Object>, Set<Matrix>> sets = new LinkedHashMap<>();
    for (Matrix matrix : matrices()) {
      int first = span(matrix).first();
      int phase = phaseOf(first);
      List<Object> place = List.of(phases.form(phase), first - starts.get(phase));
      sets.computeIfAbsent(place, _ -> new LinkedHashSet<>()).add(matrix);
    }
    return List.copyOf(sets.values());
  }

  private <T> Set<T> only(Class<T> type) {
    Set<T> found = new LinkedHashSet<>();
    spans.keySet().stream().filter(type::isInstance).map(type::cast).forEach(found::add);
    return found;
  }

  /// Returns the words of `blocks` row blocks. A product reads its residual in whole column blocks,
  /// so res matrices end in that padding.
  int words(Matrix matrix, int blocks) {
    int cols = phases.config().cols();
    int drained =
        (matrix.groups() - 1) * matrix.groupWords()
            + Math.ceilDiv(matrix.cols(), cols) * phases.config().drainWords();
    int slack = matrix.home() == Memory.RES ? Math.max(0, drained - matrix.rowBlockWords()) : 0;
    int all = Math.ceilDiv(matrix.rows(), phases.config().rows());
    long words = (long) Math.min(blocks, all) * matrix.rowBlockWords() + slack;
    return (int) Math.min(words, Integer.MAX_VALUE);
  }

  /// Returns the operand whose words the target of a task may take over: one that dies there, read
  /// word by word ahead of the writes.
  Optional<Matrix> overwritten(Task task, int number) {
    Optional<Matrix> target = task.writes();
    if (target.isEmpty()) {
      return Optional.empty();
    }
    return replaceable(task, target.get())
        .filter(matrix ->
            matrix.first() == 0
                && span(matrix.whole()).last() == number
                && matrix.home() == target.get().home()
                && matrix.rowBlockWords() == target.get().rowBlockWords())
        .map(Matrix::whole);
  }

  private static Optional<Matrix> replaceable(Task task, Matrix target) {
    return switch (task) {
      case Task.Read _,
          Task.Write _,
          Task.Softmax _,
          Task.Norm _,
          Task.Reduce _,
          Task.Spill _,
          Task.Fill _ ->
          Optional.empty();
      case Task.MatMul product ->
          product.target() instanceof ProductTarget.Codes
              ? residual(product.requantization())
              : Optional.empty();
      case Task.Map map ->
          map.source().home() == target.home()
              ? Optional.of(map.source())
              : residual(map.requantization());
    };
  }

  private static Optional<Matrix> residual(Requantization requantization) {
    return requantization.residual().map(Requantization.Residual::matrix);
  }

  /// Returns the words of one row block that are live at once in one memory.
  int peak(Memory memory) {
    int peak = 0;
    for (int task = 0; task < starts.getLast(); task++) {
      int now = task;
      int sum =
          matrices().stream()
              .filter(matrix -> matrix.home() == memory)
              .filter(matrix -> span(matrix).first() <= now && now <= span(matrix).last())
              .mapToInt(matrix -> words(matrix, isLocal(matrix) ? 1 : Integer.MAX_VALUE))
              .sum();
      peak = Math.max(peak, sum);
    }
    return peak;
  }
}
