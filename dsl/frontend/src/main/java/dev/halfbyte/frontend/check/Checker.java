package dev.halfbyte.frontend.check;

import static dev.halfbyte.frontend.fault.FrontendCode.DUPLICATE_NAME;
import static dev.halfbyte.frontend.fault.FrontendCode.UNKNOWN_NAME;

import dev.halfbyte.frontend.ast.Hardware;
import dev.halfbyte.frontend.ast.Kernel;
import dev.halfbyte.frontend.ast.Module;
import dev.halfbyte.frontend.ast.Numerics;
import dev.halfbyte.frontend.syntax.Declaration;
import dev.halfbyte.frontend.syntax.Declaration.FunctionSyntax;
import dev.halfbyte.frontend.syntax.Declaration.HardwareSyntax;
import dev.halfbyte.frontend.syntax.Declaration.KernelSyntax;
import dev.halfbyte.frontend.syntax.Declaration.NumericsSyntax;
import dev.halfbyte.frontend.syntax.Name;
import dev.halfbyte.frontend.syntax.ParsedFile;
import dev.halfbyte.source.Diagnostic;
import dev.halfbyte.source.DiagnosticCollector;
import dev.halfbyte.source.Span;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Checks the declarations of a file against each other and one by one.
public final class Checker {
  private final ParsedFile file;
  private final List<String> otherKernels;
  private final DiagnosticCollector diagnostics;
  private final Reporter reporter;
  private final List<Kernel> kernels = new ArrayList<>();
  private final List<Numerics> numerics = new ArrayList<>();
  private final List<Hardware> hardware = new ArrayList<>();

  private Checker(ParsedFile file, List<String> otherKernels, DiagnosticCollector diagnostics) {
    this.file = file;
    this.otherKernels = List.copyOf(otherKernels);
    this.diagnostics = diagnostics;
    this.reporter = new Reporter(diagnostics);
  }

  /// The module of a file, of use only if nothing was reported as an error.
  ///
  /// @param otherKernels names of kernels that stand elsewhere
  public static Module check(
      ParsedFile file, List<String> otherKernels, DiagnosticCollector diagnostics) {
    return new Checker(file, otherKernels, diagnostics).check();
  }

  private Module check() {
    checkTopLevelNames();
    List<FunctionSyntax> declared = new ArrayList<>();
    for (Declaration declaration : file.declarations()) {
      if (declaration instanceof FunctionSyntax function) {
        declared.add(function);
      }
    }
    Functions functions = Functions.of(declared, file.broken(), reporter);
    for (Declaration declaration : file.declarations()) {
      switch (declaration) {
        case KernelSyntax kernel -> {
          Reporter own = new Reporter(diagnostics);
          new KernelChecker(kernel, functions, own).check().ifPresent(kernels::add);
        }
        case NumericsSyntax block -> {
          block.kernel().ifPresent(this::checkKernelName);
          numerics.add(block.numerics());
        }
        case HardwareSyntax block -> hardware.add(block.hardware());
        case FunctionSyntax _ -> {}
      }
    }
    if (!diagnostics.hasErrors()) {
      functions.warnOfUnused();
    }
    return new Module(kernels, numerics, hardware);
  }

  /// Kernels, numerics and hardware blocks have names of their own kind.
  private void checkTopLevelNames() {
    Map<String, Span> seen = new HashMap<>();
    for (Declaration declaration : file.declarations()) {
      switch (declaration) {
        case KernelSyntax kernel ->
            checkNew(seen, "kernel", kernel.name().text(), kernel.name().span());
        case NumericsSyntax(Numerics block, Optional<Name> _) ->
            checkNew(seen, "numerics", block.name(), block.span());
        case HardwareSyntax(Hardware block) ->
            checkNew(seen, "hardware", block.name(), block.span());
        case FunctionSyntax _ -> {}
      }
    }
  }

  private void checkNew(Map<String, Span> seen, String kind, String name, Span span) {
    Span previous = seen.putIfAbsent(kind + " " + name, span);
    if (previous != null) {
      reporter.report(
          Diagnostic.error(DUPLICATE_NAME, span, "%s `%s` is declared twice".formatted(kind, name))
              .label(previous, "first here"));
    }
  }

  private void checkKernelName(Name name) {
    List<String> names = new ArrayList<>(otherKernels);
    for (Declaration declaration : file.declarations()) {
      if (declaration instanceof KernelSyntax kernel) {
        names.add(kernel.name().text());
      }
    }
    if (!names.contains(name.text()) && !file.broken().contains(name.text())) {
      reporter.report(
          Diagnostic.error(UNKNOWN_NAME, name.span(), "no kernel is called `" + name + "`")
              .help(reporter.didYouMean(name.text(), () -> names)));
    }
  }
}
