package dev.halfbyte.conformance.crash;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.halfbyte.conformance.judge.Judge;
import dev.halfbyte.conformance.judge.Verdict;
import dev.halfbyte.conformance.subject.Subject;
import dev.halfbyte.conformance.subject.Subjects;
import dev.halfbyte.conformance.trial.Trial;
import dev.halfbyte.conformance.trial.Variation;
import dev.halfbyte.driver.Compilation;
import dev.halfbyte.driver.KernelFile;
import dev.halfbyte.driver.KernelTensors;
import dev.halfbyte.driver.lower.KernelLowering;
import dev.halfbyte.ir.Arguments;
import dev.halfbyte.ir.Parameter;
import dev.halfbyte.ir.Program;
import dev.halfbyte.ir.SealedProgram;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.TensorType;
import dev.halfbyte.source.DiagnosticException;
import dev.halfbyte.source.SourceFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every kernel that the compiler once failed on: `backends/conformance/crashers/kernels`.
///
/// A file opens with `// cause:`, `// numerics:` and, for symbolic dims, `// dims: n=0, m=3`. Where
/// the compiler still has no form for it, `// refused: HB3008` names the diagnostic that tells so.
class KernelCrashersTest {
  private static final Path KERNELS =
      Path.of(System.getProperty("halfbyte.root"), "backends/conformance/crashers/kernels");

  static List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(KERNELS)) {
      return files.filter(file -> file.toString().endsWith(".hb")).sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("files")
  void theCompilerMakesItAndTheBitsAgree(Path file) throws Exception {
    String text = Files.readString(file);
    SourceFile source = SourceFile.of(String.valueOf(file.getFileName()), text);
    SortedMap<String, Long> dims = new TreeMap<>();
    header(text, "dims")
        .ifPresent(list -> {
          for (String dim : list.split(", ")) {
            dims.put(dim.substring(0, dim.indexOf('=')), Long.valueOf(dim.split("=")[1]));
          }
        });
    Program signature = KernelLowering.signature(KernelFile.of(source).kernel(Optional.empty()));
    SortedMap<String, Tensor> weights = data(signature, Parameter.Kind.WEIGHT, dims);
    SortedMap<String, Tensor> inputs = data(signature, Parameter.Kind.INPUT, dims);
    Compilation compilation =
        Compilation.of(
            source,
            Optional.empty(),
            header(text, "numerics").orElseThrow(),
            new KernelTensors(weights, inputs, inputs),
            dims);
    Optional<String> refused = header(text, "refused");
    if (refused.isPresent()) {
      var refusal = assertThrows(DiagnosticException.class, compilation::seal);
      assertEquals(refused.orElseThrow(), refusal.diagnostics().getFirst().code().code());
      return;
    }
    SealedProgram program = compilation.seal().sealed();
    Trial trial =
        new Trial(
            program,
            Arguments.of(program.program(), inputs, compilation.openDims()),
            new Variation(0),
            Optional.of(text));
    Subjects software = Subjects.all(new Subjects.Options(false)).only(List.of("loops", "jvm"));
    for (Subject subject : software.open()) {
      try (subject) {
        Verdict verdict = Judge.judge(trial, Judge.expected(trial), subject);
        assertEquals(List.of(), verdict.findings(), header(text, "cause").orElseThrow());
      }
    }
  }

  private static Optional<String> header(String text, String key) {
    return text.lines()
        .filter(line -> line.startsWith("// " + key + ": "))
        .map(line -> line.substring(key.length() + 5))
        .findFirst();
  }

  private static SortedMap<String, Tensor> data(
      Program program, Parameter.Kind kind, SortedMap<String, Long> dims) {
    SortedMap<String, Tensor> data = new TreeMap<>();
    for (Parameter parameter : program.parameters(kind)) {
      TensorType type = parameter.type().bind(dims);
      Random random = new Random(parameter.name().hashCode());
      data.put(parameter.name(), Tensor.generateFloats(type.shape(), _ -> random.nextGaussian()));
    }
    return data;
  }
}
