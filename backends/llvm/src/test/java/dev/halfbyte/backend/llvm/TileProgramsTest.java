package dev.halfbyte.backend.llvm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.halfbyte.backend.llvm.abi.VariantPrograms;
import dev.halfbyte.backend.llvm.run.Job;
import dev.halfbyte.backend.llvm.run.NativeHost;
import dev.halfbyte.backend.llvm.toolchain.IsaFamily;
import dev.halfbyte.backend.llvm.toolchain.IsaVariant;
import dev.halfbyte.interp.Interpreter;
import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.Program;
import dev.halfbyte.ir.SealedProgram;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.backend.Note;
import dev.halfbyte.loop.TargetFacts;
import dev.halfbyte.testkit.AttentionPrograms;
import dev.halfbyte.testkit.TensorAssertions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Whole programs on tile registers in memory against the interpreter: layers with panels packed at
/// build time, scores and values of attention with panels that a stage packs, stages fused and
/// apart, one thread and several.
class TileProgramsTest {
  private static final IsaVariant VARIANT = IsaVariant.AMX_EMULATED;
  private static final List<Long> ROWS = List.of(1L, 40L, 131L);

  @TempDir static Path scratch;

  @TempDir Path folder;

  private static SealedProgram program(String name) {
    return switch (name) {
      case "s4" -> Samples.wide(ElemType.S4);
      case "s8" -> Samples.wide(ElemType.S8);
      default -> AttentionPrograms.integers(200, 2, 64, name.equals("causal"));
    };
  }

  private static SequencedMap<String, Tensor> inputs(
      SealedProgram sealed, SortedMap<String, Long> dims, long rows) {
    Program program = sealed.program();
    SequencedMap<String, Tensor> inputs = new LinkedHashMap<>();
    if (program.name().equals("attention")) {
      return AttentionPrograms.inputs(sealed, dims, rows);
    }
    inputs.put("x", Samples.input(program, Math.toIntExact(rows)));
    return inputs;
  }

  private static TargetFacts facts(IsaVariant variant, boolean fused) {
    TargetFacts facts = TargetShapes.of(variant);
    return fused ? facts : facts.unfused();
  }

  @ParameterizedTest
  @CsvSource({"s4, true, 1", "s8, true, 3", "attention, true, 1", "causal, false, 3"})
  void equalsTheInterpreter(String name, boolean fused, int slots) throws Exception {
    NativeHost host = new NativeHost(VARIANT, slots);
    assumeTrue(!host.beyondProcessor(), () -> host.unavailable().toString());
    SealedProgram sealed = program(name);
    VariantPrograms programs =
        VariantLowering.lower(sealed, List.of(VARIANT), variant -> facts(variant, fused));
    List<Note> notes = TileNotes.of(VARIANT, programs.least());
    assertTrue(!notes.isEmpty(), sealed.toString());
    for (Note note : notes) {
      assertEquals(Note.Kind.TILING, note.kind(), notes.toString());
    }
    Path artefact =
        Runs.write(new NativeLibrary(programs, IsaFamily.X86_64).files(), folder.resolve("built"));
    List<SortedMap<String, Long>> dims = new ArrayList<>();
    List<Job> jobs = new ArrayList<>();
    for (long rows : ROWS) {
      dims.add(new TreeMap<>(Map.of("n", rows)));
      SequencedMap<String, Tensor> inputs = inputs(sealed, dims.getLast(), rows);
      jobs.add(LibraryCalls.job(VARIANT, sealed.program(), dims.getLast(), inputs));
    }
    List<Job.Result> results = host.run(sealed.program().name(), artefact, jobs, scratch);
    for (int i = 0; i < jobs.size(); i++) {
      SortedMap<String, Long> bound = dims.get(i);
      TensorAssertions.assertBitEqual(
          Interpreter.run(sealed.program(), inputs(sealed, bound, ROWS.get(i)), bound),
          LibraryCalls.outputs(sealed.program(), bound, results.get(i)),
          name + " with " + bound);
      assertEquals(VARIANT.label(), results.get(i).variant());
    }
  }
}
