package dev.halfbyte.backend.llvm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.halfbyte.backend.llvm.run.Host;
import dev.halfbyte.backend.llvm.run.Job;
import dev.halfbyte.backend.llvm.toolchain.IsaVariant;
import dev.halfbyte.interp.Interpreter;
import dev.halfbyte.ir.Program;
import dev.halfbyte.ir.SealedProgram;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.backend.BuildRequest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
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

/// Every variant against the interpreter, bit by bit, in a process of its own whose float control
/// register asks for flush to zero and rounding toward zero.
class DifferentialTest {
  private static final List<Integer> ROWS = List.of(0, 1, 2, 12, 13, 31);

  @TempDir static Path scratch;

  @TempDir Path folder;

  static Stream<Arguments> cases() {
    return Samples.all().stream()
        .flatMap(program ->
            Stream.of(IsaVariant.values())
                .map(variant -> Arguments.of(program.program().name(), variant, program)));
  }

  @ParameterizedTest(name = "{0} on {1}")
  @MethodSource("cases")
  void equalsTheInterpreter(String name, IsaVariant variant, SealedProgram sealed)
      throws Exception {
    Host host = Runs.host(variant);
    assumeTrue(host.unavailable().isEmpty(), () -> host.unavailable().orElseThrow());
    Program program = sealed.program();
    BuildRequest request = new BuildRequest(variant.family().targetName(), new TreeMap<>());
    Path artefact = Runs.write(new LlvmBackend().build(sealed, request).files(), folder);
    List<Job> jobs = new ArrayList<>();
    for (int rows : ROWS) {
      SequencedMap<String, Tensor> inputs = new LinkedHashMap<>();
      inputs.put("x", Samples.input(program, rows));
      jobs.add(LibraryVariant.job(variant, program, dims(rows), inputs));
    }
    List<Job.Result> results = host.run(name, artefact, jobs, scratch);
    for (int i = 0; i < ROWS.size(); i++) {
      int rows = ROWS.get(i);
      assertEquals(variant.label(), results.get(i).variant());
      SequencedMap<String, Tensor> expected =
          Interpreter.run(program, Map.of("x", Samples.input(program, rows)));
      SequencedMap<String, Tensor> actual =
          LibraryVariant.outputs(program, dims(rows), results.get(i));
      assertEquals(List.copyOf(expected.keySet()), List.copyOf(actual.keySet()));
      List<Tensor> tensors = List.copyOf(actual.values());
      expected.forEach((output, tensor) ->
          assertSame(
              output, rows, tensor, tensors.get(List.copyOf(expected.keySet()).indexOf(output))));
    }
  }

  private static SortedMap<String, Long> dims(int rows) {
    return new TreeMap<>(Map.of("n", (long) rows));
  }

  private static void assertSame(String output, int rows, Tensor expected, Tensor actual) {
    byte[] wanted = expected.bytes();
    byte[] got = actual.bytes();
    int width = expected.type().elem().bytes();
    for (int i = 0; i < wanted.length; i++) {
      if (wanted[i] != got[i]) {
        int element = i / width;
        assertEquals(
            describe(expected, element),
            describe(actual, element),
            "%s[%d] of %d rows".formatted(output, element, rows));
      }
    }
  }

  private static String describe(Tensor tensor, int element) {
    return tensor.type().elem() instanceof dev.halfbyte.ir.ElemType.FloatType
        ? Integer.toHexString(Float.floatToRawIntBits(tensor.floatAt(element)))
            + " "
            + tensor.floatAt(element)
        : Long.toString(tensor.longAt(element));
  }
}
