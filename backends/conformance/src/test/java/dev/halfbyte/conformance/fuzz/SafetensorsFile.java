package dev.halfbyte.conformance.fuzz;

/// `.safetensors` files. Law: see [TensorFile].
public final class SafetensorsFile {
  private SafetensorsFile() {}

  /// Entry of the fuzzer.
  public static void fuzzerTestOneInput(byte[] input) {
    TensorFile.check(input, ".safetensors");
  }
}
