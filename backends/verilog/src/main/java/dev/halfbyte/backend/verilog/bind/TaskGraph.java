package dev.halfbyte.backend.verilog.bind;

import java.util.List;

/// A kernel as tasks of the accelerator's units, in an order that respects data flow.
///
/// @param kernel name of the kernel
/// @param tasks all reads of inputs before their uses, outputs in their declared order at the end
/// @param labels name of the op that each task came from, see [Labels]
/// @param macs multiply-accumulates that the kernel needs, padding not counted
public record TaskGraph(String kernel, List<Task> tasks, List<String> labels, long macs) {
  public TaskGraph {
    tasks = List.copyOf(tasks);
    labels = List.copyOf(labels);
  }
}
