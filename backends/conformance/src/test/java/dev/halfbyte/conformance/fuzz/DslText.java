package dev.halfbyte.conformance.fuzz;

import dev.halfbyte.driver.KernelFile;
import dev.halfbyte.driver.numerics.HardwareLowering;
import dev.halfbyte.driver.numerics.PolicyLowering;
import dev.halfbyte.frontend.Formatter;
import dev.halfbyte.frontend.Frontend;
import dev.halfbyte.frontend.FrontendResult;
import dev.halfbyte.frontend.ast.Hardware;
import dev.halfbyte.frontend.ast.Kernel;
import dev.halfbyte.frontend.ast.Numerics;
import dev.halfbyte.frontend.syntax.ParsedFile;
import dev.halfbyte.quant.policy.NumericsPolicy;
import dev.halfbyte.source.DiagnosticCollector;
import dev.halfbyte.source.SourceFile;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// `.hb` text through check, format, lowering and quantization.
///
/// Laws: formatting twice is formatting once, and the formatted text has the same syntax; what
/// passes the check and lowers is a program that the verifier accepts; see [KernelTrial] for the
/// rest.
public final class DslText {
  private static final int MOST_DIAGNOSTICS = 100;

  private DslText() {}

  /// Loads what every input needs, before the fuzzer takes the time.
  public static void fuzzerInitialize() {
    fuzzerTestOneInput(
        "kernel k[n: 1..4](x: f32[n]; w: f32[n]) -> f32[n] { y[i] = x[i] * w[i] return y }"
            .getBytes(StandardCharsets.UTF_8));
  }

  /// Entry of the fuzzer.
  public static void fuzzerTestOneInput(byte[] input) {
    SourceFile source = SourceFile.of("fuzz.hb", Law.text(input));
    format(source);
    FrontendResult result = Frontend.check(source);
    Law.show(result.diagnostics());
    result.module().ifPresent(module -> compile(new KernelFile(source, module)));
  }

  private static void format(SourceFile source) {
    Formatter.Result formatted = Formatter.format(source);
    Law.show(formatted.diagnostics());
    formatted
        .text()
        .ifPresent(text -> {
          SourceFile again = SourceFile.of("fuzz.hb", text);
          Law.equal(text, Formatter.format(again).orThrow(), "formatting twice");
          Law.equal(syntax(source), syntax(again), "formatting keeps the syntax");
        });
  }

  private static String syntax(SourceFile source) {
    DiagnosticCollector diagnostics = new DiagnosticCollector(MOST_DIAGNOSTICS);
    return WithoutSpans.of(ParsedFile.of(source, diagnostics).declarations());
  }

  private static void compile(KernelFile file) {
    for (Hardware hardware : file.module().hardware()) {
      var _ = Law.accepted(() -> HardwareLowering.named(file, hardware.name()));
    }
    List<NumericsPolicy> policies = new ArrayList<>();
    for (Numerics numerics : file.module().numerics()) {
      Law.accepted(() -> PolicyLowering.named(file, numerics.name())).ifPresent(policies::add);
    }
    policies.add(NumericsPolicy.builtIn("w4a8"));
    for (Kernel kernel : file.module().kernels()) {
      Optional<KernelTrial> trial = Law.accepted(() -> KernelTrial.of(kernel)).flatMap(t -> t);
      trial.ifPresent(t -> t.run(policies));
    }
  }
}
