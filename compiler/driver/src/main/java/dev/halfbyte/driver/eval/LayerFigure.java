package dev.halfbyte.driver.eval;

import dev.halfbyte.driver.verify.ClampCounter;
import java.util.ArrayList;
import java.util.List;

/// The error of the codes of a value: for each iteration, where it is in the body of a scan.
final class LayerFigure {
  private final List<SignalToNoise> iterations = new ArrayList<>();
  private final ClampCounter clamps = new ClampCounter();

  SignalToNoise iteration(int number) {
    while (iterations.size() <= number) {
      iterations.add(new SignalToNoise());
    }
    return iterations.get(number);
  }

  ClampCounter clamps() {
    return clamps;
  }

  void add(LayerFigure other) {
    for (int i = 0; i < other.iterations.size(); i++) {
      iteration(i).add(other.iterations.get(i));
    }
    clamps.add(other.clamps);
  }

  /// Decibels of each iteration.
  List<Double> decibels() {
    return iterations.stream().map(SignalToNoise::decibels).toList();
  }

  /// Over all iterations.
  double allDecibels() {
    SignalToNoise all = new SignalToNoise();
    iterations.forEach(all::add);
    return all.decibels();
  }
}
