package dev.halfbyte.bench.model;

import dev.halfbyte.driver.Compilation;
import dev.halfbyte.driver.allocate.Allocation;
import dev.halfbyte.driver.allocate.AllocationRequest;
import dev.halfbyte.driver.allocate.Allocator;
import dev.halfbyte.driver.allocate.Budget;
import dev.halfbyte.ir.backend.ProgramLoader;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeSet;
import java.util.function.Consumer;

/// Widths of layers that take as many bits as one width for all.
final class MixedBits {
  private static final int MOST = 8;

  private MixedBits() {}

  /// The kernel with a width for each layer, from one bit less than `bits` says to 8, measured on
  /// the samples that its calibration draws.
  static Compilation of(
      Compilation stated,
      Widths bits,
      int samples,
      ProgramLoader loader,
      Consumer<String> progress) {
    TreeSet<Integer> widths = new TreeSet<>();
    for (int width = Math.max(1, bits.weights() - 1); width <= MOST; width++) {
      widths.add(width);
    }
    Allocation found =
        Allocator.allocate(
            new AllocationRequest(
                stated,
                widths,
                new Budget.Bits(bits.weights()),
                AllocationRequest.Method.MEASURED,
                OptionalInt.empty(),
                samples,
                Runtime.getRuntime().availableProcessors(),
                loader,
                Optional.empty(),
                "mixed",
                "the accuracy bench"),
            progress);
    return stated.under(found.block());
  }
}
