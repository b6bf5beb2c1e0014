package dev.halfbyte.backend.llvm;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfbyte.backend.llvm.run.Job;
import dev.halfbyte.backend.llvm.toolchain.IsaFamily;
import dev.halfbyte.backend.llvm.toolchain.IsaVariant;
import dev.halfbyte.interp.Interpreter;
import dev.halfbyte.ir.Program;
import dev.halfbyte.ir.SealedProgram;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.backend.BuildRequest;
import dev.halfbyte.ir.backend.BuildResult;
import dev.halfbyte.ir.backend.Note;
import dev.halfbyte.ir.op.Softmax;
import dev.halfbyte.testkit.AttentionPrograms;
import dev.halfbyte.testkit.TensorAssertions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Attention with rows fused and with all stages apart gives the interpreter's bits on every
/// variant.
class AttentionTest {
  private static final List<Long> ROWS = List.of(0L, 1L, 13L, 61L);

  @TempDir static Path scratch;

  @TempDir Path folder;

  static Stream<Arguments> programs() {
    return Stream.of(
            AttentionPrograms.integers(96, 2, 16, false),
            AttentionPrograms.integers(96, 3, 19, true),
            AttentionPrograms.floats(96, 2, 16, false, Softmax.Form.THREE_PASS),
            AttentionPrograms.floats(96, 2, 19, true, Softmax.Form.TWO_PASS))
        .flatMap(
            program -> Stream.of(IsaFamily.values()).map(family -> Arguments.of(family, program)));
  }

  @ParameterizedTest
  @MethodSource("programs")
  void fusedAndApartGiveTheInterpretersBits(IsaFamily family, SealedProgram sealed)
      throws Exception {
    BuildResult fused = build(sealed, family, new TreeMap<>());
    assertTrue(
        fused.notes().stream().anyMatch(n -> n.kind() == Note.Kind.FUSION), fused.toString());
    BuildResult apart = build(sealed, family, new TreeMap<>(Map.of("fuse", "off")));
    assertTrue(
        apart.notes().stream().noneMatch(n -> n.kind() == Note.Kind.FUSION), apart.toString());
    check(sealed, family, fused, folder.resolve("fused"));
    check(sealed, family, apart, folder.resolve("apart"));
  }

  private static BuildResult build(
      SealedProgram sealed, IsaFamily family, SortedMap<String, String> options) {
    return new LlvmBackend().build(sealed, new BuildRequest(family.targetName(), options));
  }

  private static void check(SealedProgram sealed, IsaFamily family, BuildResult built, Path place)
      throws Exception {
    Program program = sealed.program();
    Path artefact = Runs.write(built.files(), place);
    List<SortedMap<String, Long>> dims = new ArrayList<>();
    List<SequencedMap<String, Tensor>> inputs = new ArrayList<>();
    for (long n : ROWS) {
      dims.add(new TreeMap<>(Map.of("n", n)));
      inputs.add(AttentionPrograms.inputs(sealed, dims.getLast(), n));
    }
    for (IsaVariant variant : Runs.usual(family)) {
      List<Job> jobs = new ArrayList<>();
      for (int i = 0; i < dims.size(); i++) {
        jobs.add(LibraryCalls.job(variant, program, dims.get(i), inputs.get(i)));
      }
      List<Job.Result> results = Runs.host(variant).run("attention", artefact, jobs, scratch);
      for (int i = 0; i < dims.size(); i++) {
        TensorAssertions.assertBitEqual(
            Interpreter.run(program, inputs.get(i), dims.get(i)),
            LibraryCalls.outputs(program, dims.get(i), results.get(i)),
            variant.fullName() + " with " + dims.get(i));
      }
    }
  }
}
