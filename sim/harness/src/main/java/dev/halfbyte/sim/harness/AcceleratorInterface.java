package dev.halfbyte.sim.harness;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.SequencedMap;

/// What a host has to know to drive an accelerator, whatever program it runs.
///
/// @param ports names of clock, reset, buses and interrupt
/// @param registers registers by lower-case name; `ctrl` and `status` are among them, and 64-bit
///   ones are counters
/// @param commandWindow byte address of the command RAM on the register bus
public record AcceleratorInterface(
    Manifest.Ports ports, SequencedMap<String, Manifest.Register> registers, long commandWindow) {
  public AcceleratorInterface {
    registers = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(registers));
  }

  /// The register of that name, which must exist.
  Manifest.Register register(String name) {
    return Optional.ofNullable(registers.get(name))
        .orElseThrow(() -> new IllegalArgumentException("no register " + name));
  }
}
