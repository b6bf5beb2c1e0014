package dev.halfbyte.interp;

import dev.halfbyte.ir.Node;
import dev.halfbyte.ir.Parameter;
import dev.halfbyte.ir.Program;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.Value;
import java.util.function.Supplier;

/// Sees what each node computes, in order; calibration and error reports are made of it.
@FunctionalInterface
public interface ValueObserver {
  /// @param scope the program that defines `value`: the one that runs, or the body of one of its
  ///   scans, which is observed once per step
  void observe(Program scope, Node node, Value value, Tensor tensor);

  /// Sees what a program, or one step of a scan, is given.
  ///
  /// @param tensor makes the tensor for those who want it
  default void argument(Program scope, Parameter parameter, Supplier<Tensor> tensor) {}
}
