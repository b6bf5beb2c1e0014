package dev.halfbyte.backend.llvm.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

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

  @Test
  void missingEmulatorIsAMatterOfInstalling() {
    assertFalse(new EmulatedHost(IsaVariant.NEON).beyondProcessor());
  }
}
