package dev.halfbyte.conformance.fault;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// All classes of planted faults.
///
/// A patch that fits nowhere in the sources any more is a fault of the catalogue, which a test
/// tells; a patch must change what a program computes on arguments that a user can give.
public final class FaultCatalogue {
  private FaultCatalogue() {}

  /// The classes, by area.
  public static List<FaultClass> classes() {
    return Stream.of(
            LoopFaults.all(),
            PassFaults.all(),
            JvmFaults.all(),
            LlvmFaults.all(),
            AcceleratorFaults.all())
        .flatMap(List::stream)
        .toList();
  }

  /// The class of a name.
  public static Optional<FaultClass> named(String name) {
    return classes().stream().filter(kind -> kind.name().equals(name)).findFirst();
  }

  /// Pairs that are planted at once, where one might hide the other.
  public static List<List<FaultClass>> doubles() {
    return List.of(
        pair("clamp-bound", "rounding-half"),
        pair("zero-point", "padding-zero"),
        pair("swapped-nibbles", "sign-extension"),
        pair("leaf-nibbles", "leaf-rows"),
        pair("rounding-bit", "wrapped-code"));
  }

  private static List<FaultClass> pair(String first, String second) {
    return List.of(named(first).orElseThrow(), named(second).orElseThrow());
  }
}
