package dev.halfbyte.ir.backend;

import java.util.List;

/// Files of an artefact, still in memory; the driver writes them in one atomic step.
///
/// @param notes choices made, variants left out, and reasons
public record BuildResult(List<GeneratedFile> files, List<Note> notes) {
  public BuildResult {
    files = List.copyOf(files);
    notes = List.copyOf(notes);
  }
}
