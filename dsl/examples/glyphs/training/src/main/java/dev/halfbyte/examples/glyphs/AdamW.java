package dev.halfbyte.examples.glyphs;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.util.HashMap;
import java.util.Map;

/// Adam with decoupled weight decay (Loshchilov and Hutter, 2019) on matrices, after the gradients
/// of a step were cut to a common length.
final class AdamW {
  private static final float FIRST = .9f;
  private static final float SECOND = .99f;
  private static final float EPSILON = 1e-8f;
  private static final float DECAY = .05f;
  private static final float LENGTH = 1f;

  /// No limit for single elements.
  private static final float NO_CLIP = -1f;

  private final Map<String, NDArray> weights;
  private final Map<String, NDArray> means = new HashMap<>();
  private final Map<String, NDArray> squares = new HashMap<>();
  private int steps;

  AdamW(Map<String, NDArray> weights) {
    this.weights = weights;
    weights.forEach((name, weight) -> {
      means.put(name, weight.zerosLike());
      squares.put(name, weight.zerosLike());
    });
  }

  /// Mutable, as those of [Checkpoint] take their places.
  Map<String, NDArray> means() {
    return means;
  }

  Map<String, NDArray> squares() {
    return squares;
  }

  /// Steps that the moments come from.
  void done(int count) {
    steps = count;
  }

  /// One step along the gradients that the weights hold.
  void step(float rate, NDManager scratch) {
    steps++;
    float shrink = Math.min(1f, LENGTH / (length(scratch) + 1e-6f));
    double corrected = rate * Math.sqrt(1 - Math.pow(SECOND, steps)) / (1 - Math.pow(FIRST, steps));
    weights.forEach((name, weight) -> {
      NDArray gradient = weight.getGradient();
      gradient.attach(scratch);
      boolean matrix = weight.getShape().dimension() > 1 && !name.equals("pos");
      NDList state = new NDList(weight, gradient, means.get(name), squares.get(name));
      weight
          .getNDArrayInternal()
          .adamUpdate(
              state,
              new NDList(weight),
              rate,
              (float) corrected,
              matrix ? DECAY : 0f,
              shrink,
              NO_CLIP,
              FIRST,
              SECOND,
              EPSILON,
              false,
              true);
    });
  }

  private float length(NDManager scratch) {
    NDArray sum = scratch.create(0f);
    for (NDArray weight : weights.values()) {
      NDArray gradient = weight.getGradient();
      gradient.attach(scratch);
      sum.addi(gradient.square().sum());
    }
    return (float) Math.sqrt(sum.getFloat());
  }
}
