package dev.halfbyte.testkit;

import dev.halfbyte.ir.AccessMap;
import dev.halfbyte.ir.AffineIndex;
import dev.halfbyte.ir.Dim;
import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.Encoding;
import dev.halfbyte.ir.Shape;
import dev.halfbyte.ir.TensorType;
import dev.halfbyte.ir.Value;
import dev.halfbyte.ir.op.Concat;
import dev.halfbyte.ir.op.Reshape;
import dev.halfbyte.ir.op.View;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Views of all kinds, reshapes and concatenations.
final class MovementProductions {
  private MovementProductions() {}

  private static Optional<Value> movable(Workbench bench, int rank) {
    return bench.find(type -> type.shape().rank() >= rank && isMovable(bench, type));
  }

  /// Whether elements may change place: those of predicates may too.
  private static boolean isMovable(Workbench bench, TensorType type) {
    return !Workbench.isFloat(type) || bench.options().floats();
  }

  static void transpose(Workbench bench) {
    movable(bench, 2).ifPresent(value -> transposed(bench, value));
  }

  /// `value` with its axes in any order.
  static Value transposed(Workbench bench, Value value) {
    List<Integer> axes = new ArrayList<>();
    for (int axis = 0; axis < bench.shape(value).rank(); axis++) {
      axes.add(bench.choices().below(axes.size() + 1), axis);
    }
    return bench.add(new View(value, AccessMap.transpose(bench.shape(value), axes)));
  }

  /// A new axis along which everything repeats.
  static void broadcast(Workbench bench) {
    movable(bench, 0)
        .ifPresent(value -> {
          Shape shape = bench.shape(value);
          int at = bench.choices().below(shape.rank() + 1);
          List<Dim> extents = new ArrayList<>(shape.dims());
          extents.add(at, bench.extent());
          List<AffineIndex> indices = new ArrayList<>();
          for (int axis = 0; axis < shape.rank(); axis++) {
            indices.add(AffineIndex.of(axis < at ? axis : axis + 1));
          }
          add(bench, value, new AccessMap(extents, indices, false));
        });
  }

  /// Every second element of an axis, or the axis backwards.
  static void stride(Workbench bench) {
    movable(bench, 1)
        .ifPresent(value -> {
          Shape shape = bench.shape(value);
          int axis = bench.choices().below(shape.rank());
          Dim extent = shape.dim(axis);
          boolean backwards = bench.choices().oneIn(2);
          List<Dim> extents = new ArrayList<>(shape.dims());
          AffineIndex index;
          if (backwards) {
            index = new AffineIndex(List.of(new AffineIndex.Term(axis, -1)), extent.minus(Dim.ONE));
          } else {
            extents.set(axis, extent.plus(Dim.ONE).floorDiv(2));
            index = new AffineIndex(List.of(new AffineIndex.Term(axis, 2)), Dim.ZERO);
          }
          add(bench, value, map(shape.rank(), extents, axis, index, false));
        });
  }

  /// Windows of three elements with padding, strided or not: what a convolution reads.
  static void windows(Workbench bench) {
    movable(bench, 1)
        .filter(value -> hasZero(bench.type(value)))
        .ifPresent(value -> {
          Shape shape = bench.shape(value);
          int axis = bench.choices().below(shape.rank());
          int step = bench.choices().between(1, 2);
          List<Dim> extents = new ArrayList<>(shape.dims());
          extents.set(axis, shape.dim(axis).plus(Dim.of(step - 1L)).floorDiv(step));
          extents.add(Dim.of(3));
          AffineIndex index =
              new AffineIndex(
                  List.of(
                      new AffineIndex.Term(axis, step),
                      new AffineIndex.Term(shape.rank(), bench.choices().between(1, 2))),
                  Dim.of(-bench.choices().below(3)));
          add(bench, value, map(shape.rank(), extents, axis, index, true));
        });
  }

  /// An axis with elements of zero before and after.
  static void pad(Workbench bench) {
    movable(bench, 1)
        .filter(value -> hasZero(bench.type(value)))
        .ifPresent(value -> {
          Shape shape = bench.shape(value);
          int axis = bench.choices().below(shape.rank());
          int before = bench.choices().below(3);
          List<Dim> extents = new ArrayList<>(shape.dims());
          extents.set(axis, shape.dim(axis).plus(Dim.of(before + bench.choices().below(3))));
          AffineIndex index =
              new AffineIndex(List.of(new AffineIndex.Term(axis, 1)), Dim.of(-before));
          add(bench, value, map(shape.rank(), extents, axis, index, true));
        });
  }

