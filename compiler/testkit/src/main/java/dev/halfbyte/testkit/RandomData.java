package dev.halfbyte.testkit;

import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.Shape;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.TensorType;
import java.util.SplittableRandom;

/// Tensors over choices: one choice for the kind of data, one for its seed.
final class RandomData {
  private static final float[] SPECIAL = {
    0f,
    -0f,
    1f,
    -1f,
    0.5f,
    -0.5f,
    1.5f,
    2.5f,
    Float.POSITIVE_INFINITY,
    Float.NEGATIVE_INFINITY,
    Float.NaN,
    Float.MIN_VALUE,
    -Float.MIN_VALUE,
    0x1p-126f,
    Float.MAX_VALUE,
    -Float.MAX_VALUE,
    88.7f,
    -87.3f,
  };

  /// Elements of a run of zeros.
  private static final int RUN = 12;

  private final Choices choices;
  private final boolean specials;

  RandomData(Choices choices, boolean specials) {
    this.choices = choices;
    this.specials = specials;
  }

  Tensor of(TensorType type) {
    return type.elem().equals(ElemType.F32) ? floats(type.shape()) : integers(type);
  }

  private Tensor floats(Shape shape) {
    int kind = choices.below(specials ? 5 : 4);
    if (kind == 0) {
      return Tensor.generateFloats(shape, i -> (i * 7 + 3) % 5 - 2);
    }
    SplittableRandom random = new SplittableRandom(choices.below(1 << 16));
    return switch (kind) {
      case 1 -> Tensor.generateFloats(shape, i -> quarters(random));
      case 2, 3 -> Tensor.generateFloats(shape, i -> random.nextDouble(-3, 3));
      default ->
          Tensor.generateFloats(
              shape,
              i ->
                  random.nextInt(4) == 0
                      ? SPECIAL[random.nextInt(SPECIAL.length)]
                      : random.nextDouble(-3, 3));
    };
  }

  /// Sums of these are exact; zeros are of both signs.
  private static double quarters(SplittableRandom random) {
    int count = random.nextInt(-6, 7);
    return count == 0 && random.nextBoolean() ? -0.0 : count / 4.0;
  }

  private Tensor integers(TensorType type) {
    ElemType.IntType storage = ElemType.storage(type.elem()).orElse(new ElemType.IntType(1, false));
    long least = storage.min();
    long most = storage.max();
    int kind = choices.below(5);
    if (kind == 0) {
      return Tensor.generateInts(type, i -> Math.clamp((i * 5L + 1) % 7 - 3, least, most));
    }
    if (kind == 3) {
      long end = choices.below(2) == 0 ? most : least;
      return Tensor.generateInts(type, _ -> end);
    }
    SplittableRandom random = new SplittableRandom(choices.below(1 << 16));
    return switch (kind) {
      case 1 -> Tensor.generateInts(type, _ -> anyOf(random, least, most));
      case 2 -> ends(type, random, least, most);
      default ->
          Tensor.generateInts(type, i -> Math.clamp(besideSquare(random, most), least, most));
    };
  }

  /// Ends of the range among other values; in every second tensor most are zero, some of them in
  /// runs.
  private static Tensor ends(TensorType type, SplittableRandom random, long least, long most) {
    boolean sparse = random.nextBoolean();
    return Tensor.generateInts(
        type,
        i ->
            sparse && (i / RUN % 2 == 0 || random.nextInt(4) != 0)
                ? Math.clamp(0, least, most)
                : switch (random.nextInt(4)) {
                  case 0 -> least;
                  case 1 -> most;
                  default -> anyOf(random, least, most);
                });
  }

  /// A square, or one less or more, where a rounded root is off by one.
  private static long besideSquare(SplittableRandom random, long most) {
    long root = random.nextLong((long) Math.sqrt((double) most) + 1);
    return root * root + random.nextInt(-1, 2);
  }

  private static long anyOf(SplittableRandom random, long least, long most) {
    return most == Long.MAX_VALUE ? random.nextLong() : random.nextLong(least, most + 1);
  }
}
