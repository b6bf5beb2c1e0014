package dev.halfbyte.backend.verilog.schedule;

import dev.halfbyte.backend.verilog.bind.Matrix;
import dev.halfbyte.backend.verilog.bind.ProductTarget;
import dev.halfbyte.backend.verilog.bind.Task;
import dev.halfbyte.backend.verilog.bind.TaskGraph;
import dev.halfbyte.backend.verilog.bind.WeightSource;
import dev.halfbyte.rtl.AcceleratorConfig;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// A graph in which products that only a later phase reads are made there, chunk by chunk, instead
/// of being kept whole until then: queries, say, which wait for the keys of all tokens.
///
/// Such a product has to have its operand there. A norm is repeated for it, which costs the array
/// nothing, if what the norm reads is kept whole anyway.
///
/// @param graph the tasks, with those that are late in front of their first reader
/// @param late places in the graph of the tasks that belong into the phase of their first reader
record Deferral(TaskGraph graph, Set<Integer> late) {
  Deferral {
    late = Set.copyOf(late);
  }

  /// Returns a graph as it is.
  static Deferral none(TaskGraph graph) {
    return new Deferral(graph, Set.of());
  }

  /// Returns the graph with all products deferred for which that is possible, if there is one.
  static Optional<Deferral> of(TaskGraph graph, AcceleratorConfig config) {
    Lifetimes lifetimes = Lifetimes.of(Phases.of(none(graph), config));
    Map<Task.MatMul, Task.Norm> deferred = new LinkedHashMap<>();
    for (Task task : graph.tasks()) {
      if (task instanceof Task.MatMul product) {
        norm(graph, product)
            .filter(norm -> isLate(product, norm, lifetimes))
            .ifPresent(norm -> deferred.put(product, norm));
      }
    }
    return deferred.isEmpty() ? Optional.empty() : Optional.of(deferred(graph, deferred));
  }

  /// Returns the norm behind which a product of constant weights stands, if it is one.
  private static Optional<Task.Norm> norm(TaskGraph graph, Task.MatMul product) {
    boolean simple =
        product.weights() instanceof WeightSource.Fixed
            && product.target() instanceof ProductTarget.Codes(Matrix target, var _)
            && graph.tasks().stream().noneMatch(task -> Phases.needsAllRows(task, target))
            && product.requantization().residual().isEmpty();
    return graph.tasks().stream()
        .filter(task -> simple && task instanceof Task.Norm)
        .map(Task.Norm.class::cast)
        .filter(norm -> norm.target().equals(product.source().whole()))
        .findFirst();
  }

  private static boolean isLate(Task.MatMul product, Task.Norm norm, Lifetimes lifetimes) {
    Matrix target = product.writes().orElseThrow();
    List<Integer> readers = readers(lifetimes, target);
    int made = lifetimes.phaseOf(lifetimes.span(target).first());
    int read = readers.stream().mapToInt(lifetimes::phaseOf).min().orElse(made);
    int kept = lifetimes.phaseOf(lifetimes.span(norm.source().whole()).last());
    return read > made && kept >= read;
  }

  /// Returns the numbers of the tasks that read a matrix, counted through the phases.
  private static List<Integer> readers(Lifetimes lifetimes, Matrix matrix) {
    List<Integer> readers = new ArrayList<>();
    int number = 0;
    for (int phase = 0; phase < lifetimes.phases().count(); phase++) {
      for (Task task : lifetimes.phases().tasks(phase)) {
        if (task.reads().contains(matrix)) {
          readers.add(number);
        }
        number++;
      }
    }
    return readers;
  }

  private static Deferral deferred(TaskGraph graph, Map<Task.MatMul, Task.Norm> deferred) {
    Map<Matrix, Task.MatMul> pending = new HashMap<>();
    List<Task> tasks = new ArrayList<>();
    List<String> labels = new ArrayList<>();
    Set<Integer> late = new TreeSet<>();
    for (int i = 0; i < graph.tasks().size(); i++) {
      Task task = graph.tasks().get(i);
      if (task instanceof Task.MatMul product && deferred.containsKey(product)) {
        pending.put(product.writes().orElseThrow(), product);
        continue;
      }
      for (Matrix matrix : task.reads()) {
        Optional<Task.MatMul> product = Optional.ofNullable(pending.remove(matrix));
        if (product.isPresent()) {
          Task.Norm norm = Optional.ofNullable(deferred.get(product.get())).orElseThrow();
          Matrix rows = product.get().source();
          Matrix copy = rows.copy(fresh(graph, tasks));
          Matrix source = norm.source().slice(rows.first(), rows.rows());
          late.add(tasks.size());
          tasks.add(new Task.Norm(source, norm.form(), norm.clamp(), copy));
          labels.add(label(graph, norm));
          late.add(tasks.size());
          tasks.add(product.get().of(copy));
          labels.add(label(graph, product.get()));
        }
      }
      tasks.add(task);
      labels.add(graph.labels().get(i));
    }
    return new Deferral(new TaskGraph(graph.kernel(), tasks, labels, graph.macs()), late);
  }

  private static String label(TaskGraph graph, Task task) {
    return graph.labels().get(graph.tasks().indexOf(task));
  }

  /// Returns a number that no matrix has.
  private static int fresh(TaskGraph graph, List<Task> tasks) {
    int most = 0;
    for (List<Task> all : List.of(graph.tasks(), tasks)) {
      for (Task task : all) {
        most = Math.max(most, task.writes().map(Matrix::id).orElse(0));
      }
    }
    return most + 1;
  }
}
