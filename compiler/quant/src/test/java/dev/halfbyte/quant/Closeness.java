package dev.halfbyte.quant;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.halfbyte.interp.Interpreter;
import dev.halfbyte.ir.Program;
import dev.halfbyte.ir.Tensor;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;

/// How far a quantized program is from its f32 original.
public final class Closeness {
  private Closeness() {}

  /// Signal to quantization noise over all outputs and samples, in dB; infinite for equal results.
  public static double decibels(
      Program exact, Program quantized, List<SortedMap<String, Tensor>> samples) {
    double signal = 0;
    double noise = 0;
    for (SortedMap<String, Tensor> sample : samples) {
      var expected = Interpreter.run(exact, sample);
      var actual = Interpreter.run(quantized, sample);
      assertEquals(expected.keySet(), actual.keySet());
      for (String output : expected.keySet()) {
        Tensor e = Objects.requireNonNull(expected.get(output));
        Tensor a = Objects.requireNonNull(actual.get(output));
        assertEquals(e.type(), a.type());
        for (int i = 0; i < e.count(); i++) {
          double difference = (double) e.floatAt(i) - a.floatAt(i);
          signal += (double) e.floatAt(i) * e.floatAt(i);
          noise += difference * difference;
        }
      }
    }
    return 10 * Math.log10(signal / noise);
  }
}
