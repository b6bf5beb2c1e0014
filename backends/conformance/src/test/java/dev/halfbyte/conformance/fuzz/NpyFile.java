package dev.halfbyte.conformance.fuzz;

/// `.npy` arrays from a stream, as standard input gives them. Law: see [TensorFile].
public final class NpyFile {
  private NpyFile() {}

  /// Entry of the fuzzer.
  public static void fuzzerTestOneInput(byte[] input) {
    TensorFile.checkStream(input);
  }
}
