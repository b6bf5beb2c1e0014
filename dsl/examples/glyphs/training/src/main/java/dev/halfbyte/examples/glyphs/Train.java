package dev.halfbyte.examples.glyphs;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import java.awt.Font;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/// Draws pictures, trains the model on them and writes weights, calibration samples and test set.
///
/// `Train FOLDER [STEPS]`. Everything is seeded; sums of the engine depend on its number of
/// threads, so another machine gives another model of the same quality. What is committed is
/// therefore what counts (`digests.txt`). A training that ended early goes on where it last
/// reported, if FOLDER and STEPS are the same.
final class Train {
  private static final int BATCH = 64;
  private static final int STEPS = 8_000;
  private static final int WARM_UP = 400;
  private static final float RATE = 1e-3f;
  private static final float SMOOTHING = .05f;
  private static final int REPORT = 250;

  private static final int TRAINING = 256_000;
  private static final int TEST = 2_580;
  private static final int CALIBRATION = 516;

  private static final long TEST_SEED = 1;
  private static final long CALIBRATION_SEED = 2;
  private static final long TRAINING_SEED = 3;
  private static final long MODEL_SEED = 4;
  private static final long ORDER_SEED = 5;

  private final NDManager base;
  private final Vit model;
  private final AdamW optimizer;

  private Train(NDManager base) {
    this.base = base;
    model = new Vit(base, MODEL_SEED);
    optimizer = new AdamW(model.weights());
  }

  public static void main(String[] arguments) throws IOException {
    Path folder = Path.of(arguments[0]);
    int steps = arguments.length > 1 ? Integer.parseInt(arguments[1]) : STEPS;
    List<Font> fonts = FontFolder.fonts();
    System.out.printf("%d fonts, %d classes%n", fonts.size(), Alphabet.classes());
    Pictures test = Pictures.draw(TEST, TEST_SEED, fonts);
    Pictures training = Pictures.draw(TRAINING, TRAINING_SEED, fonts);
    Pictures calibration = Pictures.draw(CALIBRATION, CALIBRATION_SEED, fonts);
    System.out.printf("%d pictures drawn%n", training.size());
    try (NDManager base = NDManager.newBaseManager()) {
      Train train = new Train(base);
      GlyphFiles.pictures(folder, calibration, test);
      train.run(training, test, steps, folder);
    }
  }

  private void run(Pictures training, Pictures test, int steps, Path folder) throws IOException {
    int done = Checkpoint.read(folder, state(), base);
    optimizer.done(done);
    SplittableRandom order = new SplittableRandom(ORDER_SEED);
    int[] numbers = shuffled(training.size(), order);
    int next = 0;
    double loss = 0;
    long begin = System.nanoTime();
    for (int step = 0; step < steps; step++) {
      if (next + BATCH > numbers.length) {
        numbers = shuffled(training.size(), order);
        next = 0;
      }
      int[] batch = java.util.Arrays.copyOfRange(numbers, next, next + BATCH);
      next += BATCH;
      if (step < done) {
        continue;
      }
      loss += step(training, batch, rate(step, steps));
      if ((step + 1) % REPORT == 0) {
        System.out.printf(
            "step %d: loss %.4f, test %.4f, %.0f s%n",
            step + 1, loss / REPORT, accuracy(test), (System.nanoTime() - begin) * 1e-9);
        loss = 0;
        GlyphFiles.weights(folder, model.weights());
        Checkpoint.write(folder, step + 1, state());
      }
    }
    GlyphFiles.weights(folder, model.weights());
  }

  private Map<String, Map<String, NDArray>> state() {
    return Map.of(
        "weights", model.weights(), "means", optimizer.means(), "squares", optimizer.squares());
  }

  private static float rate(int step, int steps) {
    if (step < WARM_UP) {
      return RATE * (step + 1) / WARM_UP;
    }
    double done = (step - WARM_UP) / (double) (steps - WARM_UP);
    return (float) (RATE * (.01 + .99 * (1 + Math.cos(Math.PI * done)) / 2));
  }

  private double step(Pictures pictures, int[] batch, float rate) {
    try (NDManager scratch = base.newSubManager();
        GradientCollector collector = Engine.getInstance().newGradientCollector()) {
      NDArray patches = patches(scratch, pictures, batch);
      NDArray scores = model.scores(patches);
      NDArray logs = scores.logSoftmax(-1);
      NDArray wanted = wanted(scratch, pictures, batch);
      NDArray loss = logs.mul(wanted).sum().div(-batch.length);
      collector.backward(loss);
      double value = loss.getFloat();
      optimizer.step(rate, scratch);
      collector.zeroGradients();
      return value;
    }
  }

  /// Labels as shares of classes, a little of each for all.
  private static NDArray wanted(NDManager manager, Pictures pictures, int[] batch) {
    int classes = Alphabet.classes();
    float[] shares = new float[batch.length * classes];
    java.util.Arrays.fill(shares, SMOOTHING / classes);
    for (int i = 0; i < batch.length; i++) {
      shares[i * classes + pictures.labels().get(batch[i])] += 1 - SMOOTHING;
    }
    return manager.create(shares, new Shape(batch.length, classes));
  }

  /// Weights that want gradients would make the engine keep every intermediate result.
  private double accuracy(Pictures pictures) {
    model.weights().values().forEach(weight -> weight.setRequiresGradient(false));
    int right = 0;
    for (int begin = 0; begin < pictures.size(); begin += BATCH) {
      int[] batch = range(begin, Math.min(pictures.size(), begin + BATCH));
      try (NDManager scratch = base.newSubManager()) {
        NDArray best = model.scores(patches(scratch, pictures, batch)).argMax(1);
        best.attach(scratch);
        long[] found = best.toLongArray();
        for (int i = 0; i < batch.length; i++) {
          right += found[i] == pictures.labels().get(batch[i]) ? 1 : 0;
        }
      }
    }
    model.weights().values().forEach(weight -> weight.setRequiresGradient(true));
    return right / (double) pictures.size();
  }

  /// Pixels `[pictures, tokens, 16]`.
  private static NDArray patches(NDManager manager, Pictures pictures, int[] batch) {
    FloatBuffer pixels = FloatBuffer.allocate(batch.length * GlyphPicture.PIXELS);
    for (int number : batch) {
      pixels.put(pictures.pixels().get(number));
    }
    int patch = Vit.PATCH;
    return manager
        .create(pixels.array(), new Shape(batch.length, Vit.GRID, patch, Vit.GRID, patch))
        .transpose(0, 1, 3, 2, 4)
        .reshape(batch.length, Vit.TOKENS, (long) patch * patch);
  }

  private static int[] range(int begin, int end) {
    return java.util.stream.IntStream.range(begin, end).toArray();
  }

  private static int[] shuffled(int count, SplittableRandom random) {
    int[] numbers = range(0, count);
    for (int i = count - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int kept = numbers[i];
      numbers[i] = numbers[j];
      numbers[j] = kept;
    }
    return numbers;
  }
}
