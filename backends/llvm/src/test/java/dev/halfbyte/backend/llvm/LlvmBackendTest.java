package dev.halfbyte.backend.llvm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.halfbyte.backend.llvm.run.CpuFeatures;
import dev.halfbyte.backend.llvm.run.Job;
import dev.halfbyte.backend.llvm.run.NativeHost;
import dev.halfbyte.backend.llvm.run.NativeKernel;
import dev.halfbyte.backend.llvm.toolchain.IsaFamily;
import dev.halfbyte.backend.llvm.toolchain.IsaVariant;
import dev.halfbyte.interp.Interpreter;
import dev.halfbyte.ir.CoreProgram;
import dev.halfbyte.ir.Program;
import dev.halfbyte.ir.SealedProgram;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.backend.Backend;
import dev.halfbyte.ir.backend.BuildRequest;
import dev.halfbyte.ir.backend.BuildResult;
import dev.halfbyte.ir.backend.GeneratedFile;
import dev.halfbyte.ir.backend.Note;
import dev.halfbyte.ir.backend.Variant;
import dev.halfbyte.ir.text.Sealer;
import dev.halfbyte.source.DiagnosticException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.ServiceLoader;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LlvmBackendTest {
  private static final SealedProgram PROGRAM = Samples.all().getFirst();

  @TempDir Path folder;

  @Test
  void isFoundAsAService() {
    List<String> targets =
        ServiceLoader.load(Backend.class).stream()
            .filter(provider -> provider.type().equals(LlvmBackend.class))
            .flatMap(provider -> provider.get().targets().stream())
            .toList();
    assertEquals(List.of("x86_64", "aarch64"), targets);
  }

  @Test
  void variantsAreNamedByTarget() {
    Backend backend = new LlvmBackend();
    assertEquals(
        List.of("x86_64-avx2", "x86_64-avx512vnni", "x86_64-amx"),
        backend.variants("x86_64").stream().map(Variant::name).toList());
    assertEquals(
        List.of("aarch64-neon", "aarch64-dotprod", "aarch64-i8mm"),
        backend.variants("aarch64").stream().map(Variant::name).toList());
  }

  @ParameterizedTest
  @EnumSource(IsaFamily.class)
  void equalRequestsGiveEqualBytes(IsaFamily family) {
    List<GeneratedFile> first = Runs.build(PROGRAM, family);
    List<GeneratedFile> second = Runs.build(PROGRAM, family);
    assertEquals(
        List.of("mlp_s8.so", "mlp_s8.a", "mlp_s8.h"),
        first.stream().map(GeneratedFile::path).toList());
    for (int i = 0; i < first.size(); i++) {
      assertArrayEquals(first.get(i).content(), second.get(i).content(), first.get(i).path());
    }
  }

  @ParameterizedTest
  @EnumSource(IsaFamily.class)
  void whatEachVariantTakesIsReported(IsaFamily family) {
    BuildRequest request = new BuildRequest(family.targetName(), new TreeMap<>());
    BuildResult result = new LlvmBackend().build(PROGRAM, request);
    List<String> notes = result.notes().stream().map(Note::text).toList();
    for (IsaVariant variant : IsaVariant.of(family)) {
      String form = "variant " + variant.label() + " [1-9][0-9]* bytes of code, [0-9]+ of stack";
      assertTrue(notes.stream().anyMatch(note -> note.matches(form)), notes.toString());
    }
    assertTrue(notes.stream().anyMatch(n -> n.matches("packed weights: [0-9]+ bytes")));
  }

  @Test
  void unknownOptionIsRefused() {
    BuildRequest request = new BuildRequest("x86_64", new TreeMap<>(Map.of("irr", "yes")));
    DiagnosticException refusal =
        assertThrows(DiagnosticException.class, () -> new LlvmBackend().build(PROGRAM, request));
    assertEquals(LlvmCode.UNKNOWN_OPTION, refusal.diagnostics().getFirst().code());
  }

  @Test
  void tileRegistersCanBeLeftOut() {
    TreeMap<String, String> off = new TreeMap<>(Map.of("amx", "off"));
    BuildResult result = new LlvmBackend().build(PROGRAM, new BuildRequest("x86_64", off));
    assertTrue(
        result.notes().getFirst().text().startsWith("variants: avx2, avx512vnni;"),
        result.notes().toString());
    DiagnosticException refusal =
        assertThrows(
            DiagnosticException.class,
            () -> new LlvmBackend().build(PROGRAM, new BuildRequest("aarch64", off)));
    assertEquals(LlvmCode.UNKNOWN_OPTION, refusal.diagnostics().getFirst().code());
  }

  @Test
  void kernelNameMustBeACName() {
    Program named =
        new Program(
            "two words",
            PROGRAM.program().dims(),
            PROGRAM.program().parameters(),
            PROGRAM.program().constants(),
            PROGRAM.program().nodes(),
            PROGRAM.program().outputs());
    SealedProgram sealed = Sealer.seal(new CoreProgram(named));
    DiagnosticException refusal =
        assertThrows(DiagnosticException.class, () -> Runs.build(sealed, IsaFamily.AARCH64));
    assertEquals(LlvmCode.NOT_A_C_NAME, refusal.diagnostics().getFirst().code());
  }

  @Test
  void threadsChangeNoBit() throws Exception {
    NativeHost one = new NativeHost(IsaVariant.AVX2, 1);
    assumeTrue(one.unavailable().isEmpty(), () -> one.unavailable().orElseThrow());
    Path artefact = Runs.write(Runs.build(PROGRAM, IsaFamily.X86_64), folder.resolve("built"));
    List<Job> jobs = List.of(job(29), job(1));
    List<Job.Result> serial = one.run("mlp_s8", artefact, jobs, folder);
    for (int slots : new int[] {2, 3, 7}) {
      List<Job.Result> shared =
          new NativeHost(IsaVariant.AVX2, slots).run("mlp_s8", artefact, jobs, folder);
      for (int j = 0; j < jobs.size(); j++) {
        for (int output = 0; output < 2; output++) {
          assertArrayEquals(
              serial.get(j).outputs().get(output), shared.get(j).outputs().get(output));
        }
      }
    }
  }

  @Test
  void runsInProcess() throws Exception {
    long features = CpuFeatures.ofThisMachine().word(IsaFamily.X86_64);
    assumeTrue(features != 0, "no AVX2");
    Path artefact = Runs.write(Runs.build(PROGRAM, IsaFamily.X86_64), folder.resolve("built"));
    Program program = PROGRAM.program();
    Tensor x = Samples.input(program, 14);
    Job job = job(14);
    try (NativeKernel kernel =
        NativeKernel.load(artefact.resolve("mlp_s8.so"), "mlp_s8", features)) {
      assertTrue(kernel.variant().startsWith("avx"), kernel.variant());
      List<byte[]> outputs = kernel.run(new long[] {14}, job.inputs(), job.outputBytes());
      List<Tensor> expected = List.copyOf(Interpreter.run(program, Map.of("x", x)).values());
      for (int i = 0; i < expected.size(); i++) {
        assertArrayEquals(expected.get(i).bytes(), outputs.get(i));
      }
    }
  }

  private static Job job(int rows) {
    SequencedMap<String, Tensor> inputs = new LinkedHashMap<>();
    inputs.put("x", Samples.input(PROGRAM.program(), rows));
    return LibraryCalls.job(
        IsaVariant.AVX2, PROGRAM.program(), new TreeMap<>(Map.of("n", (long) rows)), inputs);
  }
}
