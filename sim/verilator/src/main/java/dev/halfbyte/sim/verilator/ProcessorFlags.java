package dev.halfbyte.sim.verilator;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What the C++ compiler may use of a processor beyond the least of its architecture: shifts and
/// tests of single bits, of which a model has many. A simulated cycle takes 2 to 8 % less with
/// them.
///
/// A part of every cache key, as a folder of models may be shared by machines.
///
/// @param options of g++; empty where the processor lacks one of them or does not tell
record ProcessorFlags(List<String> options) {
  private static final Path PROCESSOR = Path.of("/proc/cpuinfo");

  /// Options by the name that Linux gives to the feature on x86-64.
  private static final Map<String, String> FEATURES =
      Map.of("bmi1", "-mbmi", "bmi2", "-mbmi2", "abm", "-mlzcnt");

  ProcessorFlags {
    options = List.copyOf(options);
  }

  static ProcessorFlags ofThisMachine() {
    try {
      return parse(Files.readString(PROCESSOR));
    } catch (IOException notLinux) {
      return new ProcessorFlags(List.of());
    }
  }

  /// @param text in the form of `/proc/cpuinfo`
  static ProcessorFlags parse(String text) {
    Optional<String> line = text.lines().filter(one -> one.startsWith("flags")).findFirst();
    List<String> features =
        line.map(one -> Arrays.asList(one.substring(one.indexOf(':') + 1).strip().split(" +")))
            .orElse(List.of());
    return new ProcessorFlags(
        features.containsAll(FEATURES.keySet())
            ? FEATURES.values().stream().sorted().toList()
            : List.of());
  }
}
