package dev.halfbyte.bench.cpu;

import dev.halfbyte.backend.llvm.run.CpuFeatures;
import dev.halfbyte.backend.llvm.toolchain.IsaFamily;
import dev.halfbyte.backend.llvm.toolchain.IsaVariant;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import java.util.stream.Collectors;

/// The processor of this machine, as far as its operating system tells.
final class Processor {
  private Processor() {}

  /// What stands above every table.
  static SequencedMap<String, String> facts() {
    SequencedMap<String, String> facts = new LinkedHashMap<>();
    facts.put("cpu", model() + ", " + Runtime.getRuntime().availableProcessors() + " threads");
    CpuFeatures features = CpuFeatures.ofThisMachine();
    facts.put(
        "variants",
        IsaVariant.of(IsaFamily.X86_64).stream()
            .filter(variant -> features.missing(variant).isEmpty())
            .map(IsaVariant::label)
            .collect(Collectors.joining(", ")));
    facts.put("java", Runtime.version().toString());
    return facts;
  }

  private static String model() {
    try {
      return Files.readString(Path.of("/proc/cpuinfo"))
          .lines()
          .filter(line -> line.startsWith("model name"))
          .findFirst()
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .orElse("unknown");
    } catch (IOException e) {
      return "unknown";
    }
  }
}
