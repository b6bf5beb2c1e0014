package dev.halfbyte.backend.llvm;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.halfbyte.backend.llvm.run.Job;
import dev.halfbyte.backend.llvm.toolchain.IsaFamily;
import dev.halfbyte.backend.llvm.toolchain.IsaVariant;
import dev.halfbyte.interp.Interpreter;
import dev.halfbyte.ir.Program;
import dev.halfbyte.ir.SealedProgram;
import dev.halfbyte.ir.Tensor;
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
            Stream.of(IsaFamily.values())
                .map(family -> Arguments.of(program.program().name(), family, program)));
  }

  @ParameterizedTest(name = "{0} on {1}")
  @MethodSource("cases")
  void equalsTheInterpreter(String name, IsaFamily family, SealedProgram sealed) throws Exception {
    Program program = sealed.program();
    Path artefact = Runs.write(Runs.buildRunnable(sealed, family), folder);
    List<List<Tensor>> expected = new ArrayList<>();
    for (int rows : ROWS) {
      Map<String, Tensor> inputs = Map.of("x", Samples.input(program, rows));
      expected.add(List.copyOf(Interpreter.run(program, inputs).values()));
    }
    for (IsaVariant variant : Runs.runnable(family)) {
      List<Job> jobs = new ArrayList<>();
      for (int rows : ROWS) {
        SequencedMap<String, Tensor> inputs = new LinkedHashMap<>();
        inputs.put("x", Samples.input(program, rows));
        jobs.add(LibraryCalls.job(variant, program, dims(rows), inputs));
      }
      List<Job.Result> results = Runs.host(variant).run(name, artefact, jobs, scratch);
      for (int i = 0; i < jobs.size(); i++) {
        assertEquals(variant.label(), results.get(i).variant());
        compare(program, ROWS.get(i), expected.get(i), results.get(i));
      }
    }
  }

  private static void compare(Program program, int rows, List<Tensor> expected, Job.Result result) {
    SequencedMap<String, Tensor> outputs = LibraryCalls.outputs(program, dims(rows), result);
    List<String> names = List.copyOf(outputs.keySet());
    List<Tensor> actual = List.copyOf(outputs.values());
    assertEquals(expected.size(), actual.size());
    for (int i = 0; i < expected.size(); i++) {
      assertSame(names.get(i), rows, expected.get(i), actual.get(i));
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
