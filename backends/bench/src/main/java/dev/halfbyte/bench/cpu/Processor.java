package dev.halfbyte.bench.cpu;

import dev.halfbyte.backend.llvm.run.CpuFeatures;
import dev.halfbyte.backend.llvm.toolchain.IsaFamily;
import dev.halfbyte.backend.llvm.toolchain.IsaVariant;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.stream.Collectors;

/// The processor of this machine, as far as its operating system tells.
public final class Processor {
  private Processor() {}

  /// Of `/proc/cpuinfo`, those that kernels of this kind use here or elsewhere.
  private static final List<String> FEATURES =
      List.of(
          "fma",
          "avx2",
          "avx_vnni",
          "avx512f",
          "avx512bw",
          "avx512vl",
          "avx512_vnni",
          "avx512_bf16",
          "avx512_fp16",
          "amx_int8",
          "amx_bf16");

  /// What stands above every table.
  ///
  /// @param root of the project
  public static SequencedMap<String, String> facts(Path root) {
    SequencedMap<String, String> facts = new LinkedHashMap<>();
    facts.put("cpu", model() + ", " + Runtime.getRuntime().availableProcessors() + " threads");
    CpuFeatures features = CpuFeatures.ofThisMachine();
    facts.put(
        "variants",
        IsaVariant.of(IsaFamily.X86_64).stream()
            .filter(variant -> features.hindrance(variant).isEmpty())
            .map(IsaVariant::label)
            .collect(Collectors.joining(", ")));
    facts.put(
        "features",
        FEATURES.stream().filter(features.flags()::contains).collect(Collectors.joining(", ")));
    facts.put("java", Runtime.version().toString());
    facts.put("build", build(root));
    return facts;
  }

  /// Whether it multiplies tiles of int8.
  public static boolean hasTiles() {
    return CpuFeatures.ofThisMachine().flags().contains("amx_int8");
  }

  /// The commit that was built, as far as the tree tells.
  private static String build(Path root) {
    try {
      Process git =
          new ProcessBuilder("git", "describe", "--always", "--dirty")
              .directory(root.toAbsolutePath().toFile())
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      String told = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return git.waitFor() == 0 ? told.strip() : "unknown";
    } catch (IOException e) {
      return "unknown";
    } catch (InterruptedException interrupt) {
      Thread.currentThread().interrupt();
      return "unknown";
    }
  }

  private static String model() {
    try {
      return Files.readString(Path.of("/proc/cpuinfo"))
          .lines()
          .filter(line -> line.startsWith("model name"))
          .findFirst()
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .orElse("unknown");
    } catch (IOException e) {
      return "unknown";
    }
  }
}
