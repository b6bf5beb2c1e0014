package dev.halfbyte.ir;

/// A program after its last numeric pass: from here on no pass, backend, thread count or tiling may
/// change a bit of its results.
///
/// @param hash SHA-256 of the canonical text and the constants, in hex; made by
///   [dev.halfbyte.ir.text.Sealer]
public record SealedProgram(CoreProgram core, String hash) {
  public Program program() {
    return core.program();
  }
}
