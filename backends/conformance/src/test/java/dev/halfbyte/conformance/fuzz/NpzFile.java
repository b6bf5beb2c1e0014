package dev.halfbyte.conformance.fuzz;

/// `.npz` archives. Law: see [TensorFile].
public final class NpzFile {
  private NpzFile() {}

  /// Entry of the fuzzer.
  public static void fuzzerTestOneInput(byte[] input) {
    TensorFile.check(input, ".npz");
  }
}
