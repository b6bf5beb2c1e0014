package dev.halfbyte.loop.lower;

import dev.halfbyte.ir.Dim;
import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.Shape;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.TensorType;
import java.util.ArrayList;
import java.util.List;

/// The groups of a tile plan: runs of the depth whose sums are multiplied by constants before they
/// are added up.
///
/// @param labels of the groups, outermost first
/// @param count of groups in all
/// @param depth elements of a group, whole steps of the leaf
/// @param multiplierLabels axes of the multipliers
/// @param multipliers from 0 to 255
/// @param inLeaf whether the leaf multiplies; else it sums one group, and loops do the rest
record TileGroups(
    List<String> labels,
    int count,
    long depth,
    List<String> multiplierLabels,
    ConstantSlice multipliers,
    boolean inLeaf) {
  TileGroups {
    labels = List.copyOf(labels);
    multiplierLabels = List.copyOf(multiplierLabels);
  }

  /// The multipliers as bytes, `[panel][group][column]`; 0 in the padding.
  Tensor packed(TilePlan plan) {
    int columns = plan.tile().columns();
    int[] numbers = numbers(plan);
    TensorType type = new TensorType(ElemType.U8, Shape.of(numbers.length));
    return Tensor.generateInts(
        type,
        i -> {
          int panel = i / (columns * count);
          int group = i / columns % count;
          return numbers[(panel * columns + i % columns) * count + group];
        });
  }

  /// What the sum of each padded column starts with, for all digits of the rows; wraps as the sum
  /// does.
  Tensor initial(TilePlan plan, WeightMatrix matrix) {
    return initial(
        plan,
        matrix,
        plan.rows().digits(),
        ElemType.storage(plan.contract().accumulator()).orElseThrow());
  }

  /// The same for one digit, in 32 bits.
  Tensor initial(TilePlan plan, WeightMatrix matrix, long rowCenter) {
    return initial(plan, matrix, List.of(new Digit(0, rowCenter, 0, 0)), ElemType.S32);
  }

  /// `- center * sum of multiplier * weight` of each digit, whose centers the leaf leaves in.
  private Tensor initial(
      TilePlan plan, WeightMatrix matrix, List<Digit> digits, ElemType.IntType type) {
    int[] numbers = numbers(plan);
    int columns = matrix.panels() * plan.tile().columns();
    boolean wide = type.bits() > Integer.SIZE;
    return Tensor.generateInts(
        new TensorType(type, Shape.of(columns)),
        column -> {
          long sum = 0;
          for (int k = 0; k < count * depth; k++) {
            long number = numbers[(int) (column * (long) count + k / depth)];
            sum += number * matrix.weight(k, column);
          }
          long start = 0;
          for (Digit digit : digits) {
            start -= digit.center() * sum << digit.shift();
          }
          return wide ? start : (int) start;
        });
  }

  /// The multiplier of each padded column of all slices, for each group.
  private int[] numbers(TilePlan plan) {
    List<String> columnLabels = new ArrayList<>(plan.panelGroups());
    columnLabels.add(plan.columnLabels().getLast());
    int slices = multipliers.count();
    int[] starts = new int[slices];
    for (int s = 0; s < slices; s++) {
      starts[s] = s * (multipliers.data().count() / slices);
    }
    int[] columns = offsets(plan, starts, columnLabels);
    int[] groups = offsets(plan, new int[] {0}, labels);
    int last = Math.toIntExact(plan.columnExtent().fixed());
    int padded = Math.toIntExact(plan.panels().fixed() * plan.tile().columns());
    int[] numbers = new int[columns.length / Math.max(1, last) * padded * groups.length];
    for (int c = 0; c < columns.length; c++) {
      int at = c / last * padded + c % last;
      for (int g = 0; g < groups.length; g++) {
        numbers[at * groups.length + g] = (int) multipliers.data().longAt(columns[c] + groups[g]);
      }
    }
    return numbers;
  }

  /// Positions in the multipliers of all indices over `over`, row-major; labels that they do not
  /// have do not move it.
  private int[] offsets(TilePlan plan, int[] starts, List<String> over) {
    int leading = multipliers.leading().size();
    List<Dim> dims = multipliers.data().type().shape().dims();
    List<Dim> strides = Storage.denseStrides(dims);
    int[] offsets = starts;
    for (String label : over) {
      int axis = multiplierLabels.indexOf(label);
      int extent =
          Math.toIntExact(
              axis < 0 ? plan.labels().extent(label).fixed() : dims.get(leading + axis).fixed());
      int stride = axis < 0 ? 0 : Math.toIntExact(strides.get(leading + axis).fixed());
      int[] next = new int[offsets.length * extent];
      for (int i = 0; i < next.length; i++) {
        next[i] = offsets[i / extent] + i % extent * stride;
      }
      offsets = next;
    }
    return offsets;
  }

  /// What reports say of it.
  String describe() {
    return ", " + count + " groups of " + depth + " with multipliers of their own";
  }
}
