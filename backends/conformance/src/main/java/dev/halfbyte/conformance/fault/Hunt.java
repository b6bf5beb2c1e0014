package dev.halfbyte.conformance.fault;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.halfbyte.driver.output.AtomicFiles;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// A campaign in a process of its own, with patched files before the product on its class path.
public final class Hunt {
  private static final int FOUND = 1;

  /// A patch of the RTL costs a run of the C++ compiler for each: one of every kind of array, small
  /// and odd.
  private static final List<String> HARDWARE =
      List.of(
          "rows=3,cols=6,lanes=3,act_depth=500,res_depth=333,wgt_depth=64,par_depth=100",
          "rows=2,cols=2,lanes=2,array=shift,act_bits=8,acc_bits=32,cmd_depth=1500",
          "dot4x4x2,array=decode,act_bits=4,acc_bits=25");

  private final Path models;
  private final Path folder;
  private final long seed;

  /// @param parent folder with verilated models; log, report and crash folder go to one below
  /// @param name of the campaign
  Hunt(Path parent, String name, long seed) {
    this.models = parent.resolve("models");
    this.folder = parent.resolve(name.replace(' ', '-'));
    this.seed = seed;
  }

  /// What came of a campaign.
  public sealed interface Result {
    /// It went through without a finding.
    record Nothing(long programs) implements Result {}

    /// It found something.
    ///
    /// @param after so many programs, the failing one included
    /// @param ops of the program after shrinking
    record Found(long after, int ops, String execution, String what) implements Result {}

    /// It did not come to its end.
    record Failed(String why) implements Result {}
  }

  /// Looks for a finding of `subject` with the classes of `overlay`.
  Result run(Path overlay, String subject, long programs, Effort effort)
      throws IOException, InterruptedException {
    AtomicFiles.delete(folder);
    Files.createDirectories(folder);
    Path report = folder.resolve("report.json");
    Path log = folder.resolve("log");
    Process process =
        new ProcessBuilder(command(overlay, subject, programs, effort, report))
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    process.getOutputStream().close();
    try {
      if (!process.waitFor(effort.limit().toSeconds(), TimeUnit.SECONDS)) {
        return new Result.Failed("not done after " + effort.limit().toSeconds() + " s");
      }
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
    if (process.exitValue() > FOUND || !Files.exists(report)) {
      return new Result.Failed(lastLines(log));
    }
    return read(JsonParser.parseString(Files.readString(report)).getAsJsonObject());
  }

  private List<String> command(
      Path overlay, String subject, long programs, Effort effort, Path report) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-Dhalfbyte.root=" + System.getProperty("halfbyte.root", "."),
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-cp",
            overlay + File.pathSeparator + System.getProperty("java.class.path"),
            "dev.halfbyte.conformance.Main",
            "conformance"));
    command.addAll(List.of("--programs", Long.toString(programs), "--seed", Long.toString(seed)));
    command.addAll(List.of("--targets", subject, "--jobs", "1", "--max-failures", "1"));
    command.addAll(List.of("--recipes", effort.recipes()));
    command.addAll(List.of("--shrink-trials", Integer.toString(effort.shrinkTrials())));
    command.addAll(List.of("--folder", folder.toString()));
    command.addAll(List.of("--json", report.toString()));
    command.addAll(List.of("--models", models.toString()));
    HARDWARE.forEach(text -> command.addAll(List.of("--hardware", text)));
    return command;
  }

  private static Result read(JsonObject report) {
    JsonArray crashes = report.getAsJsonArray("crashes");
    if (crashes.isEmpty()) {
      return new Result.Nothing(report.get("programs").getAsLong());
    }
    JsonObject crash = crashes.get(0).getAsJsonObject();
    return new Result.Found(
        crash.get("index").getAsLong() + 1,
        crash.get("ops").getAsInt(),
        crash.get("execution").getAsString(),
        crash.get("what").getAsString());
  }

  private static String lastLines(Path log) throws IOException {
    List<String> lines = Files.readAllLines(log);
    return String.join(" | ", lines.subList(Math.max(0, lines.size() - 3), lines.size()));
  }
}
