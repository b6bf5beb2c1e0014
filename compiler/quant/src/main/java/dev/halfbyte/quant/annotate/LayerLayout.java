package dev.halfbyte.quant.annotate;

import dev.halfbyte.ir.Einsum;
import dev.halfbyte.ir.op.Contract;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// A contraction with a constant weight as a matrix product: the weight has a row for each index of
/// the axes that stay and a column for each index of the axes that are summed over.
///
/// @param weightRight whether the weight is the right operand
/// @param axes axis `k` of the data of the weight is axis `axes[k]` of the operand; along others a
///   view repeats it
public record LayerLayout(Einsum einsum, boolean weightRight, List<Integer> axes) {
  public LayerLayout {
    axes = List.copyOf(axes);
  }

  /// Why a contraction is no such product, if it is none.
  static Optional<String> obstacle(Contract op, LayerLayout layout) {
    if (op.mask().isPresent()) {
      return Optional.of("the contraction is masked");
    }
    List<String> varying = layout.axes.stream().map(layout.weight()::get).toList();
    List<String> input = layout.input();
    List<String> reduced = op.einsum().reduced();
    if (!input.containsAll(reduced) || !varying.containsAll(reduced)) {
      return Optional.of("it sums over what is not an axis of both its weight and its input");
    }
    return varying.stream().anyMatch(label -> !reduced.contains(label) && input.contains(label))
        ? Optional.of("it has a weight for each index of an axis of its input")
        : Optional.empty();
  }

  private List<String> weight() {
    return weightRight ? einsum.right() : einsum.left();
  }

  private List<String> input() {
    return weightRight ? einsum.left() : einsum.right();
  }

  /// The axes of the data that are summed over, ascending.
  public List<Integer> summed() {
    return IntStream.range(0, axes.size())
        .filter(k -> einsum.reduced().contains(weight().get(axes.get(k))))
        .boxed()
        .toList();
  }

  /// The axes of the data that stay, ascending.
  public List<Integer> kept() {
    return IntStream.range(0, axes.size()).filter(k -> !summed().contains(k)).boxed().toList();
  }

  /// The axis of the result for each of [#kept].
  List<Integer> results() {
    return kept().stream().map(k -> einsum.result().indexOf(weight().get(axes.get(k)))).toList();
  }

  /// The axes of the input in the order of [#summed].
  public List<Integer> inputSummed() {
    return summed().stream().map(k -> input().indexOf(weight().get(axes.get(k)))).toList();
  }

  /// The axes of the input along which rows lie, ascending.
  public List<Integer> inputRows() {
    List<Integer> summed = inputSummed();
    return IntStream.range(0, input().size()).filter(k -> !summed.contains(k)).boxed().toList();
  }

  /// Row-major offsets of the elements of `axes` of a tensor of `extents`, the others being 0.
  public static int[] offsets(long[] extents, List<Integer> axes) {
    int[] strides = new int[extents.length];
    int pitch = 1;
    for (int axis = extents.length - 1; axis >= 0; axis--) {
      strides[axis] = pitch;
      pitch = Math.multiplyExact(pitch, Math.toIntExact(extents[axis]));
    }
    int count = axes.stream().mapToInt(a -> (int) extents[a]).reduce(1, Math::multiplyExact);
    int[] offsets = new int[count];
    for (int i = 0; i < count; i++) {
      int rest = i;
      for (int axis : axes.reversed()) {
        int extent = (int) extents[axis];
        offsets[i] += rest % extent * strides[axis];
        rest /= extent;
      }
    }
    return offsets;
  }
}
