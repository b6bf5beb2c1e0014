package dev.halfbyte.backend.verilog.bind;

import java.util.List;

/// A kernel as tasks of the accelerator's units, in an order that respects data flow.
///
/// @param kernel name of the kernel
/// @param tasks all reads of inputs before their uses, outputs in their declared order at the end
/// @param labels name of the op that each task came from, see [Labels]
/// @param macs multiply-accumulates that the kernel needs, padding not counted
/// @param products what is told of the products of each op
public record TaskGraph(
    String kernel,
    List<Task> tasks,
    List<String> labels,
    long macs,
    List<ProductWeights> products) {
  public TaskGraph {
    tasks = List.copyOf(tasks);
    labels = List.copyOf(labels);
    products = List.copyOf(products);
  }

  /// A graph of whose products nothing is told.
  public TaskGraph(String kernel, List<Task> tasks, List<String> labels, long macs) {
    this(kernel, tasks, labels, macs, List.of());
  }

  /// Returns this graph, which was made of `whole` by leaving out what no reader needs, with what
  /// there is to tell of the products.
  TaskGraph madeOf(TaskGraph whole) {
    return new TaskGraph(kernel, tasks, labels, macs, ProductWeights.of(whole, this));
  }
}
