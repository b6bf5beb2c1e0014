package dev.halfbyte.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.halfbyte.cli.Main;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The examples through every target, as a user runs them: every variant that this processor can
/// execute is required, in a process of its own, and must give the interpreter's bits.
@Execution(ExecutionMode.CONCURRENT)
class ExamplesTest {
  private static final String SOFTWARE =
      "jvm,x86_64-avx2,aarch64-neon,aarch64-dotprod,aarch64-i8mm";

  private static String example(String name) {
    return Path.of(System.getProperty("halfbyte.root"), "dsl", "examples", name + ".hb").toString();
  }

  @ParameterizedTest
  @CsvSource({"gemm, w4a8", "gemm, w4a4", "digits, w4a8", "digits, w4a4"})
  void everyTargetGivesTheSameBits(String kernel, String numerics) {
    assertEquals(
        0,
        Main.run("verify", example(kernel), "--numerics", numerics, "--require", "all", "--json"));
  }

  /// The default accelerator has 4-bit weights; this one has 8.
  @Test
  void eightBitWeightsRunOnAnArrayThatHoldsThem() {
    assertEquals(
        0,
        Main.run(
            "verify",
            example("gemm"),
            "--numerics",
            "w8a8",
            "--hardware",
            "dot4x4x2",
            "--require",
            "all",
            "--json"));
  }

  /// The default hardware has no softmax unit; `verify` says so and compares the others.
  @ParameterizedTest
  @CsvSource({
    "mlp, w4a4",
    "mlp, turned",
    "attention, w4a4",
    "causal_attention, w4a8",
    "causal_attention, w4a4",
    "vit_block, w8a8",
    "vit_block, w4a8",
    "vit_block, w4a4",
    "vit_block, repq",
    "vit_block, two_pass",
    "vit_encoder, w8a8",
    "vit_encoder, w4a4"
  })
  void transformersAreBitIdenticalInSoftware(String kernel, String numerics) {
    assertEquals(
        0,
        Main.run(
            "verify", example(kernel), "--numerics", numerics, "--require", SOFTWARE, "--json"));
  }

  /// Every form of softmax, and tables on both sides of a contraction.
  @ParameterizedTest
  @ValueSource(strings = {"early", "i_bert", "i_vit", "log_int", "softermax", "fp4"})
  void everySoftmaxIsBitIdentical(String numerics) {
    assertEquals(
        0,
        Main.run(
            "verify",
            example("causal_attention"),
            "--numerics",
            numerics,
            "--require",
            SOFTWARE,
            "--json"));
  }

  @ParameterizedTest
  @CsvSource({"mlp", "digits", "causal_attention", "vit_encoder"})
  void floatKernelsAreBitIdenticalInSoftware(String kernel) {
    assertEquals(
        0,
        Main.run("verify", example(kernel), "--numerics", "f32", "--require", SOFTWARE, "--json"));
  }

  @ParameterizedTest
  @CsvSource({"row64x4", "row16x4"})
  void anotherArrayGivesTheSameBits(String hardware) {
    assertEquals(
        0,
        Main.run(
            "verify",
            example("gemm"),
            "--numerics",
            "w4a4",
            "--hardware",
            hardware,
            "--targets",
            "rtl",
            "--require",
            "rtl",
            "--json"));
  }

  /// Attention, norms and 12 blocks by `scan`, in the predicted cycles.
  @ParameterizedTest
  @CsvSource({
    "mlp, w4a4, edge",
    "causal_attention, w4a4, edge",
    "vit_block, w4a4, edge",
    "vit_block, w4a8, edge8",
    "vit_block, repq, edge",
    "vit_encoder, w4a4, edge"
  })
  void transformersRunOnHardwareWithTheUnits(String kernel, String numerics, String hardware) {
    assertEquals(
        0,
        Main.run(
            "verify",
            example(kernel),
            "--numerics",
            numerics,
            "--hardware",
            hardware,
            "--targets",
            "rtl",
            "--require",
            "rtl",
            "--json"));
  }

  @ParameterizedTest
  @CsvSource({"w4a8", "f32"})
  void aFlippedWeightBitIsNoticedEverywhere(String numerics) {
    assertEquals(0, Main.run("verify", example("gemm"), "--numerics", numerics, "--self-check"));
  }
}
