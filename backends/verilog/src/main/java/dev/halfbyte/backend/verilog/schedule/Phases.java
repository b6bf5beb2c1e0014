package dev.halfbyte.backend.verilog.schedule;

import dev.halfbyte.backend.verilog.bind.ComputedWeights;
import dev.halfbyte.backend.verilog.bind.Matrix;
import dev.halfbyte.backend.verilog.bind.ProductTarget;
import dev.halfbyte.backend.verilog.bind.RowFactors;
import dev.halfbyte.backend.verilog.bind.Scaling;
import dev.halfbyte.backend.verilog.bind.SoftmaxForm;
import dev.halfbyte.backend.verilog.bind.Task;
import dev.halfbyte.backend.verilog.bind.WeightSource;
import dev.halfbyte.rtl.AcceleratorConfig;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/// The tasks of a graph in phases, each of which goes through its rows chunk by chunk.
///
/// Tasks need the rows of what they read that they work on, and no others, but for weights that an
/// earlier product computes: every row of that product is one of their columns or rows. So a
/// product that takes such weights begins a phase of its own. So does a reduction of rows, with
/// those tasks behind it that work on the fewer rows it leaves.
///
/// @param jobs tasks of each phase, in an order that respects data flow
/// @param origins where the rows of these tasks begin
/// @param config the configuration
record Phases(List<List<Job>> jobs, List<Origins> origins, AcceleratorConfig config) {
  Phases {
    jobs = jobs.stream().map(List::copyOf).toList();
    origins = List.copyOf(origins);
  }

  Phases(List<List<Job>> jobs, AcceleratorConfig config) {
    this(jobs, jobs.stream().map(phase -> Origins.of(tasks(phase), config)).toList(), config);
  }

  /// A task and what it is called.
  ///
  /// @param index place in the graph
  /// @param label name of the op that it came from
  record Job(Task task, int index, String label) {}

  static Phases of(Deferral deferral, AcceleratorConfig config) {
    List<Task> tasks = deferral.graph().tasks();
    int[] phaseOf = earliest(tasks);
    for (int index = tasks.size() - 1; index >= 0; index--) {
      if (deferral.late().contains(index)) {
        phaseOf[index] = firstReader(tasks, index, phaseOf);
      }
    }
    List<List<Job>> phases = new ArrayList<>();
    for (int index = 0; index < tasks.size(); index++) {
      while (phases.size() <= phaseOf[index]) {
        phases.add(new ArrayList<>());
      }
      String label = deferral.graph().labels().get(index);
      phases.get(phaseOf[index]).add(new Job(tasks.get(index), index, label));
    }
    return new Phases(phases, config);
  }

  private static int firstReader(List<Task> tasks, int writer, int[] phaseOf) {
    Matrix matrix = tasks.get(writer).writes().orElseThrow();
    return IntStream.range(writer + 1, tasks.size())
        .filter(reader -> tasks.get(reader).reads().contains(matrix))
        .map(reader -> phaseOf[reader])
        .min()
        .orElse(phaseOf[writer]);
  }

  private static int[] earliest(List<Task> tasks) {
    Map<Object, Integer> phaseOf = new HashMap<>();
    Set<Matrix> reduced = new HashSet<>();
    int[] phases = new int[tasks.size()];
    for (int index = 0; index < tasks.size(); index++) {
      Task task = tasks.get(index);
      int phase = 0;
      for (Matrix matrix : task.reads()) {
        phase = Math.max(phase, phaseOf.getOrDefault(matrix, 0));
      }
      if (task instanceof Task.MatMul product
          && product.weights() instanceof WeightSource.Computed(ComputedWeights weights, _)) {
        phase = Math.max(phase, phaseOf.getOrDefault(weights, 0) + 1);
      }
      if (task instanceof Task.Reduce) {
        phase++;
      }
      int found = phase;
      boolean behind =
          task instanceof Task.Reduce
              || task.reads().stream()
                  .anyMatch(m -> reduced.contains(m) && phaseOf.getOrDefault(m, 0) == found);
      if (behind) {
        task.writes().ifPresent(reduced::add);
      }
      phases[index] = 2 * phase + (behind ? 1 : 0);
      task.writes().ifPresent(matrix -> phaseOf.merge(matrix, found, Math::max));
      computed(task).ifPresent(weights -> phaseOf.put(weights, found));
    }
    List<Integer> used = IntStream.of(phases).distinct().sorted().boxed().toList();
    return IntStream.of(phases).map(used::indexOf).toArray();
  }

