package dev.halfbyte.driver.allocate;

import dev.halfbyte.driver.SealedKernel;

/// Predicts the cycles of a kernel on hardware.
public interface CycleModel {
  /// The hardware, for reports.
  String hardware();

  /// Cycles of one run.
  ///
  /// @throws dev.halfbyte.source.DiagnosticException when the hardware cannot run the kernel
  long cycles(SealedKernel kernel);
}
