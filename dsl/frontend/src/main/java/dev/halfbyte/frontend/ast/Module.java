package dev.halfbyte.frontend.ast;

import java.util.List;
import java.util.Optional;

/// Everything a file declares, in source order. Functions are inlined and do not appear.
public record Module(List<Kernel> kernels, List<Numerics> numerics, List<Hardware> hardware) {
  /// Copies the lists.
  public Module {
    kernels = List.copyOf(kernels);
    numerics = List.copyOf(numerics);
    hardware = List.copyOf(hardware);
  }

  /// The kernel called `name`.
  public Optional<Kernel> kernel(String name) {
    return kernels.stream().filter(k -> k.name().equals(name)).findFirst();
  }

  /// The numerics block called `name`.
  public Optional<Numerics> numerics(String name) {
    return numerics.stream().filter(n -> n.name().equals(name)).findFirst();
  }

  /// The hardware block called `name`.
  public Optional<Hardware> hardware(String name) {
    return hardware.stream().filter(h -> h.name().equals(name)).findFirst();
  }
}
