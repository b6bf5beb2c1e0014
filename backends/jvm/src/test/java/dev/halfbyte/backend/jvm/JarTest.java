package dev.halfbyte.backend.jvm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfbyte.backend.jvm.runtime.Array;
import dev.halfbyte.backend.jvm.runtime.Kernel;
import dev.halfbyte.backend.jvm.runtime.NpyFile;
import dev.halfbyte.interp.Interpreter;
import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.Encoding;
import dev.halfbyte.ir.Parameter;
import dev.halfbyte.ir.ProgramBuilder;
import dev.halfbyte.ir.SealedProgram;
import dev.halfbyte.ir.Shape;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.TensorType;
import dev.halfbyte.ir.Value;
import dev.halfbyte.ir.backend.BuildRequest;
import dev.halfbyte.ir.backend.Variant;
import dev.halfbyte.ir.op.Cast;
import dev.halfbyte.ir.op.Unary;
import dev.halfbyte.source.DiagnosticException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.jar.JarInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Jars: reproducible, complete, right when run alone, and polite about bad input.
final class JarTest {
  private static final SealedProgram MLP =
      Programs.quantizedMlp(new Encoding.Affine(ElemType.S8, 0), 21, 45);

  /// Major version of its class files.
  private static final int JAVA_21 = 65;

  @TempDir Path folder;

  private static byte[] build(SealedProgram program) {
    BuildRequest request = new BuildRequest("jvm", new TreeMap<>());
    return new JvmBackend().build(program, request).files().getFirst().content();
  }

  private Path write(SealedProgram program) throws IOException {
    return Files.write(folder.resolve(program.program().name() + ".jar"), build(program));
  }

  @Test
  void twoBuildsGiveTheSameBytes() {
    assertArrayEquals(build(MLP), build(MLP));
  }

  @Test
  void runsInAProcessOfItsOwnWithTheInterpretersBits() throws Exception {
    write(MLP);
    SequencedMap<String, Tensor> inputs = new LinkedHashMap<>();
    inputs.put("x", Programs.floats(5, 6, 21));
    Variant variant = new JvmBackend().variants("jvm").getFirst();
    Path scratch = Files.createDirectory(folder.resolve("scratch"));
    Variant.Execution execution =
        variant.run(MLP, folder, new TreeMap<>(Map.of("n", 6L)), inputs, scratch);
    assertEquals(Interpreter.run(MLP.program(), inputs), execution.outputs());
    assertEquals("jvm", execution.facts().get("variant"));
    assertTrue(execution.facts().getOrDefault("leaf", "").contains("scalar"));
  }

  @Test
  void anotherProgramMayCallTheKernel() throws Exception {
    URL jar = write(Programs.gemm(3, 2)).toUri().toURL();
    try (URLClassLoader loader =
        new URLClassLoader(new URL[] {jar}, Kernel.class.getClassLoader())) {
      Kernel kernel = Kernel.load("gemm", loader);
      Map<String, Array> outputs =
          kernel.run(Map.of("x", Array.of(new float[] {1, 2, 3, 4, 5, 6}, 2, 3)));
      Tensor x = Tensor.ofFloats(Shape.of(2, 3), 1, 2, 3, 4, 5, 6);
      Map<String, Tensor> expected = Interpreter.run(Programs.gemm(3, 2).program(), Map.of("x", x));
      Array y = Objects.requireNonNull(outputs.get("y"));
      assertEquals(expected.get("y"), TensorArrays.tensor(y, Programs.f32(2, 2)));
    }
  }

  @Test
  void holdsTheWholeRuntimeInClassesOfJava21() throws Exception {
    TreeSet<String> carried = new TreeSet<>();
    try (JarInputStream jar = new JarInputStream(new ByteArrayInputStream(build(MLP)))) {
      for (JarEntry entry = jar.getNextJarEntry(); entry != null; entry = jar.getNextJarEntry()) {
        carried.add(entry.getName());
        if (entry.getName().endsWith(".class")) {
          assertEquals(JAVA_21, jar.readNBytes(8)[7], entry.getName());
        }
      }
    }
    URI home = Kernel.class.getResource("Kernel.class").toURI();
    try (var classes = Files.list(Path.of(home).getParent())) {
      classes
          .map(c -> c.getFileName().toString())
          .filter(name -> !name.equals("package-info.class"))
          .forEach(name ->
              assertTrue(carried.contains("dev/halfbyte/backend/jvm/runtime/" + name), name));
    }
  }

