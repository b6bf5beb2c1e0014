package dev.halfbyte.quant;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfbyte.ir.Program;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.quant.calibrate.CalibrationResult;
import dev.halfbyte.quant.calibrate.Calibrator;
import dev.halfbyte.quant.calibrate.SampleSource;
import dev.halfbyte.quant.policy.NumericsPolicy;
import java.util.List;
import java.util.SortedMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Attention from floats to integers: the whole way of the quantizer.
class SoftmaxKernelTest {
  private static final int WIDTH = 24;
  private static final List<SortedMap<String, Tensor>> SAMPLES = Kernels.samples(4, 20, WIDTH, 6);

  @ParameterizedTest
  @CsvSource({"w8a8,30,false", "w8a8,30,true", "w4a8,15,false", "w4a4,9,true"})
  void headsStayClose(String numerics, double floor, boolean causal) {
    Program program = Attention.head(WIDTH, 3, causal);
    double measured = decibels(program, NumericsPolicy.builtIn(numerics));
    assertTrue(measured >= floor, numerics + ": " + measured + " dB");
  }

  private static double decibels(Program program, NumericsPolicy policy) {
    CalibrationResult ranges = Calibrator.calibrate(program, policy, SampleSource.of(SAMPLES));
    return Closeness.decibels(program, Quantizer.quantize(program, policy, ranges), SAMPLES);
  }
}
