package dev.halfbyte.driver.numerics;

import dev.halfbyte.driver.KernelFile;
import dev.halfbyte.frontend.Frontend;
import dev.halfbyte.frontend.ast.Kernel;
import dev.halfbyte.frontend.ast.Module;
import dev.halfbyte.frontend.ast.Numerics;
import dev.halfbyte.source.Diagnostic;
import dev.halfbyte.source.DiagnosticException;
import dev.halfbyte.source.SourceFile;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// A file that holds a numerics block for a kernel of another file.
public final class NumericsFile {
  private NumericsFile() {}

  /// A kernel file that knows the numerics that were asked for.
  ///
  /// @param numerics name of a block of the file, or of built-in numerics
  public record Chosen(KernelFile file, String numerics) {}

  /// Takes a name as it is, and the block of a file.
  ///
  /// @param numerics a name, or the path of a file: it has a dot or a slash
  /// @throws DiagnosticException when the file cannot be read or has not one block for the kernel
  public static Chosen choose(KernelFile file, Optional<String> kernel, String numerics) {
    return isPath(numerics)
        ? of(file, file.kernel(kernel).name(), KernelFile.read(Path.of(numerics)))
        : new Chosen(file, numerics);
  }

  private static boolean isPath(String numerics) {
    return numerics.chars().anyMatch(c -> c == '.' || c == '/' || c == '\\');
  }

  /// The block of a text.
  ///
  /// @throws DiagnosticException when the text has not one block for the kernel
  public static Chosen of(KernelFile file, String kernel, SourceFile text) {
    List<String> kernels = file.module().kernels().stream().map(Kernel::name).toList();
    Module module = Frontend.check(text, kernels).orThrow();
    List<Numerics> fitting =
        module.numerics().stream()
            .filter(block -> block.kernel().filter(name -> !name.equals(kernel)).isEmpty())
            .toList();
    if (fitting.size() != 1) {
      String names =
          module.numerics().stream().map(Numerics::name).collect(Collectors.joining(", "));
      throw new DiagnosticException(
          Diagnostic.error(
                  NumericsCode.NO_BLOCK,
                  "%s has %d numerics blocks for `%s`"
                      .formatted(text.name(), fitting.size(), kernel))
              .help(
                  names.isEmpty()
                      ? "write one: numerics name for " + kernel + " { ... }"
                      : "leave one of its blocks for this kernel: " + names));
    }
    return new Chosen(file.with(fitting.getFirst()), fitting.getFirst().name());
  }
}