  @Test
  void namesThatAreNoFilesAreRefused() {
    ProgramBuilder b = new ProgramBuilder("../up");
    TensorType type = Programs.f32(2);
    b.output("y", b.add(new Unary(Unary.Kind.ABS, b.parameter("x", type, Parameter.Kind.INPUT))));
    DiagnosticException fault =
        assertThrows(DiagnosticException.class, () -> build(Programs.seal(b)));
    assertEquals("HB4208", fault.diagnostics().getFirst().code().code());
  }

  @Test
  void optionsAreRefused() {
    BuildRequest request = new BuildRequest("jvm", new TreeMap<>(Map.of("speed", "high")));
    DiagnosticException fault =
        assertThrows(DiagnosticException.class, () -> new JvmBackend().build(MLP, request));
    assertEquals("HB4201", fault.diagnostics().getFirst().code().code());
  }

  @Test
  void codesOutsideTheirTypeAreRefused() throws Exception {
    ProgramBuilder b = new ProgramBuilder("codes");
    TensorType type = new TensorType(ElemType.S4, Shape.of(3));
    Value x = b.parameter("x", type, Parameter.Kind.INPUT);
    b.output("y", b.add(new Unary(Unary.Kind.ABS, b.add(new Cast(x, ElemType.S32)))));
    String jar = write(Programs.seal(b)).toString();
    Path file = folder.resolve("codes.npy");
    NpyFile.write(file, Array.of(new byte[] {7, -8, 8}, 3));
    assertEquals(
        "error HB4203: input `x` holds 8 at element 2, outside -8..7 (declared s4[3])",
        refused(jar, "x=" + file));
  }

  @Test
  void badInputIsOneSentenceAndStatusTwo() throws Exception {
    String jar = write(MLP).toString();
    Path wrong = folder.resolve("wrong.npy");
    NpyFile.write(wrong, Array.of(new float[] {1, 2}, 1, 2));
    Path ints = folder.resolve("ints.npy");
    NpyFile.write(ints, Array.of(new int[21], 1, 21));
    Path cut = folder.resolve("cut.npy");
    byte[] whole = Files.readAllBytes(wrong);
    Files.write(cut, Arrays.copyOf(whole, whole.length - 3));
    Path text = Files.writeString(folder.resolve("text.npy"), "this is not a tensor at all");
    assertEquals("error HB4204: dim `n` follows from no input; give `--dim n=N`", refused(jar));
    assertTrue(refused(jar, "x=" + wrong).contains("`x` is <f4 (1, 2), expected <f4 (1, 21)"));
    assertTrue(refused(jar, "x=" + ints).contains("`x` is <i4 (1, 21), expected <f4 (1, 21)"));
    assertTrue(refused(jar, "x=" + cut).contains("5 bytes of data"));
    assertTrue(refused(jar, "x=" + text).contains("is no .npy file"));
    assertTrue(refused(jar, "x=" + folder.resolve("none.npy")).contains("no such file"));
    assertTrue(refused(jar, "z=" + wrong).contains("there is no input `z`"));
    assertTrue(refused(jar, "--dim", "n=5000", "x=" + wrong).contains("declared as 0..4096"));
  }

  @Test
  void aLeafThatThisProcessLacksIsRefused() throws Exception {
    String jar = write(MLP).toString();
    String needs = refused(List.of("-Dhalfbyte.jvm.leaf=vector"), jar);
    assertTrue(needs.contains("start java with --add-modules jdk.incubator.vector"), needs);
    String unknown = refused(List.of("-Dhalfbyte.jvm.leaf=fast"), jar);
    assertTrue(unknown.contains("expected `auto`, `once`, `scalar` or `vector`"), unknown);
  }

  private String refused(String jar, String... arguments) throws Exception {
    return refused(List.of(), jar, arguments);
  }

  /// The first line of what a refused run prints.
  private String refused(List<String> options, String jar, String... arguments) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    command.addAll(List.of("-jar", jar));
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String report = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(2, process.waitFor(), report);
    assertTrue(report.startsWith("error HB42") && !report.contains("\tat "), report);
    return report.lines().findFirst().orElseThrow();
  }
}
