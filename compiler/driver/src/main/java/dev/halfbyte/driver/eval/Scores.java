package dev.halfbyte.driver.eval;

import dev.halfbyte.ir.Tensor;
import java.util.ArrayList;
import java.util.List;

/// A score for each class of each picture.
public final class Scores {
  private final float[] values;
  private final int classes;

  private Scores(float[] values, int classes) {
    this.values = values;
    this.classes = classes;
  }

  /// Of the results of calls, one after the other.
  ///
  /// @throws dev.halfbyte.source.DiagnosticException for a score that is no finite number
  static Scores of(List<Tensor> results, int classes, String program) {
    float[] values = new float[results.stream().mapToInt(Tensor::count).sum()];
    int begin = 0;
    for (Tensor result : results) {
      for (int i = 0; i < result.count(); i++) {
        float value = result.floatAt(i);
        if (!Float.isFinite(value)) {
          int picture = (begin + i) / classes;
          throw EvalCode.NOT_FINITE.fault(
              "%s scores class %d of picture %d with %s"
                  .formatted(program, (begin + i) % classes, picture, value),
              "look at the picture, or at the weights; `halfbyte run` gives the scores of one call");
        }
        values[begin + i] = value;
      }
      begin += result.count();
    }
    return new Scores(values, classes);
  }

  /// How many pictures.
  public int count() {
    return values.length / classes;
  }

  /// The class with the largest score; of several, the first.
  public int best(int picture) {
    int begin = picture * classes;
    int best = 0;
    for (int c = 1; c < classes; c++) {
      best = values[begin + c] > values[begin + best] ? c : best;
    }
    return best;
  }

  /// The share of pictures whose best class is what `labels` says, from 0 to 1.
  public double top1(List<Integer> labels) {
    int right = 0;
    for (int i = 0; i < count(); i++) {
      right += best(i) == labels.get(i) ? 1 : 0;
    }
    return (double) right / count();
  }

  /// The share of pictures about which both say the same, from 0 to 1.
  public double agreement(Scores other) {
    List<Integer> answers = new ArrayList<>();
    for (int i = 0; i < other.count(); i++) {
      answers.add(other.best(i));
    }
    return top1(answers);
  }

  /// How far scores are from these, over all pictures.
  public SignalToNoise against(Scores result) {
    SignalToNoise ratio = new SignalToNoise();
    for (int i = 0; i < values.length; i++) {
      ratio.add(values[i], result.values[i]);
    }
    return ratio;
  }
}
