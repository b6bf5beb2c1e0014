package dev.halfbyte.testkit;

import dev.halfbyte.ir.AccessMap;
import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.ElemType.IntType;
import dev.halfbyte.ir.Shape;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.TensorType;
import dev.halfbyte.ir.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.stream.IntStream;

/// Scales of every granularity: one for a tensor, along the last axis, along another, along
/// several, or not known before the run.
final class Scales {
  private final Workbench bench;
  private final Choices choices;

  Scales(Workbench bench) {
    this.bench = bench;
    this.choices = bench.choices();
  }

  /// Integers from `least` to `most`, of shape `shape`.
  ///
  /// @param computed whether an input may give them
  Value integers(Shape shape, IntType elem, long least, long most, boolean computed) {
    return scales(
        shape,
        computed,
        some -> {
          TensorType type = new TensorType(elem, some);
          if (some.rank() == 0) {
            int spread = (int) Math.min(most - least + 1, Integer.MAX_VALUE);
            return Tensor.ofInts(type, least + choices.below(spread));
          }
          SplittableRandom random = new SplittableRandom(choices.below(1 << 16));
          return Tensor.generateInts(type, _ -> random.nextLong(least, most + 1));
        });
  }

  /// Constants from `least` to `most` along the last `axes` axes of `shape`, which are fixed.
  Value along(Shape shape, int axes, IntType elem, long least, long most) {
    List<Integer> last = IntStream.range(shape.rank() - axes, shape.rank()).boxed().toList();
    TensorType type = new TensorType(elem, new Shape(last.stream().map(shape::dim).toList()));
    SplittableRandom random = new SplittableRandom(choices.below(1 << 16));
    Tensor data = Tensor.generateInts(type, _ -> random.nextLong(least, most + 1));
    return bench.view(bench.constant(data), AccessMap.broadcast(shape, last));
  }

  /// Floats from a list that scales are taken from, of shape `shape`.
  Value floats(Shape shape, List<Float> some) {
    return scales(
        shape,
        true,
        extents -> {
          if (extents.rank() == 0) {
            return Tensor.ofFloats(Shape.SCALAR, choices.pick(some));
          }
          SplittableRandom random = new SplittableRandom(choices.below(1 << 16));
          return Tensor.generateFloats(extents, _ -> some.get(random.nextInt(some.size())));
        });
  }

  private Value scales(Shape shape, boolean computed, Function<Shape, Tensor> data) {
    int kind = choices.below(12);
    if (kind < 5 || shape.rank() == 0) {
      return bench.view(
          bench.constant(data.apply(Shape.SCALAR)), AccessMap.broadcast(shape, List.of()));
    }
    List<Integer> axes = axes(shape.rank(), kind);
    Shape vector = new Shape(axes.stream().map(shape::dim).toList());
    AccessMap map = AccessMap.broadcast(shape, axes);
    if (vector.isFixed() && !(computed && kind == 11)) {
      return bench.view(bench.constant(data.apply(vector)), map);
    }
    if (!computed) {
      return bench.view(
          bench.constant(data.apply(Shape.SCALAR)), AccessMap.broadcast(shape, List.of()));
    }
    Tensor tensor = data.apply(vector.bind(bench.dims()));
    ElemType elem = tensor.type().elem();
    return bench.view(bench.parameter(new TensorType(elem, vector), tensor), map);
  }

  private List<Integer> axes(int rank, int kind) {
    return switch (kind) {
      case 5, 6, 7 -> List.of(rank - 1);
      case 8 -> List.of(choices.below(rank));
      case 9, 10 -> {
        List<Integer> axes = new ArrayList<>();
        for (int axis = Math.max(0, rank - 2); axis < rank; axis++) {
          axes.add(axis);
        }
        yield axes;
      }
      default -> List.of(0);
    };
  }
}
