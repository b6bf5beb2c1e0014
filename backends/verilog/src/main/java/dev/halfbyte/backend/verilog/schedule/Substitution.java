package dev.halfbyte.backend.verilog.schedule;

import dev.halfbyte.backend.verilog.bind.Matrix;
import dev.halfbyte.backend.verilog.bind.Requantization;
import dev.halfbyte.backend.verilog.bind.Task;

/// One matrix in the place of another, wherever a task reads it.
///
/// @param old a matrix
/// @param next one of the same extents and layout
record Substitution(Matrix old, Matrix next) {

  /// Returns the task with other operands; what it writes stays.
  Task in(Task task) {
    return switch (task) {
      case Task.Read read -> read;
      case Task.MatMul product ->
          new Task.MatMul(
              of(product.source()),
              product.sourceGroup(),
              product.decode(),
              product.weights(),
              of(product.requantization()),
              product.target());
      case Task.Map map -> new Task.Map(of(map.source()), of(map.requantization()), map.target());
      case Task.Reduce reduce ->
          new Task.Reduce(
              of(reduce.source()),
              reduce.kind(),
              reduce.rows(),
              of(reduce.requantization()),
              reduce.target());
      case Task.Softmax softmax ->
          new Task.Softmax(
              of(softmax.source()),
              softmax.presentInFirst(),
              softmax.form(),
              softmax.table(),
              softmax.zeroCode(),
              softmax.target());
      case Task.Norm norm ->
          new Task.Norm(of(norm.source()), norm.form(), norm.clamp(), norm.target());
      case Task.Write write -> new Task.Write(of(write.source()), write.output());
      case Task.Spill spill -> new Task.Spill(of(spill.source()), spill.first());
      case Task.Fill fill -> fill;
    };
  }

  private Requantization of(Requantization requantization) {
    return new Requantization(
        requantization.bias(),
        requantization.scaling(),
        requantization.clamp(),
        requantization
            .residual()
            .map(r -> new Requantization.Residual(of(r.matrix()), r.multiplier(), r.zero())),
        requantization.table());
  }

  private Matrix of(Matrix matrix) {
    return matrix.whole().equals(old) ? next.slice(matrix.first(), matrix.rows()) : matrix;
  }
}
