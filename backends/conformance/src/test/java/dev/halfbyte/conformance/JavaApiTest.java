package dev.halfbyte.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfbyte.driver.Compilation;
import dev.halfbyte.driver.CompilationRequest;
import dev.halfbyte.driver.SealedKernel;
import dev.halfbyte.driver.Targets;
import dev.halfbyte.driver.bind.Inputs;
import dev.halfbyte.driver.output.AtomicFiles;
import dev.halfbyte.interp.Interpreter;
import dev.halfbyte.ir.Arguments;
import dev.halfbyte.ir.Program;
import dev.halfbyte.ir.Shape;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.backend.BuildRequest;
import dev.halfbyte.ir.backend.BuildResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The example of compiler/docs/java-api.md: it compiles, runs, and is what the page shows.
class JavaApiTest {
  private final Path root = Path.of(System.getProperty("halfbyte.root"));
  @TempDir Path out;

  @Test
  void exampleRuns() throws IOException {
    List<String> log = new ArrayList<>();
    // example
    Path file = root.resolve("dsl/examples/digits.hb");
    Compilation compilation = Compilation.open(CompilationRequest.of(file, "w4a4"));
    SealedKernel kernel = compilation.seal();

    // What was chosen, and why.
    kernel.explanations().forEach(explanation -> log.add(explanation.toString()));

    // Run it by the interpreter on the kernel's own test data.
    Program program = kernel.sealed().program();
    Arguments inputs = Inputs.of(program, compilation.data(Optional.empty()), Map.of());
    Map<String, Tensor> outputs = Interpreter.run(program, inputs.tensors(), inputs.dims());

    // Build an artefact and write it in one atomic step.
    BuildRequest request = new BuildRequest("jvm", new TreeMap<>());
    BuildResult artefact = Targets.available().backend("jvm").build(kernel.sealed(), request);
    AtomicFiles.writeAll(out, artefact.files());
    // end

    assertEquals(Shape.of(1000, 10), outputs.values().iterator().next().type().shape());
    assertTrue(Files.exists(out.resolve("digits.jar")));
    assertFalse(log.isEmpty());
  }

  @Test
  void pageShowsTheExample() throws IOException {
    String source =
        Files.readString(
            root.resolve(
                "backends/conformance/src/test/java/dev/halfbyte/conformance/JavaApiTest.java"));
    int start = source.indexOf("    // example\n") + "    // example\n".length();
    String example =
        source.substring(start, source.indexOf("    // end\n")).replaceAll("(?m)^ {4}", "");
    String page = Files.readString(root.resolve("compiler/docs/java-api.md"));
    assertTrue(page.contains(example), "compiler/docs/java-api.md shows another example");
  }
}
