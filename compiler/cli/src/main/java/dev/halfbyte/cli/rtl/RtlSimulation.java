package dev.halfbyte.cli.rtl;

import dev.halfbyte.ir.Tensor;
import dev.halfbyte.sim.harness.AcceleratorRun;
import dev.halfbyte.sim.harness.Manifest;
import dev.halfbyte.sim.harness.RunOptions;
import dev.halfbyte.sim.harness.RunReport;
import dev.halfbyte.sim.harness.wave.GtkwaveView;
import dev.halfbyte.sim.verilator.ModelCache;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.SequencedMap;

/// A simulation inside this process, for people who want counters and waveforms.
public final class RtlSimulation {
  private RtlSimulation() {}

  /// Runs what the Verilog target wrote into `artefact`.
  ///
  /// @throws dev.halfbyte.sim.verilator.SimulationFailure when a tool is missing or the run hangs
  public static RunReport run(Path artefact, Map<String, Tensor> inputs, RunOptions options) {
    Manifest manifest = Manifest.read(artefact.resolve("manifest.json"));
    return AcceleratorRun.of(manifest, ModelCache.standard())
        .run(SimTensors.toSim(inputs), options);
  }

  /// A saved view for GTKWave of a waveform that [#run] wrote.
  public static String view(Path artefact, Path waveform, RunReport report) throws IOException {
    Manifest manifest = Manifest.read(artefact.resolve("manifest.json"));
    return GtkwaveView.of(manifest, waveform, report.simulatedCycles());
  }

  /// The outputs of a run in the compiler's own type.
  public static SequencedMap<String, Tensor> outputs(RunReport report) {
    return SimTensors.fromSim(report.outputs());
  }
}
