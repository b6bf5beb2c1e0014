package dev.halfbyte.testkit.kernel;

import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.Shape;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.TensorType;
import dev.halfbyte.testkit.Choices;
import java.util.List;
import java.util.SplittableRandom;

/// Elements of parameters: one choice for the kind of data, one for its seed.
///
/// @param specials whether floats may be infinite, NaN, subnormal or a zero of either sign
record KernelData(Choices choices, boolean specials) {
  private static final List<Float> SPECIAL =
      List.of(
          0f,
          -0f,
          1f,
          -1f,
          0.5f,
          Float.POSITIVE_INFINITY,
          Float.NEGATIVE_INFINITY,
          Float.NaN,
          Float.MIN_VALUE,
          -Float.MIN_VALUE,
          0x1p-126f,
          Float.MAX_VALUE,
          -Float.MAX_VALUE,
          88.7f);

  /// Elements of a parameter.
  Tensor of(KernelBench.Parameter parameter, List<Long> shape) {
    return parameter.element().equals("f32")
        ? floats(shape, parameter.variable().range().most())
        : whole(shape, parameter.element());
  }

  /// Floats of at most `magnitude` to both sides, but for specials.
  private Tensor floats(List<Long> shape, double magnitude) {
    Shape extents = Shape.of(shape.stream().mapToLong(Long::longValue).toArray());
    int kind = choices.below(specials ? 4 : 3);
    if (kind == 0) {
      return Tensor.generateFloats(extents, i -> ((i * 7 + 3) % 5 - 2) * magnitude / 2);
    }
    SplittableRandom random = new SplittableRandom(choices.below(1 << 16));
    return switch (kind) {
      case 1 -> Tensor.generateFloats(extents, i -> random.nextInt(-8, 9) * magnitude / 8);
      case 2 -> Tensor.generateFloats(extents, i -> random.nextDouble(-magnitude, magnitude));
      default ->
          Tensor.generateFloats(
              extents,
              i ->
                  random.nextInt(4) == 0
                      ? SPECIAL.get(random.nextInt(SPECIAL.size()))
                      : random.nextDouble(-magnitude, magnitude));
    };
  }

  /// Whole numbers of a type called as in the language, e.g. `s8`.
  private Tensor whole(List<Long> shape, String element) {
    ElemType.IntType type =
        new ElemType.IntType(Integer.parseInt(element.substring(1)), element.startsWith("s"));
    Shape extents = Shape.of(shape.stream().mapToLong(Long::longValue).toArray());
    TensorType tensor = new TensorType(type, extents);
    int kind = choices.below(3);
    if (kind == 0) {
      return Tensor.generateInts(
          tensor, i -> Math.clamp((i * 5L + 1) % 7 - 3, type.min(), type.max()));
    }
    SplittableRandom random = new SplittableRandom(choices.below(1 << 16));
    return Tensor.generateInts(
        tensor,
        i ->
            switch (kind == 1 ? 2 : random.nextInt(4)) {
              case 0 -> type.min();
              case 1 -> type.max();
              default -> random.nextLong(type.min(), type.max() + 1);
            });
  }
}
