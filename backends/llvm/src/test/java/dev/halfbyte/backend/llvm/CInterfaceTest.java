package dev.halfbyte.backend.llvm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.halfbyte.backend.llvm.abi.KernelSymbols;
import dev.halfbyte.backend.llvm.abi.Resources;
import dev.halfbyte.backend.llvm.abi.Status;
import dev.halfbyte.backend.llvm.run.CpuFeatures;
import dev.halfbyte.backend.llvm.toolchain.IsaFamily;
import dev.halfbyte.backend.llvm.toolchain.ToolProcess;
import dev.halfbyte.interp.Interpreter;
import dev.halfbyte.ir.SealedProgram;
import dev.halfbyte.ir.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The library as a C programmer meets it: header, symbols, linking both ways, misuse.
class CInterfaceTest {
  private static final String KERNEL = "mlp_s8";
  private static final SealedProgram PROGRAM = Samples.all().getFirst();

  @TempDir static Path folder;

  @TempDir Path scratch;

  @BeforeAll
  static void build() throws IOException {
    for (IsaFamily family : IsaFamily.values()) {
      Runs.write(Runs.build(PROGRAM, family), folder.resolve(family.targetName()));
    }
  }

  private static Path artefact(IsaFamily family) {
    return folder.resolve(family.targetName());
  }

  /// Standard output of a tool that must be installed and succeed.
  private String tool(String name, String... arguments) throws Exception {
    Optional<Path> program = ToolProcess.find(name);
    assertTrue(program.isPresent(), name + " is not installed; run ./dev setup");
    List<String> command = new ArrayList<>(List.of(program.orElseThrow().toString()));
    command.addAll(List.of(arguments));
    Path output = scratch.resolve("output.txt");
    ToolProcess.Result result = ToolProcess.run(command, scratch, Optional.empty(), output);
    assertEquals(0, result.status(), result.complaint());
    return Files.readString(output);
  }

  /// The header of the other family is read by the compiler of this one under its macro.
  @ParameterizedTest
  @CsvSource({
    "X86_64, gcc, -std=c11 -pedantic -x c",
    "X86_64, g++, -std=c++17 -x c++",
    "AARCH64, gcc, -std=c11 -pedantic -x c -ffreestanding -U__x86_64__ -D__aarch64__"
  })
  void headerCompilesWithoutWarning(IsaFamily family, String compiler, String options)
      throws Exception {
    String header = artefact(family).resolve(KERNEL + ".h").toString();
    List<String> words = new ArrayList<>(List.of(options.split(" ")));
    words.addAll(List.of("-Wall", "-Wextra", "-Werror", "-fsyntax-only", "-include", header));
    words.add("/dev/null");
    tool(compiler, words.toArray(String[]::new));
  }

  @ParameterizedTest
  @EnumSource(IsaFamily.class)
  void sharedLibraryHasNothingButTheKernel(IsaFamily family) throws Exception {
    String library = artefact(family).resolve(KERNEL + ".so").toString();
    List<String> defined =
        tool("nm", "-D", "--defined-only", "--format=just-symbols", library).lines().toList();
    assertEquals(new KernelSymbols(KERNEL).all(), defined.stream().sorted().toList());
    assertEquals("", tool("nm", "-D", "--undefined-only", library));
    assertFalse(tool("readelf", "-d", library).contains("NEEDED"));
  }

  @ParameterizedTest
  @EnumSource(IsaFamily.class)
  void nothingIsWrittenOutsideTheCallersMemory(IsaFamily family) throws Exception {
    String sections =
        tool("readelf", "-S", "-W", artefact(family).resolve(KERNEL + ".a").toString());
    for (String section : List.of(".data", ".bss", ".tdata", ".tbss", ".init_array")) {
      boolean empty =
          sections
              .lines()
              .filter(line -> line.contains(" " + section + " "))
              .allMatch(line -> line.matches(".*\\s0{6}\\s+0{2}\\s.*"));
      assertTrue(empty, sections);
    }
  }

  @ParameterizedTest
  @EnumSource(IsaFamily.class)
  void archiveNeedsNoOtherLibrary(IsaFamily family) throws Exception {
    String archive = artefact(family).resolve(KERNEL + ".a").toString();
    Set<String> missing = symbols("--undefined-only", archive);
    missing.removeAll(symbols("--defined-only", archive));
    assertEquals(Set.of(), missing);
  }

  /// Of all members of an archive.
  private Set<String> symbols(String which, String archive) throws Exception {
    return tool("nm", which, "--format=just-symbols", archive)
        .lines()
        .filter(line -> !line.isEmpty() && !line.endsWith(":"))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @ParameterizedTest
  @ValueSource(strings = {".a", ".so"})
  void applicationLinksAndRuns(String suffix) throws Exception {
    assumeTrue(CpuFeatures.ofThisMachine().word(IsaFamily.X86_64) != 0, "no AVX2");
    Path include = artefact(IsaFamily.X86_64).toAbsolutePath();
    String library = include.resolve(KERNEL + suffix).toString();
    checkApplication(PROGRAM, Resources.read("caller.c"), include, library);
  }

  @ParameterizedTest
  @ValueSource(strings = {".a", ".so"})
  void snippetOfTheReadmeRuns(String suffix) throws Exception {
    assumeTrue(CpuFeatures.ofThisMachine().word(IsaFamily.X86_64) != 0, "no AVX2");
    Path readme = Path.of(System.getProperty("halfbyte.root"), "backends/llvm/README.md");
    String text = Files.readString(readme);
    int start = text.indexOf("```c\n") + 5;
    String snippet = text.substring(start, text.indexOf("```", start));
    SealedProgram program = Samples.readme();
    Path built = Runs.write(Runs.build(program, IsaFamily.X86_64), scratch.resolve("built"));
    checkApplication(program, snippet, built, built.resolve("mlp" + suffix).toString());
  }

  /// Compiles `source` against a built library, runs it on five rows, expects the last output.
  private void checkApplication(SealedProgram program, String source, Path include, String library)
      throws Exception {
    Files.writeString(scratch.resolve("caller.c"), source);
    tool(
        "gcc",
        "-std=c11",
        "-Wall",
        "-Wextra",
        "-Werror",
        "-I" + include,
        "-o",
        "caller",
        "caller.c",
        library,
        "-Wl,-rpath," + include);
    Tensor x = Samples.input(program.program(), 5);
    Path input = Files.write(scratch.resolve("x.bin"), x.bytes());
    Path output = scratch.resolve("y.bin");
    ToolProcess.Result result =
        ToolProcess.run(
            List.of(scratch.resolve("caller").toString()), scratch, Optional.of(input), output);
    assertEquals(0, result.status(), result.complaint());
    byte[] expected =
        List.copyOf(Interpreter.run(program.program(), Map.of("x", x)).values()).getLast().bytes();
    assertArrayEquals(expected, Files.readAllBytes(output));
  }

  @Test
  void headerListsEveryStatus() {
    String header = Resources.read("hb_runtime.h");
    for (Status status : Status.values()) {
      String line = "  HB_%s = %d".formatted(status, status.code());
      assertTrue(header.contains(line), line);
      assertTrue(header.contains(status.meaning()), status.meaning());
    }
  }
}
