package dev.halfbyte.cli.timeline;

/// How well the multipliers of the array were used, as shares of what they could do in all cycles
/// of a run.
///
/// @param made products that the array made: of codes that are not zero where it skips, padding of
///   tiles included, each pass of a wider code counted
/// @param withSkipped the same and those that were left out; above 1 where skipping pays
/// @param kernel products that the kernel needs, each once whatever the codes and without padding
public record MacUse(double made, double withSkipped, double kernel) {

  /// Returns the shares of a run.
  ///
  /// @param macsPerCycle products of the array in a cycle
  /// @param macs the counter MACS
  /// @param skipped the counter SKIPPED
  /// @param kernelMacs multiply-accumulates of the kernel
  public static MacUse of(
      long cycles, long macsPerCycle, long macs, long skipped, long kernelMacs) {
    double room = (double) cycles * macsPerCycle;
    return new MacUse(macs / room, (macs + skipped) / room, kernelMacs / room);
  }
}
