package dev.halfbyte.bench.rtl;

import dev.halfbyte.backend.verilog.VerilogBackend;
import dev.halfbyte.bench.Figure;
import dev.halfbyte.bench.Mismatch;
import dev.halfbyte.driver.Compilation;
import dev.halfbyte.driver.CompilationRequest;
import dev.halfbyte.driver.output.AtomicFiles;
import dev.halfbyte.ir.SealedProgram;
import dev.halfbyte.ir.backend.BuildRequest;
import dev.halfbyte.ir.backend.GeneratedFile;
import dev.halfbyte.rtl.Timing;
import dev.halfbyte.sim.harness.AcceleratorRun;
import dev.halfbyte.sim.harness.Manifest;
import dev.halfbyte.sim.harness.RunOptions;
import dev.halfbyte.sim.harness.RunReport;
import dev.halfbyte.sim.harness.Tensor;
import dev.halfbyte.sim.verilator.BusStalls;
import dev.halfbyte.sim.verilator.Latency;
import dev.halfbyte.sim.verilator.MemoryTiming;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/// What it costs that constants come from a DRAM of some latency and not from a stream that always
/// has them: cycles of a block of DeiT-T over those with the stream, the outputs being the same.
final class DramFigures {
  private static final String KERNEL = "dsl/examples/vit_block.hb";
  private static final String HARDWARE = "edge";
  private static final int TOKENS = 197;
  private static final int WIDTH = 192;
  private static final int LEAST_LATENCY = 40;
  private static final int MOST_LATENCY = 100;
  private static final int FAR = 400;

  private final Rtl rtl;

  DramFigures(Rtl rtl) {
    this.rtl = rtl;
  }

  List<Figure> measure() {
    Path source = rtl.folder().resolveSibling(KERNEL);
    SealedProgram program = Compilation.open(CompilationRequest.of(source, "w4a4")).seal().sealed();
    RunReport stream = run(program, HARDWARE, List.of(RunOptions.standard())).getFirst();
    Latency random = new Latency(1, LEAST_LATENCY, MOST_LATENCY);
    List<RunReport> dram =
        run(
            program,
            HARDWARE + ",dram=1",
            List.of(
                RunOptions.standard(),
                RunOptions.standard().withDram(timing(random)),
                RunOptions.standard().withDram(timing(Latency.of(FAR)))));
    for (RunReport report : dram) {
      if (!report.outputs().equals(stream.outputs())) {
        throw new Mismatch("outputs with a DRAM", stream.outputs(), report.outputs());
      }
    }
    return List.of(
        figure("latency " + Timing.DRAM_LATENCY, dram.getFirst(), stream).atMost(1.02),
        figure(
                "latency %d to %d, random".formatted(LEAST_LATENCY, MOST_LATENCY),
                dram.get(1),
                stream)
            .atMost(1.02),
        figure("latency " + FAR, dram.get(2), stream));
  }

  private static MemoryTiming timing(Latency latency) {
    return new MemoryTiming(BusStalls.none(), latency, latency, false);
  }

  private static Figure figure(String name, RunReport report, RunReport stream) {
    double ratio = (double) report.cycles() / stream.cycles();
    return Figure.of("dram", "cycles of a block of DeiT-T, " + name, ratio, "x").beside(1);
  }

  private List<RunReport> run(SealedProgram program, String hardware, List<RunOptions> options) {
    try {
      Path folder = Files.createTempDirectory("halfbyte-bench-");
      try {
        TreeMap<String, String> request =
            new TreeMap<>(Map.of("hardware", hardware, "dims", "n=" + TOKENS));
        for (GeneratedFile file :
            new VerilogBackend()
                .build(program, new BuildRequest(VerilogBackend.TARGET, request))
                .files()) {
          Path path = folder.resolve(file.path());
          Files.createDirectories(path.getParent());
          Files.write(path, file.content());
        }
        Manifest manifest = Manifest.read(folder.resolve("manifest.json"));
        AcceleratorRun run = AcceleratorRun.of(manifest, rtl.cache());
        List<RunReport> reports = new ArrayList<>();
        options.forEach(option -> reports.add(run.run(List.of(input()), option)));
        return reports;
      } finally {
        AtomicFiles.delete(folder);
      }
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static Tensor input() {
    Random random = new Random(5);
    float[] values = new float[TOKENS * WIDTH];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return new Tensor("x", List.of(TOKENS, WIDTH), values);
  }
}
