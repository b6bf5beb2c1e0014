package dev.halfbyte.bench.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfbyte.driver.KernelFile;
import dev.halfbyte.driver.numerics.PolicyLowering;
import dev.halfbyte.quant.policy.NumericsPolicy;
import dev.halfbyte.source.SourceFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class MethodTest {
  static final Path KERNEL =
      Path.of(System.getProperty("halfbyte.root", "../.."), "dsl/examples/glyphs.hb");

  static Stream<Arguments> blocks() {
    return Stream.of(Method.values())
        .flatMap(method ->
            Stream.of(Widths.values()).filter(method::has).map(bits -> Arguments.of(method, bits)));
  }

  @ParameterizedTest
  @MethodSource("blocks")
  void blockIsOneThatTheCompilerTakes(Method method, Widths bits) throws IOException {
    String block = method.block(GlyphModel.KERNEL, bits, 32, 7).orElseThrow();
    KernelFile file =
        KernelFile.of(SourceFile.of("glyphs.hb", Files.readString(KERNEL) + "\n" + block));
    NumericsPolicy policy = PolicyLowering.named(file, method.name(bits));
    assertTrue(policy.quantized());
    assertEquals(OptionalInt.of(32), policy.calibration().samples());
    assertEquals(7, policy.calibration().seed());
    assertEquals(
        bits.weights(), policy.weight(List.of("wq", "y.attn.q")).setting().storage().bits());
  }
}
