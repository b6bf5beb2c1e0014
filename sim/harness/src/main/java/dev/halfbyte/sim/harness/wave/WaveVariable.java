package dev.halfbyte.sim.harness.wave;

import java.util.ArrayList;
import java.util.List;

/// A variable of a waveform file.
///
/// @param scopes scopes from the outermost to the innermost
/// @param name as viewers want it, with its range: `data[7:0]`
public record WaveVariable(List<String> scopes, String name) {
  public WaveVariable {
    scopes = List.copyOf(scopes);
  }

  /// The name without its range.
  public String plainName() {
    int range = name.indexOf('[');
    return range < 0 ? name : name.substring(0, range);
  }

  /// Scopes and name, separated by dots.
  public String path() {
    List<String> parts = new ArrayList<>(scopes);
    parts.add(name);
    return String.join(".", parts);
  }
}
