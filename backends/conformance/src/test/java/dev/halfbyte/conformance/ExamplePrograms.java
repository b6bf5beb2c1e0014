package dev.halfbyte.conformance;

import dev.halfbyte.driver.Compilation;
import dev.halfbyte.driver.CompilationRequest;
import dev.halfbyte.ir.SealedProgram;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The sealed programs of the examples.
final class ExamplePrograms {
  private static final Path EXAMPLES =
      Path.of(System.getProperty("halfbyte.root"), "dsl", "examples");

  private ExamplePrograms() {}

  static List<SealedProgram> sealed() {
    List<SealedProgram> programs = new ArrayList<>();
    for (String kernel : List.of("gemm", "mlp", "digits")) {
      for (String numerics : List.of("f32", "w4a8", "w4a4")) {
        programs.add(sealed(kernel, numerics));
      }
    }
    return programs;
  }

  /// Those for hardware with units for attention and norms.
  static List<SealedProgram> transformers() {
    return List.of(
        sealed("causal_attention", "w4a4"),
        sealed("vit_block", "w4a4"),
        sealed("vit_encoder", "w4a4"));
  }

  static SealedProgram sealed(String kernel, String numerics) {
    Path file = EXAMPLES.resolve(kernel + ".hb");
    return Compilation.open(CompilationRequest.of(file, numerics)).seal().sealed();
  }
}
