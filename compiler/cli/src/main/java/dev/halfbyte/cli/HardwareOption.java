package dev.halfbyte.cli;

import dev.halfbyte.driver.Compilation;
import dev.halfbyte.driver.numerics.HardwareLowering;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import picocli.CommandLine.Option;

/// Which accelerator the Verilog target is for.
final class HardwareOption {
  @Option(
      names = "--hardware",
      paramLabel = "NAME",
      description = "a hardware block of the file, or a preset (default: edge8x8)")
  Optional<String> hardware = Optional.empty();

  /// The build options that describe it; asked for before a kernel is quantized, which takes
  /// longer.
  ///
  /// @throws dev.halfbyte.source.DiagnosticException if there is no such hardware
  SortedMap<String, String> options(Compilation compilation) {
    SortedMap<String, String> options =
        hardware
            .map(name -> HardwareLowering.named(compilation.file(), name))
            .orElseGet(TreeMap::new);
    String description = options.getOrDefault(dev.halfbyte.backend.verilog.HardwareOption.NAME, "");
    dev.halfbyte.backend.verilog.HardwareOption.parse(description);
    return options;
  }
}
