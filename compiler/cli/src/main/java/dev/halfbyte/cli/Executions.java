package dev.halfbyte.cli;

import dev.halfbyte.cli.rtl.RtlVariant;
import dev.halfbyte.driver.SealedKernel;
import dev.halfbyte.driver.Targets;
import dev.halfbyte.driver.output.AtomicFiles;
import dev.halfbyte.driver.verify.Execution;
import dev.halfbyte.ir.Arguments;
import dev.halfbyte.ir.backend.Backend;
import dev.halfbyte.ir.backend.BuildRequest;
import dev.halfbyte.ir.backend.Variant;
import dev.halfbyte.loop.schedule.Schedule;
import dev.halfbyte.source.Diagnostic;
import dev.halfbyte.source.DiagnosticException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// Targets as the command line sees them: those of the backends, with the simulator joined to
/// `verilog`.
final class Executions {
  /// The target whose programs are made for fixed extents.
  static final String VERILOG = "verilog";

  private Executions() {}

  static Backend backend(String target) {
    return Targets.available().backend(target);
  }

  /// The build request of a target; hardware options and dims go to Verilog only.
  static BuildRequest request(
      String target, SortedMap<String, String> hardware, Map<String, Long> dims) {
    SortedMap<String, String> options = new TreeMap<>();
    if (target.equals(VERILOG)) {
      options.putAll(hardware);
      String text =
          dims.entrySet().stream()
              .map(e -> e.getKey() + "=" + e.getValue())
              .sorted()
              .collect(Collectors.joining(","));
      options.put("dims", text);
    }
    return new BuildRequest(target, options);
  }

  /// The build request of a target under a schedule.
  static BuildRequest request(
      String target,
      SortedMap<String, String> hardware,
      Map<String, Long> dims,
      Schedule schedule) {
    SortedMap<String, String> options = request(target, hardware, dims).options();
    options.putAll(schedule.options());
    return new BuildRequest(target, options);
  }

  /// All executions but that of Icarus Verilog, or those of the targets and variants that `chosen`
  /// names.
  ///
  /// @param dims of the data, which the hardware program is made for
  static List<Execution> of(
      List<String> chosen, SortedMap<String, String> hardware, Map<String, Long> dims) {
    return of(chosen, hardware, dims, false);
  }

  /// The same with Icarus Verilog beside Verilator if `icarus` holds or `chosen` names it.
  static List<Execution> of(
      List<String> chosen,
      SortedMap<String, String> hardware,
      Map<String, Long> dims,
      boolean icarus) {
    List<Execution> executions = new ArrayList<>();
    List<String> known = new ArrayList<>(List.of("interp", RtlVariant.ICARUS));
    for (Map.Entry<String, Backend> entry : Targets.available().all().entrySet()) {
      String target = entry.getKey();
      List<Variant> variants = new ArrayList<>(entry.getValue().variants(target));
      if (target.equals(VERILOG)) {
        variants.add(RtlVariant.verilator());
        if (icarus || chosen.contains(RtlVariant.ICARUS)) {
          variants.add(RtlVariant.icarus());
        }
      }
      known.add(target);
      variants.forEach(variant -> known.add(variant.name()));
      List<Variant> wanted =
          variants.stream()
              .filter(v -> chosen.isEmpty() || chosen.contains(v.name()) || chosen.contains(target))
              .toList();
      if (!wanted.isEmpty()) {
        SortedMap<String, String> options = request(target, hardware, dims).options();
        executions.add(new Execution(entry.getValue(), target, options, wanted));
      }
    }
    for (String name : chosen) {
      if (!known.contains(name)) {
        throw unknown(name, known);
      }
    }
    return executions;
  }

  /// Builds for one target under a schedule and runs its first variant that this machine can
  /// execute.
  static Ran runOnce(
      SealedKernel kernel, Arguments inputs, String target, Schedule schedule, Console console)
      throws IOException, InterruptedException {
    List<Execution> executions = of(List.of(target), new TreeMap<>(), inputs.dims());
    if (executions.isEmpty()) {
      throw unknown(target, List.copyOf(Targets.available().all().keySet()));
    }
    Execution execution = executions.getFirst().with(schedule.options());
    List<String> reasons = new ArrayList<>();
    for (Variant variant : execution.variants().reversed()) {
      Optional<String> unavailable = variant.unavailable();
      if (unavailable.isPresent()) {
        reasons.add(variant.name() + ": " + unavailable.get());
        continue;
      }
      Path artefact = Files.createTempDirectory("halfbyte-artefact-");
      try {
        execution.build(kernel.sealed(), artefact);
        console.err().println("runs: " + variant.name());
        Variant.Execution run = execution.run(kernel.sealed(), variant, artefact, inputs);
        return new Ran(variant.name(), run.outputs(), run.facts(), reasons);
      } finally {
        AtomicFiles.delete(artefact);
      }
    }
    throw new DiagnosticException(
        Diagnostic.error(CliCode.NO_VARIANT, "no variant of `" + target + "` can run here")
            .help(String.join("; ", reasons)));
  }

  private static DiagnosticException unknown(String name, List<String> known) {
    return new DiagnosticException(
        Diagnostic.error(CliCode.NO_EXECUTION, "no target or variant `" + name + "`")
            .help("there are: " + String.join(", ", known)));
  }
}
