package dev.halfbyte.backend.llvm.toolchain;

import java.util.Arrays;
import java.util.List;

/// A feature set for which a library holds code of its own; one of them is chosen at run time.
///
/// The feature strings name exactly what `hb_features()` in the generated header checks, so that no
/// instruction is used that was not looked for. Within a family the best comes last.
///
/// Code is scheduled for the processor in order that has the features, where there is one: those
/// out of order find their own order.
public enum IsaVariant {
  AVX2(IsaFamily.X86_64, "avx2", 1L << 0, "haswell", "+avx2,+fma", 256),
  AVX512_VNNI(
      IsaFamily.X86_64,
      "avx512vnni",
      1L << 1,
      "icelake-server",
      "+avx2,+fma,+avx512f,+avx512bw,+avx512dq,+avx512vl,+avx512vnni,+evex512",
      512),
  /// Processors with AMX for bytes have the instructions of the other features as well.
  AMX(
      IsaFamily.X86_64,
      "amx",
      1L << 2,
      "sapphirerapids",
      "+avx2,+fma,+avx512f,+avx512bw,+avx512dq,+avx512vl,+avx512vnni,+evex512,+gfni,"
          + "+amx-tile,+amx-int8",
      512),
  /// For tests: the code of [#AMX] with tile registers in memory, which runs without them. No
  /// library for users has it.
  AMX_EMULATED(
      IsaFamily.X86_64,
      "amx_emulated",
      1L << 62,
      "icelake-server",
      "+avx2,+fma,+avx512f,+avx512bw,+avx512dq,+avx512vl,+avx512vnni,+evex512,+gfni",
      512),
  NEON(IsaFamily.AARCH64, "neon", 1L << 16, "cortex-a53", "+neon", 128),
  DOTPROD(IsaFamily.AARCH64, "dotprod", 1L << 17, "cortex-a55", "+neon,+dotprod", 128),
  I8MM(IsaFamily.AARCH64, "i8mm", 1L << 18, "neoverse-v1", "+neon,+dotprod,+i8mm", 128);

  private final IsaFamily family;
  private final String label;
  private final long featureBit;
  private final String tuning;
  private final String features;
  private final int vectorBits;

  IsaVariant(
      IsaFamily family,
      String label,
      long featureBit,
      String tuning,
      String features,
      int vectorBits) {
    this.family = family;
    this.label = label;
    this.featureBit = featureBit;
    this.tuning = tuning;
    this.features = features;
    this.vectorBits = vectorBits;
  }

  /// The variants of libraries for `family`, from the least to the most demanding.
  public static List<IsaVariant> of(IsaFamily family) {
    return Arrays.stream(values()).filter(v -> v.family == family && v != AMX_EMULATED).toList();
  }

  /// Whether its leaves multiply tile registers, in hardware or in memory.
  public boolean hasTiles() {
    return this == AMX || this == AMX_EMULATED;
  }

  public IsaFamily family() {
    return family;
  }

  /// Name inside its family, e.g. `avx2`; part of function names.
  public String label() {
    return label;
  }

  /// Name as `verify` prints it, e.g. `x86_64-avx2`.
  public String fullName() {
    return family.targetName() + "-" + label;
  }

  /// The bit of the `features` word of `init` that stands for all of [#features].
  public long featureBit() {
    return featureBit;
  }

  /// What code of this variant may use, in LLVM's syntax.
  public String features() {
    return features;
  }

  /// Function attributes of code for this variant, in the syntax of LLVM IR.
  public String attributes() {
    return "\"tune-cpu\"=\"%s\" \"target-features\"=\"%s\" \"prefer-vector-width\"=\"%d\""
        .formatted(tuning, features, vectorBits);
  }
}
