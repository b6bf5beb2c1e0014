package dev.halfbyte.testkit.kernel;

/// What generated kernels may hold.
///
/// @param maxSteps at most this many productions, each of one to six statements
/// @param quantized whether the kernel is to be quantized: then everything in it has an integer
///   form and no value leaves the finite numbers
/// @param specials whether float data holds infinities, NaN, subnormals and zeros of both signs
public record KernelOptions(int maxSteps, boolean quantized, boolean specials) {
  /// Everything the language has, in floats and whole numbers.
  public static KernelOptions floats(int maxSteps) {
    return new KernelOptions(maxSteps, false, true);
  }

  /// Kernels with all settings of numerics.
  public static KernelOptions quantized(int maxSteps) {
    return new KernelOptions(maxSteps, true, false);
  }
}
