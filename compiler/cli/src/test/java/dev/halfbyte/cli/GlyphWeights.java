package dev.halfbyte.cli;

import dev.halfbyte.ir.Shape;
import dev.halfbyte.ir.Tensor;
import java.util.LinkedHashMap;
import java.util.Random;
import java.util.SequencedMap;

/// Weights for `glyphs.hb` of a small size, at random.
final class GlyphWeights {
  static final int BLOCKS = 2;
  static final int HEADS = 2;
  static final int CHANNELS = 8;
  static final int WIDTH = HEADS * CHANNELS;
  static final int CLASSES = 5;

  private static final int TOKENS = 64;

  private final Random random = new Random(1);
  private final SequencedMap<String, Tensor> tensors = new LinkedHashMap<>();

  private GlyphWeights() {}

  static SequencedMap<String, Tensor> tensors() {
    GlyphWeights weights = new GlyphWeights();
    weights.fill();
    return weights.tensors;
  }

  private void fill() {
    add("wp", 0, .25, WIDTH, 4, 4);
    add("bp", 0, .1, WIDTH);
    add("pos", 0, .5, TOKENS, WIDTH);
    for (String scale : new String[] {"g1", "g2"}) {
      add(scale, 1, .2, BLOCKS, WIDTH);
    }
    for (String bias : new String[] {"b1", "b2", "bo", "c2"}) {
      add(bias, 0, .1, BLOCKS, WIDTH);
    }
    for (String name : new String[] {"q", "k", "v"}) {
      add("w" + name, 0, .3, BLOCKS, HEADS, CHANNELS, WIDTH);
      add("b" + name, 0, .1, BLOCKS, HEADS, CHANNELS);
    }
    add("wo", 0, .3, BLOCKS, WIDTH, HEADS, CHANNELS);
    add("w1", 0, .3, BLOCKS, 4 * WIDTH, WIDTH);
    add("c1", 0, .1, BLOCKS, 4 * WIDTH);
    add("w2", 0, .2, BLOCKS, WIDTH, 4 * WIDTH);
    add("g3", 1, .2, WIDTH);
    add("b3", 0, .1, WIDTH);
    add("wh", 0, .5, CLASSES, WIDTH);
    add("bh", 0, .1, CLASSES);
  }

  private void add(String name, double mean, double deviation, long... shape) {
    tensors.put(
        name,
        Tensor.generateFloats(Shape.of(shape), _ -> mean + deviation * random.nextGaussian()));
  }

  /// Pictures of noise in the steps that pictures of glyphs have.
  static Tensor pictures(int count, long seed) {
    Random noise = new Random(seed);
    return Tensor.generateFloats(
        Shape.of(count, 32, 32),
        _ -> Math.clamp(Math.rint(32 * noise.nextGaussian()), -128, 127) / 32);
  }
}
