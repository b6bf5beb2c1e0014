package dev.halfbyte.quant.exact;

import dev.halfbyte.ir.AccessMap;
import dev.halfbyte.ir.AffineIndex;
import dev.halfbyte.ir.Dim;
import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;

/// Exact numbers that belong to a tensor, one for each index of some of its axes: scales, ratios of
/// scales, biases.
///
/// @param axes the axes of the tensor along which the numbers vary, ascending
/// @param extents their extents
/// @param values row-major over `axes`
public record ExactNumbers(List<Integer> axes, List<Integer> extents, List<Rational> values) {
  public ExactNumbers {
    axes = List.copyOf(axes);
    extents = List.copyOf(extents);
    values = List.copyOf(values);
    int count = extents.stream().reduce(1, Math::multiplyExact);
    if (axes.size() != extents.size() || values.size() != count) {
      throw new IllegalArgumentException(values.size() + " factors over " + extents);
    }
  }

  /// The same factor everywhere.
  public static ExactNumbers of(Rational factor) {
    return new ExactNumbers(List.of(), List.of(), List.of(factor));
  }

  /// The f32 elements of `scale`, whose axis `k` is axis `axes[k]` of the tensor.
  public static ExactNumbers of(Tensor scale, List<Integer> axes) {
    if (!scale.type().elem().equals(ElemType.F32)) {
      throw new IllegalArgumentException("scales are f32: " + scale);
    }
    List<Integer> extents = new ArrayList<>();
    for (long extent : scale.type().shape().extents()) {
      extents.add(Math.toIntExact(extent));
    }
    List<Rational> values = new ArrayList<>();
    for (int i = 0; i < scale.count(); i++) {
      values.add(Rational.of(scale.floatAt(i)));
    }
    return new ExactNumbers(axes, extents, values);
  }

  public ExactNumbers times(ExactNumbers other) {
    return combine(other, Rational::times);
  }

  public ExactNumbers dividedBy(ExactNumbers other) {
    return combine(other, Rational::dividedBy);
  }

  public ExactNumbers map(UnaryOperator<Rational> function) {
    return new ExactNumbers(axes, extents, values.stream().map(function).toList());
  }

  /// Element by element over the union of both lists of axes.
  public ExactNumbers combine(ExactNumbers other, BinaryOperator<Rational> function) {
    List<Integer> union = new ArrayList<>(axes);
    other.axes.stream().filter(a -> !axes.contains(a)).forEach(union::add);
    union.sort(Integer::compare);
    List<Integer> size =
        union.stream().map(a -> axes.contains(a) ? extent(a) : other.extent(a)).toList();
    int count = size.stream().reduce(1, Math::multiplyExact);
    List<Rational> combined = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      int[] index = unravel(i, size);
      combined.add(function.apply(at(union, index), other.at(union, index)));
    }
    return new ExactNumbers(union, size, combined);
  }

  private int extent(int axis) {
    return extents.get(axes.indexOf(axis));
  }

  private Rational at(List<Integer> union, int[] index) {
    int position = 0;
    for (int k = 0; k < axes.size(); k++) {
      position = position * extents.get(k) + index[union.indexOf(axes.get(k))];
    }
    return values.get(position);
  }

  private static int[] unravel(int position, List<Integer> size) {
    int[] index = new int[size.size()];
    int rest = position;
    for (int k = size.size() - 1; k >= 0; k--) {
      index[k] = rest % size.get(k);
      rest /= size.get(k);
    }
    return index;
  }

  /// The factors of the tensor after its axis `a` has become axis `to[a]`; -1 marks an axis that is
  /// gone, along which nothing may vary.
  public ExactNumbers onAxes(List<Integer> to) {
    List<Integer> renamed = axes.stream().map(to::get).toList();
    boolean ascending = true;
    for (int k = 0; k < renamed.size(); k++) {
      if (renamed.get(k) < 0) {
        throw new IllegalArgumentException("factors vary along an axis that is gone: " + axes);
      }
      ascending &= k == 0 || renamed.get(k) > renamed.get(k - 1);
    }
    if (ascending) {
      return new ExactNumbers(renamed, extents, values);
    }
    List<Integer> sorted = renamed.stream().sorted().toList();
    List<Integer> size = sorted.stream().map(a -> extents.get(renamed.indexOf(a))).toList();
    List<Rational> moved = new ArrayList<>();
    for (int i = 0; i < values.size(); i++) {
      int[] index = unravel(i, size);
      int position = 0;
      for (int k = 0; k < renamed.size(); k++) {
        position = position * extents.get(k) + index[sorted.indexOf(renamed.get(k))];
      }
      moved.add(values.get(position));
    }
    return new ExactNumbers(sorted, size, moved);
  }

  /// The factors of `view(tensor)`; empty where an axis with factors is sliced, strided or gone.
  public Optional<ExactNumbers> through(AccessMap map) {
    List<Integer> to = new ArrayList<>();
    for (int axis = 0; axis < map.indices().size(); axis++) {
      AffineIndex index = map.indices().get(axis);
      boolean whole =
          index.terms().size() == 1
              && index.terms().getFirst().coefficient() == 1
              && index.constant().equals(Dim.ZERO);
      int position = whole ? index.terms().getFirst().position() : -1;
      int known = axes.indexOf(axis);
      if (known >= 0
          && (!whole
              || to.contains(position)
              || !map.extents().get(position).equals(Dim.of(extents.get(known))))) {
        return Optional.empty();
      }
      to.add(position);
    }
    return Optional.of(onAxes(to));
  }
}
