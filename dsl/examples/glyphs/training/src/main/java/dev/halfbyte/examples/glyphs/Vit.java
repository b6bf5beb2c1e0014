package dev.halfbyte.examples.glyphs;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.norm.LayerNorm;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.SplittableRandom;

/// The vision transformer of `glyphs.hb`: patches of 4 x 4 pixels with learned places, six blocks,
/// the mean of the tokens behind a last layernorm, one score for each class.
///
/// Weights have the names and shapes of the kernel's parameters, those of blocks with the number of
/// the block behind them.
final class Vit {
  static final int BLOCKS = 6;
  static final int HEADS = 4;
  static final int CHANNELS = 32;
  static final int WIDTH = HEADS * CHANNELS;
  static final int PATCH = 4;
  static final int GRID = GlyphPicture.SIDE / PATCH;
  static final int TOKENS = GRID * GRID;

  private static final float EPSILON = 1e-5f;

  private final NDManager manager;
  private final SplittableRandom random;
  private final SequencedMap<String, NDArray> weights = new LinkedHashMap<>();

  Vit(NDManager manager, long seed) {
    this.manager = manager;
    random = new SplittableRandom(seed);
    matrix("wp", new Shape(WIDTH, PATCH, PATCH), 0.25);
    vector("bp", WIDTH, 0);
    add("pos", new Shape(TOKENS, WIDTH), places());
    for (int block = 0; block < BLOCKS; block++) {
      vector("g1." + block, WIDTH, 1);
      vector("b1." + block, WIDTH, 0);
      for (String name : new String[] {"q", "k", "v"}) {
        matrix("w" + name + "." + block, new Shape(HEADS, CHANNELS, WIDTH), xavier(WIDTH, WIDTH));
        zeros("b" + name + "." + block, new Shape(HEADS, CHANNELS));
      }
      matrix("wo." + block, new Shape(WIDTH, HEADS, CHANNELS), xavier(WIDTH, WIDTH));
      vector("bo." + block, WIDTH, 0);
      vector("g2." + block, WIDTH, 1);
      vector("b2." + block, WIDTH, 0);
      matrix("w1." + block, new Shape(4L * WIDTH, WIDTH), xavier(WIDTH, 4 * WIDTH));
      vector("c1." + block, 4 * WIDTH, 0);
      matrix("w2." + block, new Shape(WIDTH, 4L * WIDTH), xavier(4 * WIDTH, WIDTH));
      vector("c2." + block, WIDTH, 0);
    }
    vector("g3", WIDTH, 1);
    vector("b3", WIDTH, 0);
    matrix("wh", new Shape(Alphabet.classes(), WIDTH), xavier(WIDTH, Alphabet.classes()));
    vector("bh", Alphabet.classes(), 0);
  }

  /// Mutable: a step of training changes them in place.
  Map<String, NDArray> weights() {
    return weights;
  }

  /// Scores `[pictures, classes]`.
  ///
  /// @param patches `[pictures, tokens, 16]`
  NDArray scores(NDArray patches) {
    NDArray x =
        linear(patches, matrix(patches, "wp", WIDTH, PATCH * PATCH), weight("bp"))
            .add(weight("pos"));
    for (int block = 0; block < BLOCKS; block++) {
      String at = "." + block;
      x = x.add(attention(normal(x, "g1" + at, "b1" + at), at));
      NDArray up = linear(normal(x, "g2" + at, "b2" + at), weight("w1" + at), weight("c1" + at));
      x = x.add(linear(Activation.gelu(up), weight("w2" + at), weight("c2" + at)));
    }
    NDArray pooled = normal(x, "g3", "b3").mean(new int[] {1});
    return linear(pooled, weight("wh"), weight("bh"));
  }

  private NDArray attention(NDArray x, String at) {
    long pictures = x.getShape().get(0);
    NDArray q = heads(x, "q", at, pictures);
    NDArray k = heads(x, "k", at, pictures);
    NDArray v = heads(x, "v", at, pictures);
    NDArray logits = q.mul(1 / Math.sqrt(CHANNELS)).matMul(k.transpose(0, 1, 3, 2));
    NDArray y = logits.softmax(-1).matMul(v).transpose(0, 2, 1, 3);
    return linear(
        y.reshape(pictures, TOKENS, WIDTH), matrix(y, "wo" + at, WIDTH, WIDTH), weight("bo" + at));
  }

  private NDArray heads(NDArray x, String name, String at, long pictures) {
    NDArray all =
        linear(x, matrix(x, "w" + name + at, WIDTH, WIDTH), matrix(x, "b" + name + at, 1, WIDTH));
    return all.reshape(pictures, TOKENS, HEADS, CHANNELS).transpose(0, 2, 1, 3);
  }

  private static NDArray linear(NDArray x, NDArray w, NDArray b) {
    return x.matMul(held(w.transpose(), x)).add(b);
  }

  /// A weight as a matrix, which lives as long as `beside`.
  private NDArray matrix(NDArray beside, String name, long rows, long columns) {
    return held(weight(name).reshape(rows, columns), beside);
  }

  /// Views of weights would live as long as the weights.
  private static NDArray held(NDArray view, NDArray beside) {
    view.attach(beside.getManager());
    return view;
  }

  private NDArray normal(NDArray x, String gain, String bias) {
    return LayerNorm.layerNorm(x, new Shape(WIDTH), weight(gain), weight(bias), EPSILON)
        .singletonOrThrow();
  }

  private NDArray weight(String name) {
    NDArray found = weights.get(name);
    if (found == null) {
      throw new IllegalArgumentException("no weight " + name);
    }
    return found;
  }

  private static double xavier(int in, int out) {
    return Math.sqrt(2.0 / (in + out));
  }

  private void matrix(String name, Shape shape, double deviation) {
    float[] values = new float[Math.toIntExact(shape.size())];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (deviation * random.nextGaussian());
    }
    add(name, shape, values);
  }

  private void vector(String name, int length, float value) {
    float[] values = new float[length];
    java.util.Arrays.fill(values, value);
    add(name, new Shape(length), values);
  }

  private void zeros(String name, Shape shape) {
    add(name, shape, new float[Math.toIntExact(shape.size())]);
  }

  /// Waves along rows and columns of patches, in the usual frequencies; learned from there on.
  private static float[] places() {
    float[] places = new float[TOKENS * WIDTH];
    int quarter = WIDTH / 4;
    for (int token = 0; token < TOKENS; token++) {
      for (int c = 0; c < WIDTH; c++) {
        int place = c < WIDTH / 2 ? token / GRID : token % GRID;
        double angle = place * Math.pow(100, -(double) (c % quarter) / quarter);
        boolean sine = c % (WIDTH / 2) < quarter;
        places[token * WIDTH + c] = (float) (sine ? Math.sin(angle) : Math.cos(angle));
      }
    }
    return places;
  }

  private void add(String name, Shape shape, float[] values) {
    NDArray array = manager.create(values, shape);
    array.setRequiresGradient(true);
    weights.put(name, array);
  }
}
