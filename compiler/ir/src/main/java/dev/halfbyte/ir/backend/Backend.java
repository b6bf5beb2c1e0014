package dev.halfbyte.ir.backend;

import dev.halfbyte.ir.SealedProgram;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/// A code generator, found by `java.util.ServiceLoader`.
///
/// What it cannot lower is a user-facing diagnostic that names op, place and missing part.
public interface Backend {
  /// Name as typed after `--target`, e.g. `jvm`, `x86_64`, `aarch64`, `verilog`.
  List<String> targets();

  /// Compiles a sealed program; byte-identical output for equal requests.
  ///
  /// @throws dev.halfbyte.source.DiagnosticException when the target has no form for the program
  BuildResult build(SealedProgram program, BuildRequest request);

  /// Names of the choices of a schedule, which change no bit, that requests for `target` may state
  /// as options; none where it has no such choices.
  default List<String> scheduleChoices(String target) {
    return List.of();
  }

  /// The predicted time of what [#build] makes, step by step; empty where nothing predicts it.
  ///
  /// @param dims that the prediction is for; absent ones have their greatest value
  default List<Note> predictions(
      SealedProgram program, BuildRequest request, SortedMap<String, Long> dims) {
    return List.of();
  }

  /// What searches the schedules of `target`; absent where their time cannot be measured from here.
  default Optional<Tuner> tuner(String target) {
    return Optional.empty();
  }

  /// What runs programs of `target` in this process; absent where their code cannot run here.
  default Optional<ProgramLoader> loader(String target) {
    return Optional.empty();
  }

  /// Ways in which a built artefact of `target` can run; each has a digest of its own in `verify`.
  List<Variant> variants(String target);
}
