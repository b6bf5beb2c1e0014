package dev.halfbyte.interp;

import dev.halfbyte.ir.Node;
import dev.halfbyte.ir.Program;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.Value;

/// Sees what each node computes, in order; calibration and error reports are made of it.
@FunctionalInterface
public interface ValueObserver {
  /// @param scope the program that defines `value`: the one that runs, or the body of one of its
  ///   scans, which is observed once per step
  void observe(Program scope, Node node, Value value, Tensor tensor);
}
