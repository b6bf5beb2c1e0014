package dev.halfbyte.backend.llvm.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// The name of the processor of this machine, as its operating system tells.
public final class ProcessorName {
  private ProcessorName() {}

  /// `unknown` where nothing tells it.
  public static String ofThisMachine() {
    try {
      return parse(Files.readString(Path.of("/proc/cpuinfo")));
    } catch (IOException e) {
      return parse("");
    }
  }

  static String parse(String cpuinfo) {
    return cpuinfo
        .lines()
        .filter(line -> line.startsWith("model name"))
        .findFirst()
        .map(line -> line.substring(line.indexOf(':') + 1).strip())
        .orElse("unknown");
  }
}
