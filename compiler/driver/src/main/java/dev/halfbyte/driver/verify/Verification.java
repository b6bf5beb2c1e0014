package dev.halfbyte.driver.verify;

import dev.halfbyte.driver.SealedKernel;
import dev.halfbyte.driver.output.AtomicFiles;
import dev.halfbyte.interp.Interpreter;
import dev.halfbyte.ir.Arguments;
import dev.halfbyte.ir.Program;
import dev.halfbyte.ir.SealedProgram;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.backend.Variant;
import dev.halfbyte.source.Diagnostic;
import dev.halfbyte.source.DiagnosticException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SequencedMap;
import java.util.function.Consumer;

/// Builds a sealed kernel for every target, runs each artefact in a process of its own and compares
/// all results with the interpreter, bit by bit.
public final class Verification {
  private final SealedKernel kernel;
  private final Arguments inputs;
  private final Optional<Double> floorDb;
  private final Consumer<String> progress;

  private final SequencedMap<String, String> digests = new LinkedHashMap<>();
  private final SequencedMap<String, Difference> differences = new LinkedHashMap<>();
  private final SequencedMap<String, String> skipped = new LinkedHashMap<>();
  private final SequencedMap<String, Map<String, String>> facts = new LinkedHashMap<>();
  private final SequencedMap<String, SequencedMap<String, Tensor>> outputs = new LinkedHashMap<>();

  /// @param floorDb signal to noise ratio below which the kernel counts as broken
  /// @param progress told what is being done, for people who wait
  public Verification(
      SealedKernel kernel, Arguments inputs, Optional<Double> floorDb, Consumer<String> progress) {
    this.kernel = kernel;
    this.inputs = inputs;
    this.floorDb = floorDb;
    this.progress = progress;
  }

  /// Runs everything; differences and skips are part of the report, not exceptions.
  ///
  /// @throws DiagnosticException when an artefact was built but its run failed
  public VerifyReport run(List<Execution> executions) throws IOException, InterruptedException {
    return run(executions, kernel.sealed());
  }

  /// The same with artefacts built from `built` instead of the sealed program.
  VerifyReport run(List<Execution> executions, SealedProgram built)
      throws IOException, InterruptedException {
    Program program = kernel.sealed().program();
    progress.accept("interp");
    ClampCounter clamps = new ClampCounter();
    long start = System.nanoTime();
    SequencedMap<String, Tensor> expected = Interpreter.run(program, inputs, clamps);
    facts.put("interp", Map.of("nanoseconds", Long.toString(System.nanoTime() - start)));
    digests.put("interp", Digests.of(expected));
    outputs.put("interp", expected);
    for (Execution execution : executions) {
      runAll(execution, built, expected);
    }
    return report(expected, clamps);
  }

  /// What each execution gave, by its name.
  public SequencedMap<String, SequencedMap<String, Tensor>> outputs() {
    return outputs;
  }

  private void runAll(
      Execution execution, SealedProgram built, SequencedMap<String, Tensor> expected)
      throws IOException, InterruptedException {
    Path artefact = Files.createTempDirectory("halfbyte-verify-");
    try {
      progress.accept("build " + execution.target());
      if (build(execution, built, artefact)) {
        for (Variant variant : execution.variants()) {
          runOne(execution, variant, artefact, expected);
        }
      }
    } finally {
      AtomicFiles.delete(artefact);
    }
  }

  /// What a target cannot express is a reason to skip it; a run that fails afterwards is not.
  private boolean build(Execution execution, SealedProgram built, Path artefact)
      throws IOException {
    try {
      execution.build(built, artefact);
      return true;
    } catch (DiagnosticException e) {
      Diagnostic first = e.diagnostics().getFirst();
      String reason = first.summary() + first.help().map(help -> "; " + help).orElse("");
      execution.variants().forEach(variant -> skipped.put(variant.name(), reason));
      return false;
    }
  }

  private void runOne(
      Execution execution, Variant variant, Path artefact, SequencedMap<String, Tensor> expected)
      throws IOException, InterruptedException {
    Optional<String> unavailable = variant.unavailable();
    if (unavailable.isPresent()) {
      skipped.put(variant.name(), unavailable.get());
      return;
    }
    progress.accept(variant.name());
    Variant.Execution run = execution.run(kernel.sealed(), variant, artefact, inputs);
    digests.put(variant.name(), Digests.of(run.outputs()));
    outputs.put(variant.name(), run.outputs());
    facts.put(variant.name(), run.facts());
    Difference.first(kernel.sealed().program(), expected, run.outputs())
        .ifPresent(difference -> differences.put(variant.name(), difference));
  }

  private VerifyReport report(SequencedMap<String, Tensor> expected, ClampCounter clamps) {
    SequencedMap<String, Tensor> reference =
        Interpreter.run(kernel.reference(), inputs.tensors(), inputs.dims());
    return new VerifyReport(
        kernel.sealed().program().name(),
        kernel.sealed().hash(),
        digests,
        differences,
        skipped,
        facts,
        figure("cycles"),
        figure("predicted_cycles"),
        clamps.multiplyAccumulates(),
        ErrorFigures.distinct(expected),
        clamps.percent(),
        ErrorFigures.sqnrDb(reference, expected),
        floorDb);
  }

  private OptionalLong figure(String name) {
    return facts.values().stream()
        .filter(map -> map.containsKey(name))
        .mapToLong(map -> Long.parseLong(map.getOrDefault(name, "0")))
        .findFirst();
  }
}
