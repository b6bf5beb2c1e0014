package dev.halfbyte.conformance.fault;

import java.util.Locale;

/// The part of the product that a fault is planted into.
public enum Area {
  /// From the graph to loops.
  LOOP_LOWERING,
  /// Stages that become one.
  FUSION,
  /// Schedule passes on the graph.
  PASSES,
  /// Bytecode and what runs beside it.
  JVM,
  /// LLVM IR and the tile leaves.
  LLVM,
  /// From the graph to commands of the accelerator.
  ACCELERATOR,
  /// The accelerator itself.
  RTL;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
