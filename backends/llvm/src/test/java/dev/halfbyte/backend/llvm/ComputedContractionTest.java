package dev.halfbyte.backend.llvm;

import dev.halfbyte.backend.llvm.run.Job;
import dev.halfbyte.backend.llvm.toolchain.IsaFamily;
import dev.halfbyte.backend.llvm.toolchain.IsaVariant;
import dev.halfbyte.interp.Interpreter;
import dev.halfbyte.ir.Program;
import dev.halfbyte.ir.SealedProgram;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.testkit.ComputedContractions;
import dev.halfbyte.testkit.TensorAssertions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SequencedMap;
import java.util.SortedMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Integer contractions of two inputs on the leaf of every variant, with extreme codes.
class ComputedContractionTest {
  @TempDir static Path scratch;

  @TempDir Path folder;

  static Stream<Arguments> cases() {
    return ComputedContractions.all().stream()
        .flatMap(contraction ->
            Stream.of(IsaFamily.values()).map(family -> Arguments.of(family, contraction)));
  }

  /// A call and what the interpreter gives for it.
  private record Call(
      SortedMap<String, Long> dims,
      SequencedMap<String, Tensor> inputs,
      SequencedMap<String, Tensor> expected) {}

  @ParameterizedTest
  @MethodSource("cases")
  void equalsTheInterpreter(IsaFamily family, ComputedContractions.Case contraction)
      throws Exception {
    SealedProgram sealed = contraction.program();
    Program program = sealed.program();
    Path artefact = Runs.write(Runs.buildRunnable(sealed, family), folder);
    List<Call> calls = new ArrayList<>();
    for (SortedMap<String, Long> dims : ComputedContractions.dims()) {
      for (SequencedMap<String, Tensor> inputs : contraction.inputs(dims)) {
        calls.add(new Call(dims, inputs, Interpreter.run(program, inputs, dims)));
      }
    }
    for (IsaVariant variant : Runs.runnable(family)) {
      List<Job> jobs =
          calls.stream()
              .map(call -> LibraryCalls.job(variant, program, call.dims(), call.inputs()))
              .toList();
      List<Job.Result> results = Runs.host(variant).run("product", artefact, jobs, scratch);
      for (int i = 0; i < calls.size(); i++) {
        TensorAssertions.assertBitEqual(
            calls.get(i).expected(),
            LibraryCalls.outputs(program, calls.get(i).dims(), results.get(i)),
            variant.fullName() + " with " + calls.get(i).dims());
      }
    }
  }
}
