package dev.halfbyte.sim.harness;

import dev.halfbyte.sim.verilator.FailureCode;
import dev.halfbyte.sim.verilator.SimulationFailure;
import dev.halfbyte.sim.verilator.ToolProcess;
import dev.halfbyte.sim.verilator.Toolchain;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;

/// Runs a self-checking testbench with Icarus Verilog: a second simulator, four-state, that shares
/// no code with Verilator.
///
/// A testbench passes when it prints a line that starts with `PASS`, none that starts with `FAIL`,
/// `ERROR` or `FATAL`, and ends with status 0.
///
/// @param top top module of the testbench
/// @param sources Verilog files in compile order
/// @param folder working folder of the simulation, where $readmemh finds its files
/// @param parameters parameter values of the top module, as Verilog literals
/// @param plusargs arguments of the testbench, such as `+dump=out.hex`
/// @param limit wall-clock time after which the testbench counts as hung
public record IcarusRun(
    String top,
    List<Path> sources,
    Path folder,
    SequencedMap<String, String> parameters,
    List<String> plusargs,
    Duration limit) {
  private static final String INSTALL = "install it: sudo apt-get install iverilog";

  /// A run without arguments, of at most ten minutes.
  public IcarusRun(
      String top, List<Path> sources, Path folder, SequencedMap<String, String> parameters) {
    this(top, sources, folder, parameters, List.of(), Duration.ofMinutes(10));
  }

  public IcarusRun {
    sources = sources.stream().map(Path::toAbsolutePath).toList();
    parameters = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(parameters));
    plusargs = List.copyOf(plusargs);
  }

  /// Compiles and runs the testbench, and returns what it printed.
  ///
  /// @throws SimulationFailure TOOL_MISSING, VERILOG_REJECTED, TESTBENCH_FAILED or TOOL_TIMEOUT
  public String run() {
    return run(Optional.ofNullable(System.getenv("PATH")).orElse(""));
  }

  /// The same with the tools of another search path.
  String run(String searchPath) {
    Path compiler = Toolchain.program(searchPath, "iverilog", INSTALL);
    Path simulator = Toolchain.program(searchPath, "vvp", INSTALL);
    try {
      Path work = Files.createTempDirectory("halfbyte-icarus-");
      Path compiled = work.resolve("testbench.vvp");
      try {
        compile(compiler, compiled);
        return simulate(simulator, compiled);
      } finally {
        Files.deleteIfExists(compiled);
        Files.delete(work);
      }
    } catch (IOException failure) {
      throw new SimulationFailure(
          FailureCode.OUTPUT_UNWRITABLE,
          "no temporary folder for Icarus: " + failure.getMessage(),
          "free some space, or set java.io.tmpdir to a writable folder",
          failure);
    }
  }

  private void compile(Path compiler, Path compiled) {
    List<String> command = new ArrayList<>(List.of(compiler.toString(), "-g2012", "-s", top));
    parameters.forEach((name, value) -> command.add("-P" + top + "." + name + "=" + value));
    command.addAll(List.of("-o", compiled.toString()));
    sources.forEach(source -> command.add(source.toString()));
    ToolProcess result = ToolProcess.run(folder, command);
    if (result.exitCode() != 0) {
      throw new SimulationFailure(
          FailureCode.VERILOG_REJECTED,
          "Icarus rejected " + top + ":\n" + result.output().stripTrailing(),
          "correct the lines that Icarus names");
    }
  }

  private String simulate(Path simulator, Path compiled) {
    // -n: a $stop ends the run instead of waiting for commands.
    List<String> command =
        new ArrayList<>(List.of(simulator.toString(), "-n", compiled.toString()));
    command.addAll(plusargs);
    ToolProcess result = ToolProcess.run(folder, command, limit);
    boolean passed = result.output().lines().anyMatch(line -> line.startsWith("PASS"));
    boolean failed = result.output().lines().anyMatch(IcarusRun::isFailure);
    if (result.exitCode() != 0 || failed || !passed) {
      throw new SimulationFailure(
          FailureCode.TESTBENCH_FAILED,
          top + " did not pass (status " + result.exitCode() + "):\n" + tail(result.output()),
          "run iverilog -g2012 by hand and dump waves with $dumpvars");
    }
    return result.output();
  }

  private static boolean isFailure(String line) {
    return line.startsWith("FAIL") || line.startsWith("ERROR") || line.startsWith("FATAL");
  }

  private static String tail(String output) {
    List<String> lines = output.lines().toList();
    return String.join("\n", lines.subList(Math.max(0, lines.size() - 20), lines.size()));
  }
}
