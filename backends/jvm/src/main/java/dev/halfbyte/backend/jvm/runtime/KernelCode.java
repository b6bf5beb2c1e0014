package dev.halfbyte.backend.jvm.runtime;

/// What generated classes implement. Not for use by hand: arguments are not checked.
public interface KernelCode {
  /// The value of extent expression `number` for the given dims.
  long extent(int number, long[] dims);

  /// Iterations `begin` to `end - 1` of a stage.
  ///
  /// @param memory one array per entry of [KernelSpec#memory]
  /// @param dims values of the dims, then the numbers of the iterations under way, outermost first
  void stage(int number, Object[] memory, long[] dims, int begin, int end);
}
