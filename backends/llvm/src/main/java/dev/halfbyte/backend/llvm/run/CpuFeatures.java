package dev.halfbyte.backend.llvm.run;

import dev.halfbyte.backend.llvm.toolchain.IsaFamily;
import dev.halfbyte.backend.llvm.toolchain.IsaVariant;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/// What the processor of this machine offers, as the kernel of its operating system lists it.
///
/// @param flags names as in `/proc/cpuinfo`; empty where there is no such file
/// @param tilesGranted whether this process may use the tile registers of AMX
public record CpuFeatures(Set<String> flags, boolean tilesGranted) {
  private static final String TILES = "amx_tile";

  private static final List<String> VNNI =
      List.of("avx2", "fma", "avx512f", "avx512bw", "avx512dq", "avx512vl", "avx512_vnni");

  public CpuFeatures {
    flags = Set.copyOf(flags);
  }

  /// Without tile registers.
  public CpuFeatures(Set<String> flags) {
    this(flags, false);
  }

  /// Of the machine that this process runs on. Asks for the tile registers where it has some.
  public static CpuFeatures ofThisMachine() {
    Set<String> flags = flagsOfThisMachine();
    return new CpuFeatures(flags, flags.contains(TILES) && AmxPermission.isGranted());
  }

  private static Set<String> flagsOfThisMachine() {
    try {
      return parse(Files.readString(Path.of("/proc/cpuinfo")));
    } catch (IOException e) {
      return Set.of();
    }
  }

  static Set<String> parse(String cpuinfo) {
    return cpuinfo
        .lines()
        .filter(line -> line.startsWith("flags") || line.startsWith("Features"))
        .findFirst()
        .map(line -> Set.copyOf(new TreeSet<>(List.of(words(line)))))
        .orElse(Set.of());
  }

  private static String[] words(String line) {
    return line.substring(line.indexOf(':') + 1).strip().split("\\s+");
  }

  /// Names of `/proc/cpuinfo` that `variant` needs and this machine lacks, sorted.
  public List<String> missing(IsaVariant variant) {
    return required(variant).stream().filter(flag -> !flags.contains(flag)).sorted().toList();
  }

  /// Why this process cannot run `variant`; empty where it can.
  public Optional<String> hindrance(IsaVariant variant) {
    List<String> missing = missing(variant);
    if (missing.contains(TILES)) {
      return Optional.of("no AMX on this CPU: it lacks " + String.join(", ", missing));
    }
    if (!missing.isEmpty()) {
      return Optional.of("this CPU lacks " + String.join(", ", missing));
    }
    return variant == IsaVariant.AMX && !tilesGranted
        ? Optional.of("amx: permission refused by the operating system (ARCH_REQ_XCOMP_PERM)")
        : Optional.empty();
  }

  /// The features word of the variants of `family` that fit.
  public long word(IsaFamily family) {
    return IsaVariant.of(family).stream()
        .filter(variant -> hindrance(variant).isEmpty())
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
