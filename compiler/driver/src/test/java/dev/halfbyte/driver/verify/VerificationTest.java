package dev.halfbyte.driver.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfbyte.driver.Compilation;
import dev.halfbyte.driver.CompilationRequest;
import dev.halfbyte.driver.DriverCode;
import dev.halfbyte.driver.SealedKernel;
import dev.halfbyte.driver.bind.Inputs;
import dev.halfbyte.interp.Interpreter;
import dev.halfbyte.ir.Arguments;
import dev.halfbyte.ir.SealedProgram;
import dev.halfbyte.ir.Shape;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.backend.Backend;
import dev.halfbyte.ir.backend.BuildRequest;
import dev.halfbyte.ir.backend.BuildResult;
import dev.halfbyte.ir.backend.Variant;
import dev.halfbyte.source.Diagnostic;
import dev.halfbyte.source.DiagnosticException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VerificationTest {
  @TempDir Path folder;

  /// A simulator that gives the interpreter's bits and claims a number of cycles; fewer than none
  /// stand for a run that fails.
  private record Simulator(String name, int cycles) implements Variant {
    @Override
    public Optional<String> unavailable() {
      return Optional.empty();
    }

    @Override
    public Variant.Execution run(
        SealedProgram program,
        Path artefact,
        SortedMap<String, Long> dims,
        SequencedMap<String, Tensor> inputs,
        Path scratch) {
      if (cycles < 0) {
        throw fault("the simulator fell over");
      }
      Map<String, String> facts =
          Map.of("cycles", Integer.toString(cycles), "predicted_cycles", "7");
      return new Variant.Execution(
          Interpreter.run(program.program(), inputs, dims), new TreeMap<>(facts));
    }
  }

  /// A target that can express every program, or none.
  private record Target(boolean able, List<Variant> simulators) implements Backend {
    @Override
    public List<String> targets() {
      return List.of("hardware");
    }

    @Override
    public BuildResult build(SealedProgram program, BuildRequest request) {
      if (!able) {
        throw fault("the target has no form for it");
      }
      return new BuildResult(List.of(), List.of());
    }

    @Override
    public List<Variant> variants(String target) {
      return simulators;
    }
  }

  @Test
  void aTargetThatCannotExpressAProgramIsSkippedWithAllItsVariants() throws Exception {
    VerifyReport report = verify(false, new Simulator("one", 7), new Simulator("two", 7));
    assertEquals(Set.of("one", "two"), report.skipped().keySet());
    assertEquals(Set.of("interp"), report.digests().keySet());
  }

  @Test
  void aRunThatFailsIsAnErrorAndNotASkip() {
    DiagnosticException fault =
        assertThrows(
            DiagnosticException.class,
            () -> verify(true, new Simulator("one", 7), new Simulator("two", -1)));
    assertTrue(fault.diagnostics().getFirst().message().contains("fell over"));
  }

  @Test
  void everySimulatorHasToCountThePredictedCycles() throws Exception {
    assertTrue(verify(true, new Simulator("one", 7), new Simulator("two", 7)).cyclesAsPredicted());
    VerifyReport report = verify(true, new Simulator("one", 7), new Simulator("two", 8));
    assertTrue(report.equal());
    assertFalse(report.cyclesAsPredicted());
  }

  private VerifyReport verify(boolean able, Simulator... simulators)
      throws IOException, InterruptedException {
    Path file = folder.resolve("double.hb");
    Files.writeString(
        file, "kernel double[n](x: f32[n]) -> f32[n] {\n  y[i] = x[i] + x[i]\n  return y\n}\n");
    SealedKernel kernel = Compilation.open(CompilationRequest.of(file, "f32")).seal();
    Tensor data = Tensor.ofFloats(Shape.of(3), new float[] {1, 2, 3});
    Arguments inputs = Inputs.of(kernel.sealed().program(), Map.of("x", data), Map.of());
    Backend target = new Target(able, List.of(simulators));
    Execution execution =
        new Execution(target, "hardware", new TreeMap<>(), target.variants("hardware"));
    return new Verification(kernel, inputs, Optional.empty(), _ -> {}).run(List.of(execution));
  }

  private static DiagnosticException fault(String words) {
    return new DiagnosticException(Diagnostic.error(DriverCode.NO_TARGET, words));
  }
}
