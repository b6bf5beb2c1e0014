package dev.halfbyte.rtl;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Compiles a testbench of rtl/tb with all units and runs it; both simulators run the same source.
enum Simulator {
  /// Event driven, quick to compile, slow to run; uninitialised state is X.
  ICARUS {
    @Override
    void compile(Path folder, String top, Map<String, Integer> parameters) {
      List<String> arguments = new ArrayList<>(List.of("-g2012", "-o", "sim", "-s", top));
      parameters.forEach((name, value) -> arguments.add("-P" + top + "." + name + "=" + value));
      arguments.addAll(sources(top));
      ExternalTool.IVERILOG.run(folder, arguments);
    }

    @Override
    String execute(Path folder, String top, List<String> plusargs) {
      List<String> arguments = new ArrayList<>(List.of("-n", "sim"));
      arguments.addAll(plusargs);
      return ExternalTool.VVP.run(folder, arguments);
    }
  },
  /// Compiled C++; uninitialised state is random.
  VERILATOR {
    @Override
    void compile(Path folder, String top, Map<String, Integer> parameters) {
      List<String> arguments =
          new ArrayList<>(
              List.of("--binary", "--timing", "--assert", "-O3", "--unroll-count", "256"));
      arguments.addAll(List.of("--x-initial", "unique", "--x-assign", "unique"));
      // Testbenches are written for brevity; the lint test keeps rtl/src itself clean.
      arguments.addAll(List.of("-Wno-WIDTH", "-Wno-BLKSEQ", "-CFLAGS", "-O1"));
      arguments.addAll(List.of("--Mdir", "obj", "-o", "sim", "--top-module", top));
      parameters.forEach((name, value) -> arguments.add("-G" + name + "=" + value));
      arguments.addAll(sources(top));
      ExternalTool.VERILATOR.run(folder, arguments);
    }

    @Override
    String execute(Path folder, String top, List<String> plusargs) {
      List<String> arguments = new ArrayList<>(plusargs);
      arguments.addAll(List.of("+verilator+rand+reset+2", "+verilator+seed+7"));
      return ExternalTool.run(
          folder, folder.resolve("obj/sim").toString(), arguments, "it was just built");
    }
  };

  abstract void compile(Path folder, String top, Map<String, Integer> parameters);

  abstract String execute(Path folder, String top, List<String> plusargs);

  /// Runs a testbench, compiling it first unless the same sources and parameters were compiled
  /// before, and fails unless it printed PASS and no FAIL.
  void check(String top, Map<String, Integer> parameters, List<String> plusargs) {
    Path folder = compiled(top, parameters);
    String output = execute(folder, top, plusargs);
    if (!output.lines().anyMatch("PASS"::equals) || output.contains("FAIL")) {
      throw new AssertionError(
          "%s on %s with %s %s:%n%s".formatted(top, this, parameters, plusargs, output));
    }
  }

  private Path compiled(String top, Map<String, Integer> parameters) {
    Path builds = RtlSources.root().resolve("catalog/target/simulators");
    Path folder =
        builds.resolve(name().toLowerCase(Locale.ROOT) + "-" + top + "-" + key(top, parameters));
    Path stamp = folder.resolve("compiled");
    try {
      if (!Files.exists(stamp)) {
        Files.createDirectories(folder);
        compile(folder, top, parameters);
        Files.createFile(stamp);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return folder;
  }

  private static String key(String top, Map<String, Integer> parameters) {
    StringBuilder content = new StringBuilder(parameters.toString());
    RtlSources.all().forEach(file -> content.append(RtlSources.text(file)));
    content.append(RtlSources.text(RtlSources.testbench(top)));
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      byte[] hash = digest.digest(content.toString().getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash, 0, 8);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JDK has SHA-256", e);
    }
  }

  private static List<String> sources(String top) {
    List<String> files = new ArrayList<>();
    RtlSources.all().forEach(file -> files.add(file.toString()));
    files.add(RtlSources.testbench(top).toString());
    return files;
  }
}