  private static boolean hasZero(TensorType type) {
    return switch (type.elem()) {
      case ElemType.CodeType(Encoding encoding) -> encoding.zeroCode().isPresent();
      case ElemType.IntType _, ElemType.FloatType _, ElemType.BoolType _ -> true;
    };
  }

  /// Reads an operand of `rank` axes by `index` on `axis`, by the identity on the others.
  private static AccessMap map(
      int rank, List<Dim> extents, int axis, AffineIndex index, boolean padded) {
    List<AffineIndex> indices = new ArrayList<>();
    for (int i = 0; i < rank; i++) {
      indices.add(i == axis ? index : AffineIndex.of(i));
    }
    return new AccessMap(extents, indices, padded);
  }

  private static void add(Workbench bench, Value value, AccessMap map) {
    if (bench.isSmall(map.shape())) {
      bench.add(new View(value, map));
    }
  }

  /// Joins the first two axes, or splits a fixed one.
  static void reshape(Workbench bench) {
    movable(bench, 1)
        .ifPresent(value -> {
          List<Dim> dims = new ArrayList<>(bench.shape(value).dims());
          if (dims.size() > 1 && !bench.choices().oneIn(3)) {
            Dim joined = dims.removeFirst().times(dims.removeFirst());
            dims.addFirst(joined);
          } else if (dims.getFirst().isFixed() && dims.getFirst().fixed() % 2 == 0) {
            dims.set(0, Dim.of(dims.getFirst().fixed() / 2));
            dims.addFirst(Dim.of(2));
          } else {
            dims.addFirst(Dim.ONE);
          }
          if (dims.size() <= Workbench.MAX_RANK) {
            bench.add(new Reshape(value, new Shape(dims)));
          }
        });
  }

  /// One to three parts; extents along the axis may differ.
  static void concat(Workbench bench) {
    movable(bench, 1)
        .ifPresent(first -> {
          TensorType type = bench.type(first);
          int axis = bench.choices().below(type.shape().rank());
          List<Value> parts = new ArrayList<>(List.of(first));
          Dim extent = type.shape().dim(axis);
          for (int more = bench.choices().below(4) % 3; more > 0; more--) {
            Value part = bench.find(other -> joins(type, other, axis)).orElse(first);
            parts.add(bench.choices().below(parts.size() + 1), part);
            extent = extent.plus(bench.shape(part).dim(axis));
          }
          List<Dim> dims = new ArrayList<>(type.shape().dims());
          dims.set(axis, extent);
          if (bench.isSmall(new Shape(dims))) {
            bench.add(new Concat(parts, axis));
          }
        });
  }

  private static boolean joins(TensorType type, TensorType other, int axis) {
    if (!type.elem().equals(other.elem()) || type.shape().rank() != other.shape().rank()) {
      return false;
    }
    List<Dim> dims = new ArrayList<>(other.shape().dims());
    dims.set(axis, type.shape().dim(axis));
    return dims.equals(type.shape().dims());
  }

  /// Elements whose indices on two axes are equal, or the elements before some place.
  static void diagonal(Workbench bench) {
    bench
        .find(type ->
            isMovable(bench, type)
                && type.shape().rank() > 1
                && type.shape().dim(0).equals(type.shape().dim(1)))
        .ifPresentOrElse(
            value -> {
              List<Dim> dims = bench.shape(value).dims();
              List<AffineIndex> indices = new ArrayList<>(List.of(AffineIndex.of(0)));
              for (int axis = 0; axis < dims.size() - 1; axis++) {
                indices.add(AffineIndex.of(axis));
              }
              List<Dim> kept = dims.subList(1, dims.size());
              bench.add(new View(value, new AccessMap(kept, indices, false)));
            },
            () -> slice(bench));
  }

  /// A range of a fixed axis.
  static void slice(Workbench bench) {
    bench
        .find(type -> isMovable(bench, type) && type.shape().dims().stream().anyMatch(Dim::isFixed))
        .ifPresent(value -> {
          Shape shape = bench.shape(value);
          int axis = 0;
          while (!shape.dim(axis).isFixed()) {
            axis++;
          }
          int extent = Math.toIntExact(shape.dim(axis).fixed());
          int from = bench.choices().below(extent + 1);
          List<Dim> extents = new ArrayList<>(shape.dims());
          extents.set(axis, Dim.of(bench.choices().below(extent - from + 1)));
          AffineIndex index = new AffineIndex(List.of(new AffineIndex.Term(axis, 1)), Dim.of(from));
          add(bench, value, map(shape.rank(), extents, axis, index, false));
        });
  }
}
