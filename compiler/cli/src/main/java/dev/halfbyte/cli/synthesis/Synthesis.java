package dev.halfbyte.cli.synthesis;

import dev.halfbyte.driver.output.AtomicFiles;
import dev.halfbyte.sim.verilator.FailureCode;
import dev.halfbyte.sim.verilator.SimulationFailure;
import dev.halfbyte.sim.verilator.ToolProcess;
import dev.halfbyte.source.Diagnostic;
import dev.halfbyte.source.DiagnosticException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/// Runs Yosys on the files of a hardware build.
///
/// Modules are mapped one by one and memories stay memories, so that also a large array ends in
/// minutes; the longest path is that of the flattened netlist.
public final class Synthesis {
  private static final Duration PATIENCE = Duration.ofMinutes(20);

  private Synthesis() {}

  /// Returns what each flow gives that the installed Yosys has.
  ///
  /// @param folder of the build
  /// @param sources files relative to it, in compile order
  /// @param top the top module
  /// @param step told of each flow before it runs
  /// @throws SimulationFailure TOOL_MISSING without Yosys
  /// @throws DiagnosticException if Yosys rejects the design
  public static SynthesisReport run(
      Path folder,
      List<String> sources,
      String top,
      List<SynthesisFlow> flows,
      Consumer<String> step)
      throws IOException {
    String tool = Tools.version("yosys", "-V", "yosys");
    List<String> files =
        sources.stream().map(s -> folder.resolve(s).toAbsolutePath().toString()).toList();
    Map<SynthesisFlow, Netlist> netlists = new EnumMap<>(SynthesisFlow.class);
    List<String> left = new ArrayList<>();
    for (SynthesisFlow flow : flows) {
      step.accept("yosys " + flow.label());
      Path work = Files.createTempDirectory("halfbyte-yosys-");
      try {
        netlists.put(flow, netlist(work, flow, files, top));
      } catch (SimulationFailure failure) {
        if (failure.code() != FailureCode.TOOL_TIMEOUT) {
          throw failure;
        }
        left.add(flow.label() + ": took more than " + PATIENCE.toMinutes() + " minutes");
      } catch (NoFlowException e) {
        left.add(flow.label() + ": " + tool + " does not have it");
      } finally {
        AtomicFiles.delete(work);
      }
    }
    return new SynthesisReport(tool, top, netlists, left);
  }

  /// This Yosys lacks the command of a flow.
  private static final class NoFlowException extends Exception {
    private static final long serialVersionUID = 1;
  }

  private static Netlist netlist(Path work, SynthesisFlow flow, List<String> sources, String top)
      throws IOException, NoFlowException {
    Files.writeString(work.resolve("flow.ys"), flow.script(sources, top));
    ToolProcess run = ToolProcess.run(work, List.of("yosys", "-q", "flow.ys"), PATIENCE);
    if (run.output().contains("No such command")) {
      throw new NoFlowException();
    }
    if (run.exitCode() != 0) {
      throw rejected("Yosys", run.output());
    }
    return Netlist.of(
        top,
        Files.readString(work.resolve(SynthesisFlow.MEMORIES)),
        Files.readString(work.resolve(SynthesisFlow.CELLS)),
        Files.readString(work.resolve(SynthesisFlow.DEPTH)));
  }

  /// The end of what a tool printed before it failed.
  static DiagnosticException rejected(String tool, String output) {
    List<String> lines = output.strip().lines().toList();
    String end = String.join("\n", lines.subList(Math.max(0, lines.size() - 12), lines.size()));
    return new DiagnosticException(
        Diagnostic.error(SynthesisCode.REJECTED, tool + " failed:\n" + end)
            .help("run it by hand on the files of the build to see all it prints"));
  }
}
