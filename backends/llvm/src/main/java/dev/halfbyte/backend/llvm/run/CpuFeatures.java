package dev.halfbyte.backend.llvm.run;

import dev.halfbyte.backend.llvm.toolchain.IsaFamily;
import dev.halfbyte.backend.llvm.toolchain.IsaVariant;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/// What the processor of this machine offers, as the kernel of its operating system lists it.
///
/// @param flags names as in `/proc/cpuinfo`; empty where there is no such file
public record CpuFeatures(Set<String> flags) {
  private static final List<String> VNNI =
      List.of("avx2", "fma", "avx512f", "avx512bw", "avx512dq", "avx512vl", "avx512_vnni");

  public CpuFeatures {
    flags = Set.copyOf(flags);
  }

  /// Of the machine that this process runs on.
  public static CpuFeatures ofThisMachine() {
    try {
      return parse(Files.readString(Path.of("/proc/cpuinfo")));
    } catch (IOException e) {
      return new CpuFeatures(Set.of());
    }
  }

  static CpuFeatures parse(String cpuinfo) {
    return new CpuFeatures(
        cpuinfo
            .lines()
            .filter(line -> line.startsWith("flags") || line.startsWith("Features"))
            .findFirst()
            .map(line -> Set.copyOf(new TreeSet<>(List.of(words(line)))))
            .orElse(Set.of()));
  }

  private static String[] words(String line) {
    return line.substring(line.indexOf(':') + 1).strip().split("\\s+");
  }

  /// Names of `/proc/cpuinfo` that `variant` needs and this machine lacks, sorted.
  public List<String> missing(IsaVariant variant) {
    return required(variant).stream().filter(flag -> !flags.contains(flag)).sorted().toList();
  }

  /// The features word of the variants of `family` that fit.
  public long word(IsaFamily family) {
    return IsaVariant.of(family).stream()
        .filter(variant -> missing(variant).isEmpty())
        .mapToLong(IsaVariant::featureBit)
        .reduce(0, (a, b) -> a | b);
  }

  private static List<String> with(String... more) {
    return Stream.concat(VNNI.stream(), Stream.of(more)).toList();
  }

  private static List<String> required(IsaVariant variant) {
    return switch (variant) {
      case AVX2 -> List.of("avx2", "fma");
      case AVX512_VNNI -> VNNI;
      case AMX -> with("gfni", "amx_tile", "amx_int8");
      case AMX_EMULATED -> with("gfni");
      case NEON -> List.of("asimd");
      case DOTPROD -> List.of("asimd", "asimddp");
      case I8MM -> List.of("asimd", "asimddp", "i8mm");
    };
  }
}
