package dev.halfbyte.backend.verilog.bind;

import dev.halfbyte.ir.AffineIndex;
import dev.halfbyte.ir.Dim;
import dev.halfbyte.ir.Node;
import dev.halfbyte.ir.Program;
import dev.halfbyte.ir.Shape;
import dev.halfbyte.ir.TensorType;
import dev.halfbyte.ir.Value;
import dev.halfbyte.ir.op.View;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedSet;
import java.util.TreeSet;

/// Types of all values of a program without symbolic dims, and row-major index arithmetic.
final class Shapes {
  private final Map<Value, TensorType> types;

  Shapes(Program program) {
    this.types = program.types();
  }

  TensorType type(Value value) {
    TensorType type = types.get(value);
    if (type == null) {
      throw new IllegalArgumentException("value of another program: " + value);
    }
    return type;
  }

  long[] extents(Value value) {
    return type(value).shape().extents();
  }

  /// Returns the axes with more than one element.
  SortedSet<Integer> wideAxes(Value value) {
    long[] extents = extents(value);
    SortedSet<Integer> wide = new TreeSet<>();
    for (int axis = 0; axis < extents.length; axis++) {
      if (extents[axis] > 1) {
        wide.add(axis);
      }
    }
    return wide;
  }

  /// Returns the first of the shortest run of trailing axes with `count` elements in all.
  OptionalInt trailingAxes(Value value, long count) {
    long[] extents = extents(value);
    long product = 1;
    for (int axis = extents.length; axis >= 0; axis--) {
      if (product == count) {
        return OptionalInt.of(axis);
      }
      product *= axis > 0 ? extents[axis - 1] : 1;
    }
    return OptionalInt.empty();
  }

  /// Returns the end of the shortest run of leading axes with `count` elements in all.
  OptionalInt leadingAxes(Value value, long count) {
    long[] extents = extents(value);
    long product = 1;
    for (int axis = 0; axis <= extents.length; axis++) {
      if (product == count) {
        return OptionalInt.of(axis);
      }
      product *= axis < extents.length ? extents[axis] : 1;
    }
    return OptionalInt.empty();
  }

  /// Returns whether a view gives the elements of its operand in their order: it changes the shape
  /// at most. Dims may be symbolic.
  boolean keepsOrder(Node node, View view) {
    Shape from = type(view.operand()).shape();
    Shape to = node.type().shape();
    if (view.map().padded() || !from.count().equals(to.count())) {
      return false;
    }
    return first(view, from, to, 0).filter(Dim.ZERO::equals).isPresent();
  }

  /// Consecutive elements of a value, or the same for each index of its leading axes.
  ///
  /// @param leadAxes leading axes that the view has as its operand has them
  /// @param first the first element behind these axes
  record Run(int leadAxes, Dim first) {}

  /// Returns the run of elements that a view gives in their order, behind as few leading axes as
  /// possible, with two axes or more behind them: rows of a matrix, or of one for each index in
  /// front. Dims may be symbolic.
  Optional<Run> run(Node node, View view) {
    Shape from = type(view.operand()).shape();
    Shape to = node.type().shape();
    if (view.map().padded()) {
      return Optional.empty();
    }
    for (int lead = 0; lead == 0 || isLeading(view, from, to, lead); lead++) {
      Optional<Dim> first = first(view, from, to, lead);
      if (first.isPresent()) {
        return Optional.of(new Run(lead, first.get()));
      }
    }
    return Optional.empty();
  }

  /// Returns whether axis `lead - 1` is that of the operand, and two or more are behind it.
  private static boolean isLeading(View view, Shape from, Shape to, int lead) {
    if (lead > Math.min(from.rank(), to.rank()) - 2) {
      return false;
    }
    int axis = lead - 1;
    return from.dim(axis).equals(to.dim(axis))
        && view.map().indices().get(axis).equals(AffineIndex.of(axis));
  }

  /// Returns the first element of a run behind `lead` axes, if these elements are one.
  private static Optional<Dim> first(View view, Shape from, Shape to, int lead) {
    List<Dim> read = strides(from);
    List<Dim> given = strides(to);
    Dim first = Dim.ZERO;
    List<Dim> steps = new ArrayList<>(Collections.nCopies(to.rank(), Dim.ZERO));
    for (int axis = lead; axis < from.rank(); axis++) {
      AffineIndex index = view.map().indices().get(axis);
      first = first.plus(index.constant().times(read.get(axis)));
      for (AffineIndex.Term term : index.terms()) {
        Dim step = Dim.of(term.coefficient()).times(read.get(axis));
        steps.set(term.position(), steps.get(term.position()).plus(step));
      }
    }
    boolean run = true;
    for (int axis = 0; axis < to.rank(); axis++) {
      Dim step = axis < lead ? Dim.ZERO : given.get(axis);
      boolean one = axis >= lead && to.dim(axis).equals(Dim.ONE);
      run &= one || steps.get(axis).equals(step);
    }
    return run ? Optional.of(first) : Optional.empty();
  }

  private static List<Dim> strides(Shape shape) {
    List<Dim> strides = new ArrayList<>();
    Dim stride = Dim.ONE;
    for (Dim extent : shape.dims().reversed()) {
      strides.addFirst(stride);
      stride = stride.times(extent);
    }
    return strides;
  }

  long flatten(Value value, long[] index) {
    long[] extents = extents(value);
    long flat = 0;
    for (int axis = 0; axis < extents.length; axis++) {
      flat = flat * extents[axis] + index[axis];
    }
    return flat;
  }

  long[] unflatten(Value value, long flat) {
    return unflatten(extents(value), flat);
  }

  static long[] unflatten(long[] extents, long flat) {
    long[] index = new long[extents.length];
    long rest = flat;
    for (int axis = extents.length - 1; axis >= 0; axis--) {
      index[axis] = rest % extents[axis];
      rest /= extents[axis];
    }
    return index;
  }

  long evaluate(AffineIndex index, long[] position) {
    long sum = index.constant().fixed();
    for (AffineIndex.Term term : index.terms()) {
      sum += term.coefficient() * position[term.position()];
    }
    return sum;
  }

  static long product(long[] extents) {
    return Arrays.stream(extents).reduce(1, Math::multiplyExact);
  }
}
