package dev.halfbyte.backend.llvm.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfbyte.backend.llvm.toolchain.IsaFamily;
import dev.halfbyte.backend.llvm.toolchain.IsaVariant;
import java.util.Set;
import org.junit.jupiter.api.Test;

class NativeHostTest {
  @Test
  void processorWithoutAvx512IsBeyondMending() {
    CpuFeatures old = new CpuFeatures(Set.of("avx2", "fma"));
    NativeHost host = new NativeHost(IsaVariant.AVX512_VNNI, 1, old);
    assertTrue(host.beyondProcessor());
    assertTrue(
        host.unavailable().orElse("").contains("avx512"), () -> host.unavailable().toString());
  }

  @Test
  void processorWithTheFeaturesIsNot() {
    CpuFeatures old = new CpuFeatures(Set.of("avx2", "fma"));
    assertEquals(java.util.List.of(), old.missing(IsaVariant.AVX2));
    assertFalse(new NativeHost(IsaVariant.AVX2, 1, old).beyondProcessor());
  }

  /// Flags of a processor with tile registers.
  private static final Set<String> TILES =
      Set.of(
          "avx2",
          "fma",
          "avx512f",
          "avx512bw",
          "avx512dq",
          "avx512vl",
          "avx512_vnni",
          "gfni",
          "amx_tile",
          "amx_int8");

  @Test
  void processorWithoutTileRegistersSaysSo() {
    Set<String> flags = new java.util.TreeSet<>(TILES);
    flags.removeAll(Set.of("amx_tile", "amx_int8"));
    NativeHost host = new NativeHost(IsaVariant.AMX, 1, new CpuFeatures(flags));
    assertEquals(
        "no AMX on this CPU: it lacks amx_int8, amx_tile", host.unavailable().orElseThrow());
    assertTrue(host.beyondProcessor());
  }

  @Test
  void refusedTileRegistersAreTold() {
    CpuFeatures refused = new CpuFeatures(TILES, false);
    NativeHost host = new NativeHost(IsaVariant.AMX, 1, refused);
    assertTrue(host.unavailable().orElseThrow().startsWith("amx: permission refused"));
    assertEquals(3, refused.word(IsaFamily.X86_64));
    assertEquals(7, new CpuFeatures(TILES, true).word(IsaFamily.X86_64));
  }

  /// Without tile registers the system refuses to hand them out, and nothing else happens.
  @Test
  void askingIsHarmless() {
    boolean granted = AmxPermission.isGranted();
    assertEquals(granted, CpuFeatures.ofThisMachine().tilesGranted());
  }

  @Test
  void missingEmulatorIsAMatterOfInstalling() {
    assertFalse(new EmulatedHost(IsaVariant.NEON).beyondProcessor());
  }
}
