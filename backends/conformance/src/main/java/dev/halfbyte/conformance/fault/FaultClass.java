package dev.halfbyte.conformance.fault;

import java.util.List;

/// A kind of mistake; an instance is one of the places in the current sources where it can be made.
///
/// @param name as typed after `--faults`
/// @param models what went wrong, in words
/// @param subject who must find it
/// @param patches ways to make it
public record FaultClass(
    String name, Area area, String models, String subject, List<Patch> patches) {
  public FaultClass {
    patches = List.copyOf(patches);
  }
}
