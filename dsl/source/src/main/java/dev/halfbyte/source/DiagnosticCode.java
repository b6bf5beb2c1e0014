package dev.halfbyte.source;

/// One kind of user fault. Each stage keeps its kinds in one enum of its own.
///
/// Codes are `HB` and four digits: 1 front end, 2 IR text, 3 quantization and calibration, 4 back
/// ends, 5 simulation and tools, 6 tensor files and command line. A published code never changes
/// its meaning.
public interface DiagnosticCode {
  /// The code, such as `HB1004`.
  String code();

  /// What is wrong in general, as one short phrase; the message of a diagnostic says what is wrong
  /// in particular.
  String title();
}
