package dev.halfbyte.cli;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import dev.halfbyte.driver.Compilation;
import dev.halfbyte.driver.SealedKernel;
import dev.halfbyte.driver.bind.Inputs;
import dev.halfbyte.driver.verify.Execution;
import dev.halfbyte.driver.verify.SelfCheck;
import dev.halfbyte.driver.verify.Verification;
import dev.halfbyte.driver.verify.VerifyReport;
import dev.halfbyte.ir.Arguments;
import dev.halfbyte.ir.Tensor;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `halfbyte verify`.
@Command(
    name = "verify",
    mixinStandardHelpOptions = true,
    description = {
      "Builds every target, runs each artefact in a process of its own and compares all bits.",
      "Status 1: bits differ, cycles are not as predicted, or the error is over the stated floor."
    },
    footer = {
      "",
      "Examples:",
      "  halfbyte verify dsl/examples/mlp.hb --numerics w4a8 --json",
      "  halfbyte verify dsl/examples/digits.hb --numerics w4a4 --targets jvm,rtl --require all",
      "  halfbyte verify dsl/examples/gemm.hb --numerics w4a8 --self-check"
    })
final class VerifyCommand implements Callable<Integer> {
  private static final Gson GSON = new GsonBuilder().disableHtmlEscaping().create();

  @Mixin KernelOptions kernel = new KernelOptions();
  @Mixin DataOption data = new DataOption();
  @Mixin HardwareOption hardware = new HardwareOption();
  @Mixin Console console = new Console();

  @Option(
      names = "--targets",
      split = ",",
      paramLabel = "NAME",
      description = "targets or variants to run (default: all)")
  List<String> targets = List.of();

  @Option(
      names = "--require",
      split = ",",
      paramLabel = "NAME",
      description = {
        "variants that must run, else status 3;",
        "all: every one but those that the processor cannot execute"
      })
  List<String> required = List.of();

  @Option(
      names = "--icarus",
      description = {
        "run the RTL under Icarus Verilog too, about 10 000 cycles a second;",
        "\"icarus\": true in the kernel's expect.json says the same"
      })
  boolean icarus;

  @Option(names = "--json", description = "print the report as one line of JSON")
  boolean json;

  @Option(
      names = "--self-check",
      description = "flip one weight bit in each artefact; every target must be reported different")
  boolean selfCheck;

  @Override
  public Integer call() throws IOException, InterruptedException {
    Compilation compilation = Compilation.open(kernel.request());
    SortedMap<String, String> accelerator = hardware.options(compilation);
    SealedKernel sealed = compilation.seal();
    Map<String, Tensor> given = data.read(compilation, kernel.limits());
    Arguments inputs = Inputs.of(sealed.sealed().program(), given, compilation.openDims());
    compilation.requireFinite(inputs);
    List<Execution> executions =
        Executions.of(
            targets, accelerator, inputs.dims(), icarus || compilation.expectations().icarus());
    try (Progress progress = Progress.of(console, "verify")) {
      if (selfCheck) {
        return selfCheck(SelfCheck.run(sealed, inputs, executions, progress::step));
      }
      Verification verification =
          new Verification(sealed, inputs, compilation.floor(data.data), progress::step);
      VerifyReport report = verification.run(executions);
      print(report);
      return status(report, executions);
    }
  }

  private int status(VerifyReport report, List<Execution> executions) {
    List<String> missing = RequiredVariants.missing(required, report, executions);
    missing.forEach(name -> console.err().println("required but skipped: " + name));
    if (!report.equal() || !report.cyclesAsPredicted() || !report.aboveFloor()) {
      return ExitStatus.DIFFERENT;
    }
    return missing.isEmpty() ? ExitStatus.OK : ExitStatus.MISSING;
  }

  private void print(VerifyReport report) {
    if (json) {
      console.out().println(GSON.toJson(report.json()));
    } else {
      report.digests().forEach((name, digest) -> console.out().printf("%-20s %s%n", name, digest));
      report
          .skipped()
          .forEach((name, why) -> console.out().printf("%-20s skipped: %s%n", name, why));
      console
          .out()
          .printf("sqnr %.2f dB, clamped %.2f %%%n", report.sqnrDb(), report.clampedPercent());
      report.cycles().ifPresent(c -> console.out().println("cycles " + c));
      console.out().println(report.equal() ? "all bits equal" : "BITS DIFFER");
    }
    report.differences().forEach((name, d) -> console.err().println(name + ": " + d));
    if (!report.cyclesAsPredicted()) {
      report.facts().forEach(this::printCycles);
    }
    if (!report.aboveFloor()) {
      console.err().println("the error is over the floor: " + report.floorDb().orElse(0.0) + " dB");
    }
    console.out().flush();
    console.err().flush();
  }

  private void printCycles(String name, Map<String, String> facts) {
    if (facts.containsKey("cycles")) {
      console
          .err()
          .printf(
              "%s: %s cycles, %s predicted%n",
              name, facts.get("cycles"), facts.get("predicted_cycles"));
    }
  }

  private int selfCheck(SelfCheck check) {
    check.detected().forEach(name -> console.out().println(name + ": flipped bit detected"));
    check.missed().forEach(name -> console.out().println(name + ": FLIPPED BIT NOT DETECTED"));
    check.skipped().forEach((name, why) -> console.out().println(name + ": skipped: " + why));
    console.out().flush();
    return check.missed().isEmpty() ? ExitStatus.OK : ExitStatus.DIFFERENT;
  }
}
