package dev.halfbyte.backend.verilog.schedule;

import dev.halfbyte.backend.verilog.bind.Matrix;
import dev.halfbyte.backend.verilog.bind.Task;
import dev.halfbyte.rtl.AcceleratorConfig;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Where the rows of the tasks of a phase begin among the rows of the phase.
///
/// A task that reads a matrix of its phase from row f on, begins f rows behind the task that writes
/// it: then a chunk of the rows of the phase holds, of every task, what is made of the same rows.
///
/// @param blocks row blocks of the phase in front of the first of each task
/// @param aligned whether there are such places for all tasks; else all are 0, and the rows of the
///   phase are not cut
record Origins(List<Integer> blocks, boolean aligned) {
  Origins {
    blocks = List.copyOf(blocks);
  }

  /// Task `reader` begins `blocks` row blocks behind task `writer`.
  private record Distance(int writer, int reader, int blocks) {}

  static Origins of(List<Task> tasks, AcceleratorConfig config) {
    List<Distance> distances = distances(tasks, config);
    Map<Integer, List<Distance>> byTask = new HashMap<>();
    for (Distance distance : distances) {
      byTask.computeIfAbsent(distance.writer(), _ -> new ArrayList<>()).add(distance);
      byTask.computeIfAbsent(distance.reader(), _ -> new ArrayList<>()).add(distance);
    }
    Map<Integer, Integer> places = new HashMap<>();
    for (int task = 0; task < tasks.size(); task++) {
      if (!places.containsKey(task)) {
        places.putAll(connected(task, byTask));
      }
    }
    boolean aligned =
        distances.stream()
            .allMatch(d -> place(places, d.reader()) == place(places, d.writer()) + d.blocks());
    List<Integer> blocks = new ArrayList<>();
    for (int task = 0; task < tasks.size(); task++) {
      blocks.add(aligned ? place(places, task) : 0);
    }
    return new Origins(blocks, aligned);
  }

  /// Returns the distances between tasks by what one writes and the other reads, and of 0 between
  /// those that write groups of one matrix.
  private static List<Distance> distances(List<Task> tasks, AcceleratorConfig config) {
    Map<Matrix, Integer> writers = new HashMap<>();
    List<Distance> distances = new ArrayList<>();
    for (int index = 0; index < tasks.size(); index++) {
      int task = index;
      for (Matrix matrix : tasks.get(task).operands()) {
        if (writers.containsKey(matrix.whole())) {
          int writer = writers.getOrDefault(matrix.whole(), task);
          distances.add(new Distance(writer, task, matrix.first() / config.rows()));
        }
      }
      tasks
          .get(task)
          .writes()
          .ifPresent(matrix -> {
            int first = writers.computeIfAbsent(matrix, _ -> task);
            if (first != task) {
              distances.add(new Distance(first, task, 0));
            }
          });
    }
    return distances;
  }

  /// Returns the places of all tasks that distances lead to, the first at 0.
  private static Map<Integer, Integer> connected(int start, Map<Integer, List<Distance>> byTask) {
    Map<Integer, Integer> places = new HashMap<>(Map.of(start, 0));
    Deque<Integer> open = new ArrayDeque<>(List.of(start));
    while (!open.isEmpty()) {
      int task = open.pop();
      int place = place(places, task);
      for (Distance distance : byTask.getOrDefault(task, List.of())) {
        boolean reads = distance.reader() == task;
        int other = reads ? distance.writer() : distance.reader();
        int there = reads ? place - distance.blocks() : place + distance.blocks();
        if (places.putIfAbsent(other, there) == null) {
          open.push(other);
        }
      }
    }
    int least = Collections.min(places.values());
    places.replaceAll((_, place) -> place - least);
    return places;
  }

  private static int place(Map<Integer, Integer> places, int task) {
    return places.getOrDefault(task, 0);
  }
}