  /// Returns the number of phases.
  int count() {
    return jobs.size();
  }

  /// Returns the tasks of a phase.
  List<Task> tasks(int phase) {
    return tasks(jobs.get(phase));
  }

  private static List<Task> tasks(List<Job> jobs) {
    return jobs.stream().map(Job::task).toList();
  }

  /// Returns the row blocks of a phase in front of the first of one of its tasks.
  ///
  /// @param position place of the task in the phase
  int origin(int phase, int position) {
    return origins.get(phase).blocks().get(position);
  }

  /// Returns the weights that a task computes.
  static Optional<ComputedWeights> computed(Task task) {
    return task instanceof Task.MatMul product
            && product.target() instanceof ProductTarget.Turned(ComputedWeights weights)
        ? Optional.of(weights)
        : Optional.empty();
  }

  /// Returns the computed weights that a task reads.
  static Optional<ComputedWeights> readWeights(Task task) {
    return task instanceof Task.MatMul product
            && product.weights() instanceof WeightSource.Computed(ComputedWeights weights, _)
        ? Optional.of(weights)
        : Optional.empty();
  }

  /// Returns the factors of rows that a task writes or reads.
  static Optional<RowFactors> factors(Task task) {
    if (task instanceof Task.Softmax softmax && softmax.form() instanceof SoftmaxForm.Late late) {
      return Optional.of(late.factors());
    }
    return task instanceof Task.MatMul product
            && product.requantization().scaling() instanceof Scaling.Rows(var factors)
        ? Optional.of(factors)
        : Optional.empty();
  }

  /// Returns the rows that a task works on.
  static int rows(Task task) {
    return switch (task) {
      case Task.Read read -> read.target().rows();
      case Task.MatMul product -> product.source().rows();
      case Task.Map map -> map.source().rows();
      case Task.Reduce reduce -> reduce.target().rows();
      case Task.Softmax softmax -> softmax.source().rows();
      case Task.Norm norm -> norm.source().rows();
      case Task.Write write -> write.source().rows();
      case Task.Spill spill -> spill.source().rows();
      case Task.Fill fill -> fill.target().rows();
    };
  }

  /// Returns whether a task reads all rows of a matrix, whatever rows it works on.
  static boolean needsAllRows(Task task, Matrix matrix) {
    return task instanceof Task.Reduce reduce && reduce.source().whole().equals(matrix);
  }

  /// Returns the row blocks of a phase.
  int blocks(int phase) {
    List<Task> tasks = tasks(phase);
    return IntStream.range(0, tasks.size())
        .map(i -> origin(phase, i) + Math.ceilDiv(rows(tasks.get(i)), config.rows()))
        .max()
        .orElse(0);
  }

  /// Returns what the tasks of a phase are, apart from their numbers: phases of equal form are
  /// blocks of one network, and what is good for one of them is good for all.
  List<List<Object>> form(int phase) {
    return tasks(phase).stream().map(Phases::form).toList();
  }

  private static List<Object> form(Task task) {
    return List.of(
        task.getClass(),
        rows(task),
        task.reads().stream().map(Phases::form).toList(),
        task.writes().map(Phases::form),
        computed(task).map(w -> List.of(w.form(), w.groups(), w.k(), w.n())));
  }

  private static List<Object> form(Matrix matrix) {
    return List.of(matrix.rows(), matrix.groups(), matrix.cols(), matrix.home());
  }

  /// Returns whether the rows of a phase can be cut.
  boolean aligned(int phase) {
    return origins.get(phase).aligned();
  }
}
