package dev.halfbyte.driver.verify;

import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.Tensor;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/// How far a quantized result is from the float one.
public final class ErrorFigures {
  private ErrorFigures() {}

  /// `10 log10(sum of reference^2 / sum of (reference - result)^2)` over all f32 outputs, in
  /// decibels; infinite for equal results.
  public static double sqnrDb(Map<String, Tensor> reference, Map<String, Tensor> result) {
    double signal = 0;
    double noise = 0;
    for (Map.Entry<String, Tensor> entry : reference.entrySet()) {
      Tensor want = entry.getValue();
      Tensor got = result.get(entry.getKey());
      if (got == null || !want.type().elem().equals(ElemType.F32)) {
        continue;
      }
      for (int i = 0; i < want.count(); i++) {
        double x = want.floatAt(i);
        double error = x - got.floatAt(i);
        signal += x * x;
        noise += error * error;
      }
    }
    return noise == 0 ? Double.POSITIVE_INFINITY : 10 * Math.log10(signal / noise);
  }

  /// Number of different raw values among all elements; 1 betrays a dead kernel.
  public static long distinct(Map<String, Tensor> outputs) {
    Set<Long> values = new HashSet<>();
    for (Tensor tensor : outputs.values()) {
      for (int i = 0; i < tensor.count(); i++) {
        values.add(
            tensor.type().elem().equals(ElemType.F32)
                ? Float.floatToRawIntBits(tensor.floatAt(i))
                : tensor.longAt(i));
      }
    }
    return values.size();
  }

  /// Rows whose largest element stands at the place that `labels` names, by the first output.
  public static double top1(Tensor logits, Tensor labels) {
    int classes = Math.toIntExact(logits.type().shape().dim(1).fixed());
    int right = 0;
    for (int row = 0; row < labels.count(); row++) {
      int best = 0;
      for (int c = 1; c < classes; c++) {
        best = logits.floatAt(row * classes + c) > logits.floatAt(row * classes + best) ? c : best;
      }
      right += best == labels.longAt(row) ? 1 : 0;
    }
    return labels.count() == 0 ? 0 : (double) right / labels.count();
  }
}
