package dev.halfbyte.driver.allocate;

import dev.halfbyte.driver.Compilation;
import dev.halfbyte.ir.backend.ProgramLoader;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedSet;
import java.util.TreeSet;

/// What widths are to be found.
///
/// @param base the kernel at the numerics that say everything but the widths of weights
/// @param widths ascending, 1 to 8 bits
/// @param blockLayers how many neighbouring layers are searched jointly at most; absent: each alone
/// @param samples on how many samples errors are measured, the first that the calibration of the
///   base draws
/// @param threads how many samples run at a time; changes no bit
/// @param loader runs the kernel in floats
/// @param cycles absent: multiply-accumulates times bits of their weights stand for cycles
/// @param name of the block that is made
/// @param origin who makes it, for its first line
public record AllocationRequest(
    Compilation base,
    SortedSet<Integer> widths,
    Budget budget,
    Method method,
    OptionalInt blockLayers,
    int samples,
    int threads,
    ProgramLoader loader,
    Optional<CycleModel> cycles,
    String name,
    String origin) {
  private static final int MOST_BITS = 8;

  /// How layers are compared.
  public enum Method {
    /// The error of the outputs where only that layer has codes, and an integer program.
    MEASURED,
    /// How little a layer changes what goes through it.
    LIM,
    /// How many weights stand out; needs no samples.
    ZD;

    @Override
    public String toString() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  /// @throws dev.halfbyte.source.DiagnosticException for no widths, widths that codes do not have,
  ///   floats, and blocks of a ranking
  public AllocationRequest {
    widths = java.util.Collections.unmodifiableSortedSet(new TreeSet<>(widths));
    if (widths.isEmpty() || widths.first() < 1 || widths.last() > MOST_BITS) {
      throw AllocateCode.WIDTHS.fault(
          "widths are " + widths, "give some from 1 to 8 bits: --widths 3,4,6,8");
    }
    if (!base.policy().quantized()) {
      throw AllocateCode.WIDTHS.fault(
          "`" + base.policy().name() + "` has no codes",
          "name numerics that quantize: --numerics w4a4");
    }
    if (blockLayers.isPresent() && method != Method.MEASURED) {
      throw AllocateCode.JOINT.fault(
          "`" + method + "` ranks layers one by one", "search blocks with --method measured");
    }
  }

  List<Integer> widthList() {
    return List.copyOf(widths);
  }
}
