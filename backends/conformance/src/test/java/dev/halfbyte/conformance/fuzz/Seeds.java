package dev.halfbyte.conformance.fuzz;

import dev.halfbyte.backend.verilog.VerilogBackend;
import dev.halfbyte.backend.verilog.cmd.CommandPrinter;
import dev.halfbyte.driver.Compilation;
import dev.halfbyte.driver.CompilationRequest;
import dev.halfbyte.driver.tensor.TensorFiles;
import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.SealedProgram;
import dev.halfbyte.ir.Shape;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.TensorType;
import dev.halfbyte.ir.text.IrPrinter;
import dev.halfbyte.quant.calibrate.CalibrationJson;
import dev.halfbyte.quant.calibrate.CalibrationResult;
import dev.halfbyte.quant.calibrate.TensorRange;
import dev.halfbyte.testkit.GeneratorOptions;
import dev.halfbyte.testkit.ProgramGenerator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Where fuzzing starts: examples, documents, and what the writers of this project write.
final class Seeds {
  private static final Path ROOT = Path.of(System.getProperty("halfbyte.root"));
  private static final int GENERATED = 60;
  private static final int STEPS = 4;

  private Seeds() {}

  /// Inputs that the target accepts, none longer than its limit.
  static List<byte[]> of(FuzzTarget target) {
    List<byte[]> all =
        switch (target) {
          case DSL -> dsl();
          case IR -> ir();
          case PIPELINE ->
              texts("validate,fix(simplify,cse),quantize(w4a4),seal", "fix(fix(a(b,c.d)),e)");
          case SCHEDULE ->
              texts("fuse=off,tile=6x32", "apart=s1_a+s2_b,order=rows,rows=24,skip=off", "default");
          case TUNE ->
              texts(
                  "{\"sealed\": \"ab\", \"target\": \"jvm\", \"schedule\": \"fuse=off,rows=24\"}");
          case COMMANDS -> commands();
          case MANIFEST -> List.of(ManifestSeeds.of(gemm("w4a8")));
          case CALIBRATION -> calibration();
          case NPY ->
              tensors().stream()
                  .filter(t -> t.size() == 1)
                  .map(t -> TensorFiles.encode("x.npy", t))
                  .toList();
          case NPZ -> tensors().stream().map(t -> TensorFiles.encode("x.npz", t)).toList();
          case SAFETENSORS ->
              tensors().stream().map(t -> TensorFiles.encode("x.safetensors", t)).toList();
          case PROGRAMS -> choices();
        };
    return all.stream().filter(seed -> seed.length <= target.longest()).toList();
  }

  private static List<byte[]> texts(String... texts) {
    return Stream.of(texts).map(Seeds::bytes).toList();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static List<byte[]> dsl() {
    List<byte[]> seeds = new ArrayList<>();
    try (Stream<Path> files = Files.list(ROOT.resolve("dsl/examples"))) {
      for (Path file : files.filter(f -> f.toString().endsWith(".hb")).sorted().toList()) {
        seeds.add(Files.readAllBytes(file));
      }
      String document = Files.readString(ROOT.resolve("dsl/docs/language.md"));
      List<String> blocks = List.of(document.split("```hb\n", -1));
      blocks
          .subList(1, blocks.size())
          .forEach(block -> seeds.add(bytes(block.substring(0, block.indexOf("```")))));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return seeds;
  }

  private static List<byte[]> ir() {
    return IntStream.range(0, GENERATED)
        .mapToObj(
            seed -> ProgramGenerator.generate(seed, GeneratorOptions.everything(STEPS)).program())
        .map(program -> bytes(IrPrinter.print(program)))
        .toList();
  }

  private static List<byte[]> commands() {
    List<byte[]> seeds = new ArrayList<>();
    SealedProgram gemm = gemm("w4a4");
    for (String hardware : List.of("row16x4", "row16x4,act_bits=8", "dot4x4x2")) {
      for (String rows : List.of("m=1", "m=5")) {
        TreeMap<String, String> options = new TreeMap<>(Map.of("hardware", hardware, "dims", rows));
        Law.accepted(() -> VerilogBackend.schedule(gemm, options))
            .ifPresent(
                schedule -> seeds.add(bytes(CommandPrinter.print(schedule.kernel().program()))));
      }
    }
    return seeds;
  }

  private static SealedProgram gemm(String numerics) {
    Path file = ROOT.resolve("dsl/examples/gemm.hb");
    return Compilation.open(CompilationRequest.of(file, numerics)).seal().sealed();
  }

  private static List<byte[]> calibration() {
    TensorRange plain =
        new TensorRange(new TensorRange.Bounds(-1.5f, 2f), new TreeMap<>(), List.of());
    TensorRange clipped =
        new TensorRange(
            new TensorRange.Bounds(-3f, 4f),
            new TreeMap<>(Map.of(4, new TensorRange.Bounds(-2f, 2.5f))),
            List.of(plain, plain));
    CalibrationResult result =
        new CalibrationResult(
            "mlp", "minmax", 32, new TreeMap<>(Map.of("h", plain, "p.q", clipped)));
    return List.of(bytes(CalibrationJson.write(result)));
  }

  private static List<SequencedMap<String, Tensor>> tensors() {
    List<SequencedMap<String, Tensor>> files = new ArrayList<>();
    Tensor floats = Tensor.ofFloats(Shape.of(2, 3), 1f, -2f, Float.NaN, 0f, -0f, 1e-40f);
    List<Tensor> singles =
        List.of(
            floats,
            Tensor.ofFloats(Shape.SCALAR, 7f),
            Tensor.ofFloats(Shape.of(0, 4)),
            Tensor.ofInts(new TensorType(ElemType.S8, Shape.of(3)), 1, -2, 3),
            Tensor.ofInts(new TensorType(ElemType.S16, Shape.of(1, 2)), 1000, -2),
            Tensor.ofInts(new TensorType(ElemType.S64, Shape.of(1)), Long.MIN_VALUE),
            Tensor.ofInts(new TensorType(ElemType.BOOL, Shape.of(2)), 0, 1));
    for (Tensor tensor : singles) {
      files.add(new LinkedHashMap<>(Map.of("x", tensor)));
    }
    SequencedMap<String, Tensor> several = new LinkedHashMap<>();
    several.put("w", floats);
    several.put("bias", Tensor.ofInts(new TensorType(ElemType.S32, Shape.of(2)), 5, -6));
    files.add(several);
    return files;
  }

  private static List<byte[]> choices() {
    List<byte[]> seeds = new ArrayList<>();
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < GENERATED; i++) {
      byte[] bytes = new byte[8 + 3 * i];
      random.nextBytes(bytes);
      seeds.add(bytes);
    }
    return seeds;
  }
}
