package dev.halfbyte.backend.verilog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfbyte.backend.verilog.emit.HardwareFiles;
import dev.halfbyte.backend.verilog.schedule.Scheduler.Schedule;
import dev.halfbyte.ir.SealedProgram;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.backend.GeneratedFile;
import dev.halfbyte.rtl.Prediction;
import dev.halfbyte.rtl.Unit;
import dev.halfbyte.sim.harness.AcceleratorRun;
import dev.halfbyte.sim.harness.Manifest;
import dev.halfbyte.sim.harness.RunOptions;
import dev.halfbyte.sim.harness.RunReport;
import dev.halfbyte.sim.verilator.ModelCache;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Builds that run on the simulated accelerator.
final class Simulations {
  private static final Path MODELS =
      Path.of(System.getProperty("halfbyte.root"), "backends/verilog/target/models");

  private Simulations() {}

  /// Demands the bits of the cmd interpreter in the predicted cycles, and under stalls the bits.
  static void check(
      Path folder, SealedProgram program, String hardware, long rows, Map<String, Tensor> inputs)
      throws IOException {
    check(folder, Builds.schedule(program, hardware, rows), inputs);
  }

  /// Demands the bits of the cmd interpreter in the predicted cycles, and under stalls the bits.
  static void check(Path folder, Schedule schedule, Map<String, Tensor> inputs) throws IOException {
    write(folder, schedule);
    AcceleratorRun run =
        AcceleratorRun.of(Manifest.read(folder.resolve("manifest.json")), ModelCache.in(MODELS));
    RunReport report = run.run(tensors(inputs), RunOptions.standard());
    assertEquals(tensors(Builds.run(schedule, inputs)), report.outputs());
    Prediction predicted = Builds.predicted(schedule, inputs);
    assertEquals(predicted.totalCycles(), report.cycles());
    for (Unit unit : Unit.values()) {
      String counter = unit.name().toLowerCase(Locale.ROOT) + "_busy";
      assertEquals(predicted.busyCycles().get(unit), report.counters().get(counter), counter);
    }
    assertEquals(predicted.macs(), report.counters().get("macs"));
    RunReport stalled = run.run(tensors(inputs), RunOptions.standard().withStalls(3, 0.4));
    assertEquals(report.outputs(), stalled.outputs());
    // A DRAM with stalls answers some requests sooner.
    assertTrue(
        schedule.kernel().program().config().hasDram() || stalled.cycles() > report.cycles());
  }

  static void write(Path folder, Schedule schedule) throws IOException {
    for (GeneratedFile file : HardwareFiles.of(schedule)) {
      Path path = folder.resolve(file.path());
      Files.createDirectories(path.getParent());
      Files.write(path, file.content());
    }
  }

  /// Returns tensors as the harness takes and gives them.
  static List<dev.halfbyte.sim.harness.Tensor> tensors(Map<String, Tensor> data) {
    List<dev.halfbyte.sim.harness.Tensor> tensors = new ArrayList<>();
    data.forEach((name, tensor) -> {
      List<Integer> shape =
          Arrays.stream(tensor.type().shape().extents()).mapToObj(extent -> (int) extent).toList();
      tensors.add(dev.halfbyte.sim.harness.Tensor.ofBytes(name, shape, tensor.bytes()));
    });
    return tensors;
  }
}
