package dev.halfbyte.ir.verify;

/// How far a program has come; each stage demands all of the ones before it.
public enum Stage {
  /// Any program of the graph IR, sugar included.
  GRAPH,
  /// Core ops only; what a backend meets.
  CORE,
  /// Sealed after full quantization: integers between quantizers and dequantizers.
  SEALED_INTEGER
}
