package dev.halfbyte.ir.backend;

import dev.halfbyte.ir.SealedProgram;
import java.util.List;

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

  /// Ways in which a built artefact of `target` can run; each has a digest of its own in `verify`.
  List<Variant> variants(String target);
}
