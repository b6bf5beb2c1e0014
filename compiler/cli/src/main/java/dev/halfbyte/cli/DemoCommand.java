package dev.halfbyte.cli;

import dev.halfbyte.driver.Compilation;
import dev.halfbyte.driver.CompilationRequest;
import dev.halfbyte.driver.SealedKernel;
import dev.halfbyte.driver.bind.Inputs;
import dev.halfbyte.driver.verify.ErrorFigures;
import dev.halfbyte.driver.verify.Execution;
import dev.halfbyte.driver.verify.Verification;
import dev.halfbyte.driver.verify.VerifyReport;
import dev.halfbyte.interp.Interpreter;
import dev.halfbyte.ir.Arguments;
import dev.halfbyte.ir.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `halfbyte demo`.
@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    description = {
      "Calibrates the digit classifier at w4a8 and w4a4, builds it for every target, classifies",
      "the test set on each and prints one table."
    })
final class DemoCommand implements Callable<Integer> {
  private static final List<String> NUMERICS = List.of("w4a8", "w4a4");

  @Mixin Console console = new Console();

  @Override
  public Integer call() throws IOException, InterruptedException {
    Path file = Path.of(System.getProperty("halfbyte.root", "")).resolve("dsl/examples/digits.hb");
    boolean good = true;
    for (String numerics : NUMERICS) {
      Compilation compilation = Compilation.open(CompilationRequest.of(file, numerics));
      Map<String, Tensor> data = compilation.data(Optional.empty());
      good &= classify(compilation, data);
    }
    console.out().println(good ? "all digests of a kernel are equal" : "SOMETHING DIFFERS");
    console.out().flush();
    return good ? ExitStatus.OK : ExitStatus.DIFFERENT;
  }

  private boolean classify(Compilation compilation, Map<String, Tensor> data)
      throws IOException, InterruptedException {
    Tensor labels = Objects.requireNonNull(data.get("label"), "the test set has labels");
    SealedKernel kernel = compilation.seal();
    Arguments inputs = Inputs.of(kernel.sealed().program(), data, Map.of());
    List<Execution> executions = Executions.of(List.of(), new TreeMap<>(), inputs.dims());
    try (Progress progress = Progress.of(console, "demo")) {
      Verification verification =
          new Verification(kernel, inputs, compilation.floor(Optional.empty()), progress::step);
      VerifyReport report = verification.run(executions);
      print(kernel, inputs, labels, verification, report);
      List<String> missing = RequiredVariants.missing(List.of("all"), report, executions);
      return report.equal()
          && report.cyclesAsPredicted()
          && report.aboveFloor()
          && missing.isEmpty();
    }
  }

  private void print(
      SealedKernel kernel,
      Arguments inputs,
      Tensor labels,
      Verification verification,
      VerifyReport report) {
    Tensor exact =
        Interpreter.run(kernel.reference(), inputs.tensors(), inputs.dims())
            .firstEntry()
            .getValue();
    console
        .out()
        .printf(
            "%n%s at %s: %d test images, top-1 of the f32 kernel %.1f %%, sqnr %.1f dB%n",
            report.kernel(),
            kernel.numerics(),
            labels.count(),
            100 * ErrorFigures.top1(exact, labels),
            report.sqnrDb());
    console.out().printf("%-20s %-22s %8s  %s%n", "target", "time or cycles", "top-1", "digest");
    verification
        .outputs()
        .forEach((name, outputs) ->
            console
                .out()
                .printf(
                    "%-20s %-22s %6.1f %%  %s%n",
                    name,
                    cost(report.facts().getOrDefault(name, Map.of())),
                    100 * ErrorFigures.top1(outputs.firstEntry().getValue(), labels),
                    report.digests().getOrDefault(name, "").substring(0, 16)));
    report.skipped().forEach((name, why) -> console.out().printf("%-20s skipped: %s%n", name, why));
    report.differences().forEach((name, d) -> console.out().println(name + ": " + d));
    console.out().flush();
  }

  private static String cost(Map<String, String> facts) {
    if (facts.containsKey("cycles")) {
      return facts.get("cycles") + " cycles";
    }
    String nanoseconds = facts.get("nanoseconds");
    return nanoseconds == null
        ? "(emulated)"
        : String.format("%.2f ms", Long.parseLong(nanoseconds) / 1e6);
  }
}
