package dev.halfbyte.ir;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// Extents of a tensor, outermost first; the empty shape is a scalar.
public record Shape(List<Dim> dims) {
  public static final Shape SCALAR = new Shape(List.of());

  public Shape {
    dims = List.copyOf(dims);
  }

  public static Shape of(long... extents) {
    List<Dim> dims = new ArrayList<>();
    for (long extent : extents) {
      dims.add(Dim.of(extent));
    }
    return new Shape(dims);
  }

  public int rank() {
    return dims.size();
  }

  public Dim dim(int axis) {
    return dims.get(axis);
  }

  public boolean isFixed() {
    return dims.stream().allMatch(Dim::isFixed);
  }

  public Shape bind(Map<String, Long> values) {
    return new Shape(dims.stream().map(d -> d.bind(values)).toList());
  }

  /// Extents of a fixed shape.
  public long[] extents() {
    return dims.stream().mapToLong(Dim::fixed).toArray();
  }

  /// Number of elements as an extent of its own.
  public Dim count() {
    return dims.stream().reduce(Dim.ONE, Dim::times);
  }

  @Override
  public String toString() {
    return dims.stream().map(Dim::toString).collect(Collectors.joining(", ", "[", "]"));
  }
}
