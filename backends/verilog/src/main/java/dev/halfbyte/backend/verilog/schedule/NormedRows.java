package dev.halfbyte.backend.verilog.schedule;

import dev.halfbyte.backend.verilog.bind.Matrix;
import dev.halfbyte.backend.verilog.bind.Task;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// The rows that norms of a phase read and write. Norms take long for a row, so chunks pass them,
/// and what stands directly in front of them and behind, in parts.
///
/// @param sources what norms read
/// @param targets what norms write
record NormedRows(Set<Matrix> sources, Set<Matrix> targets) {
  /// Parts of a chunk at most.
  private static final int PARTS = 4;

  /// Row blocks of a part at least.
  private static final int LEAST = 4;

  /// @param phase a phase whose rows can be cut, or one of which nothing is
  static NormedRows of(Phases phases, int phase) {
    return phases.aligned(phase) ? of(phases.tasks(phase)) : new NormedRows(Set.of(), Set.of());
  }

  private static NormedRows of(List<Task> tasks) {
    Set<Matrix> sources = new LinkedHashSet<>();
    Set<Matrix> targets = new LinkedHashSet<>();
    for (Task task : tasks) {
      if (task instanceof Task.Norm norm) {
        sources.add(norm.source().whole());
        targets.add(norm.target());
      }
    }
    return new NormedRows(sources, targets);
  }

  boolean isBehind(Task task) {
    return task.reads().stream().anyMatch(targets::contains);
  }

  boolean isInFront(Task task) {
    return task.writes().filter(sources::contains).isPresent();
  }

  private boolean normalizes(Task task) {
    return task instanceof Task.Norm && task.writes().filter(targets::contains).isPresent();
  }

  /// Returns the parts in which a task passes a chunk.
  List<Chunk> parts(Task task, Chunk chunk) {
    boolean cut = isBehind(task) || isInFront(task) || normalizes(task);
    return cut ? chunk.parts(PARTS, LEAST) : List.of(chunk);
  }
}
