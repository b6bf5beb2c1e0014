package dev.halfbyte.sim.harness;

import dev.halfbyte.sim.verilator.FailureCode;
import dev.halfbyte.sim.verilator.SimulationFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/// Runs the program of a manifest under Icarus Verilog, in the testbench of its build.
///
/// Another simulator and another driver than those of [AcceleratorRun]; only the packing of tensors
/// is shared. It has no stalls, seeds, traces and counters, and runs some 10 000 cycles a second.
public final class IcarusProgramRun {
  private static final String PROGRAM = "program.hex";
  private static final String STREAM_IN = "stream_in.hex";
  private static final String DRAM = "dram.hex";
  private static final String DUMP = "dump.hex";
  private static final Pattern PASS =
      Pattern.compile("^PASS \\S+ cycles=(\\d{1,18}) simulated=(\\d{1,18})$", Pattern.MULTILINE);

  /// Cycles a second below which a run counts as hung, after ten minutes.
  private static final long SLOWEST = 2000;

  private final Manifest manifest;
  private final Manifest.Testbench testbench;
  private final ProgramImage image;
  private final Path scratch;

  private IcarusProgramRun(Manifest manifest, Path scratch) {
    this.manifest = manifest;
    this.testbench = manifest.testbench().orElseThrow(IcarusProgramRun::noTestbench);
    this.image = ProgramImage.read(manifest);
    this.scratch = scratch;
  }

  /// Runs the program once.
  ///
  /// @param inputs one tensor for each input of the manifest, in any order
  /// @return a report without counters, whose time is that of compilation and simulation
  /// @throws SimulationFailure INPUT_MISMATCH, TOOL_MISSING, VERILOG_REJECTED, TESTBENCH_FAILED,
  ///   TOOL_TIMEOUT, or STREAM_MISMATCH when the out stream holds undefined bits
  public static RunReport run(Manifest manifest, List<Tensor> inputs) {
    try {
      Path scratch = Files.createTempDirectory("halfbyte-icarus-");
      try {
        return new IcarusProgramRun(manifest, scratch).execute(inputs);
      } finally {
        for (String file : List.of(PROGRAM, STREAM_IN, DRAM, DUMP)) {
          Files.deleteIfExists(scratch.resolve(file));
        }
        Files.delete(scratch);
      }
    } catch (IOException failure) {
      throw new SimulationFailure(
          FailureCode.OUTPUT_UNWRITABLE,
          "the files of an Icarus run cannot be exchanged: " + failure.getMessage(),
          "free some space, or set java.io.tmpdir to a writable folder",
          failure);
    }
  }

  private RunReport execute(List<Tensor> inputs) throws IOException {
    long[] beats = image.stream(inputs);
    HexFormat hex = HexFormat.of();
    Files.writeString(
        scratch.resolve(PROGRAM),
        IntStream.of(image.program())
            .mapToObj(word -> hex.toHexDigits(word) + "\n")
            .collect(Collectors.joining()));
    Files.writeString(
        scratch.resolve(STREAM_IN),
        LongStream.of(beats)
            .mapToObj(beat -> hex.toHexDigits(beat) + "\n")
            .collect(Collectors.joining()));
    if (manifest.dram().isPresent()) {
      Files.writeString(
          scratch.resolve(DRAM),
          LongStream.of(image.dram())
              .mapToObj(beat -> hex.toHexDigits(beat) + "\n")
              .collect(Collectors.joining()));
    }
    long begin = System.nanoTime();
    Matcher passed = PASS.matcher(simulation().run());
    Duration time = Duration.ofNanos(System.nanoTime() - begin);
    if (!passed.find()) {
      throw new SimulationFailure(
          FailureCode.TESTBENCH_FAILED,
          testbench.top() + " passed without stating its cycles",
          "build the program anew; see sim/docs/manifest.md for what a testbench prints");
    }
    return new RunReport(
        image.outputs(received()),
        Long.parseLong(passed.group(1)),
        manifest.predictedCycles(),
        manifest.macs(),
        new LinkedHashMap<>(),
        Optional.empty(),
        Long.parseLong(passed.group(2)),
        time);
  }

  private IcarusRun simulation() {
    List<Path> sources = new ArrayList<>(manifest.sources());
    sources.add(testbench.wrapper());
    sources.addAll(testbench.models());
    sources.add(testbench.source());
    return new IcarusRun(
        testbench.top(),
        sources,
        scratch,
        new LinkedHashMap<>(),
        List.of("+dump=" + DUMP),
        Duration.ofMinutes(10).plusSeconds(manifest.predictedCycles() / SLOWEST));
  }

  /// The beats that the testbench wrote; a four-state simulator may write x and z among the digits.
  private long[] received() throws IOException {
    List<String> lines = Files.readAllLines(scratch.resolve(DUMP));
    if (lines.size() != image.outputBeats()) {
      throw mismatch(lines.size() + " of " + image.outputBeats() + " beats came");
    }
    long[] beats = new long[lines.size()];
    for (int i = 0; i < beats.length; i++) {
      String line = lines.get(i);
      if (line.length() != 16 || !line.chars().allMatch(HexFormat::isHexDigit)) {
        throw mismatch("beat " + i + " of the out stream is " + line);
      }
      beats[i] = HexFormat.fromHexDigitsToLong(line);
    }
    return beats;
  }

  private static SimulationFailure mismatch(String what) {
    return new SimulationFailure(
        FailureCode.STREAM_MISMATCH,
        what,
        "run the testbench by hand and dump waves with $dumpvars; x stands for bits that nothing has set");
  }

  private static SimulationFailure noTestbench() {
    return new SimulationFailure(
        FailureCode.MANIFEST_INVALID,
        "the manifest names no testbench, in which Icarus could run the program",
        "write it anew with `halfbyte build --target verilog`, or see sim/docs/manifest.md");
  }
}
