package dev.halfbyte.quant;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfbyte.interp.Interpreter;
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

class QuantizerTest {
  private static final int WIDTH = 48;
  private static final int HIDDEN = 192;

  @ParameterizedTest
  @CsvSource({"w8a8,30", "w4a8,10", "w4a4,5"})
  void geluMlpStaysClose(String numerics, double floor) {
    Program program = Kernels.geluMlp(WIDTH, HIDDEN, 1);
    double measured = signalToNoise(program, NumericsPolicy.builtIn(numerics));
    assertTrue(measured >= floor, numerics + ": " + measured + " dB");
  }

  @ParameterizedTest
  @CsvSource({"w8a8,30", "w4a8,10", "w4a4,5"})
  void reluMlpStaysClose(String numerics, double floor) {
    Program program = Kernels.reluMlp(WIDTH, HIDDEN, 10, 2);
    double measured = signalToNoise(program, NumericsPolicy.builtIn(numerics));
    assertTrue(measured >= floor, numerics + ": " + measured + " dB");
  }

  private static double signalToNoise(Program program, NumericsPolicy policy) {
    List<SortedMap<String, Tensor>> samples = Kernels.samples(8, 16, WIDTH, 3);
    CalibrationResult ranges = Calibrator.calibrate(program, policy, SampleSource.of(samples));
    Program quantized = Quantizer.quantize(program, policy, ranges);
    double signal = 0;
    double noise = 0;
    for (SortedMap<String, Tensor> sample : Kernels.samples(2, 16, WIDTH, 4)) {
      Tensor exact = Interpreter.run(program, sample).firstEntry().getValue();
      Tensor coded = Interpreter.run(quantized, sample).firstEntry().getValue();
      assertEquals(exact.type(), coded.type());
      for (int i = 0; i < exact.count(); i++) {
        double difference = (double) exact.floatAt(i) - coded.floatAt(i);
        signal += (double) exact.floatAt(i) * exact.floatAt(i);
        noise += difference * difference;
      }
    }
    return 10 * Math.log10(signal / noise);
  }
}
