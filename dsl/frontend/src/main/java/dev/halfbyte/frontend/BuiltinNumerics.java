package dev.halfbyte.frontend;

import dev.halfbyte.frontend.ast.Numerics;
import dev.halfbyte.source.SourceFile;
import java.util.List;
import java.util.Optional;

/// The numerics that need no block: `f32`, and `wXaY` for X-bit weights and Y-bit activations.
public final class BuiltinNumerics {
  private static final SourceFile SOURCE =
      SourceFile.of(
          "<builtin numerics>",
          """
          numerics f32 {
            default weight f32, act f32, residual f32
          }

          numerics w8a8 {
            default weight s8 axis 0, act s8 tensor, residual s16 tensor
          }

          numerics w4a8 {
            default weight s4 axis 0, act s8 tensor, residual s16 tensor
          }

          numerics w4a4 {
            default weight s4 axis 0, act s4 tensor, residual s16 tensor
          }
          """);

  private BuiltinNumerics() {}

  /// All of them, in the order of the reference.
  public static List<Numerics> all() {
    return Frontend.check(SOURCE).orThrow().numerics();
  }

  /// The one called `name`, if there is one.
  public static Optional<Numerics> named(String name) {
    return Frontend.check(SOURCE).orThrow().numerics(name);
  }
}
