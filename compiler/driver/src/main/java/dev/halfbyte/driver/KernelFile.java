package dev.halfbyte.driver;

import dev.halfbyte.frontend.Frontend;
import dev.halfbyte.frontend.FrontendResult;
import dev.halfbyte.frontend.ast.Kernel;
import dev.halfbyte.frontend.ast.Module;
import dev.halfbyte.frontend.ast.Numerics;
import dev.halfbyte.source.Diagnostic;
import dev.halfbyte.source.DiagnosticException;
import dev.halfbyte.source.SourceFile;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// A `.hb` file without errors: the start of every compilation.
public record KernelFile(SourceFile source, Module module) {
  private static final long MAX_BYTES = 16 << 20;

  /// Reads and checks a file.
  ///
  /// @throws DiagnosticException with everything that is wrong in it
  public static KernelFile open(Path path) {
    return of(read(path));
  }

  /// Checks a text.
  ///
  /// @throws DiagnosticException with everything that is wrong in it
  public static KernelFile of(SourceFile source) {
    return new KernelFile(source, Frontend.check(source).orThrow());
  }

  /// The same file with a numerics block of another one, in place of its own of that name.
  public KernelFile with(Numerics block) {
    List<Numerics> blocks = new ArrayList<>(module.numerics());
    blocks.removeIf(own -> own.name().equals(block.name()));
    blocks.add(block);
    return new KernelFile(source, new Module(module.kernels(), blocks, module.hardware()));
  }

  /// Reads a file and reports on it without throwing for what it contains.
  public static FrontendResult check(Path path) {
    return Frontend.check(read(path));
  }

  /// The text of a source file.
  public static SourceFile read(Path path) {
    try {
      if (Files.size(path) > MAX_BYTES) {
        throw unreadable(
            path, "it has more than " + MAX_BYTES + " bytes", "split it into several files");
      }
      return SourceFile.of(path.toString(), Files.readString(path));
    } catch (MalformedInputException e) {
      throw unreadable(path, "it is no UTF-8 text", "save it as UTF-8");
    } catch (IOException e) {
      throw unreadable(path, e.getClass().getSimpleName(), "check the path and its permissions");
    }
  }

  private static DiagnosticException unreadable(Path path, String why, String help) {
    return new DiagnosticException(
        Diagnostic.error(DriverCode.UNREADABLE_SOURCE, "cannot read `" + path + "`: " + why)
            .help(help));
  }

  /// The kernel called `name`, or the only one of the file.
  public Kernel kernel(Optional<String> name) {
    List<Kernel> kernels = module.kernels();
    String all = kernels.stream().map(Kernel::name).collect(Collectors.joining(", "));
    if (name.isPresent()) {
      return module
          .kernel(name.get())
          .orElseThrow(() -> fault(DriverCode.NO_KERNEL, "no kernel `" + name.get() + "`", all));
    }
    if (kernels.size() != 1) {
      throw fault(
          kernels.isEmpty() ? DriverCode.NO_KERNEL : DriverCode.WHICH_KERNEL,
          "the file has " + kernels.size() + " kernels",
          all);
    }
    return kernels.getFirst();
  }

  private DiagnosticException fault(DriverCode code, String message, String kernels) {
    return new DiagnosticException(
        Diagnostic.error(code, source.name() + ": " + message)
            .help(
                kernels.isEmpty()
                    ? "write one: kernel name[...](...)"
                    : "choose with --kernel: " + kernels));
  }
}
