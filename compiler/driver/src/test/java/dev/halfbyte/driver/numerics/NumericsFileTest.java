package dev.halfbyte.driver.numerics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.halfbyte.driver.KernelFile;
import dev.halfbyte.ir.ElemType.IntType;
import dev.halfbyte.quant.policy.NumericsPolicy;
import dev.halfbyte.source.DiagnosticException;
import dev.halfbyte.source.SourceFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Numerics blocks in files of their own.
class NumericsFileTest {
  private static final KernelFile KERNELS =
      KernelFile.of(
          SourceFile.of(
              "k.hb",
              """
              kernel k(x: f32[4]; w: f32[4]) -> f32[4] { return x * w }
              kernel other(x: f32[4]) -> f32[4] { return x }
              numerics mine for k { default weight s8, act s8, residual s16 }
              """));

  @TempDir Path folder;

  private static String block(String name, String kernel, int bits) {
    return "numerics %s%s { default weight s%d, act s8, residual s16 }\n"
        .formatted(name, kernel.isEmpty() ? "" : " for " + kernel, bits);
  }

  private NumericsFile.Chosen choose(String text) throws IOException {
    Path file = folder.resolve("mixed.hb");
    Files.writeString(file, text);
    return NumericsFile.choose(KERNELS, Optional.of("k"), file.toString());
  }

  private static IntType weights(NumericsFile.Chosen chosen) {
    NumericsPolicy policy = PolicyLowering.named(chosen.file(), chosen.numerics());
    return policy.weight(List.of("w")).setting().storage();
  }

  @Test
  void aFileTakesPrecedenceOverTheBlockOfTheSameName() throws IOException {
    assertEquals(3, weights(choose(block("mine", "k", 3))).bits());
    assertEquals(5, weights(choose(block("new", "", 5))).bits());
    assertEquals(6, weights(choose(block("a", "other", 5) + block("b", "k", 6))).bits());
    assertEquals(8, weights(NumericsFile.choose(KERNELS, Optional.of("k"), "mine")).bits());
  }

  @Test
  void rulesTellTheirFile() throws IOException {
    NumericsFile.Chosen chosen = choose(block("new", "k", 3));
    String origin = PolicyLowering.named(chosen.file(), "new").weight(List.of("w")).rule().origin();
    assertEquals(folder.resolve("mixed.hb") + ":1:22", origin);
  }

  @ParameterizedTest
  @CsvSource({
    "'', HB3904",
    "numerics a for other { default weight s4 }, HB3904",
    "numerics a { default weight s4 } numerics b { default weight s4 }, HB3904",
    "numerics a for nobody { default weight s4 }, HB1101",
    "numerics a {, HB1001",
  })
  void oneBlockMustFit(String text, String code) {
    DiagnosticException fault = assertThrows(DiagnosticException.class, () -> choose(text));
    assertEquals(code, fault.diagnostics().getFirst().code().code());
  }

  @Test
  void theFileMustBeThere() {
    DiagnosticException fault =
        assertThrows(
            DiagnosticException.class,
            () -> NumericsFile.choose(KERNELS, Optional.of("k"), "./none.hb"));
    assertEquals("HB6301", fault.diagnostics().getFirst().code().code());
  }
}
