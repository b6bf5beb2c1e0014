package dev.halfbyte.ir;

import java.util.List;
import java.util.stream.IntStream;

/// How a view reads its operand: output element `(i0, i1, ...)` is operand element `(indices[0](i),
/// indices[1](i), ...)`.
///
/// One form covers transposes, slices, broadcasts, strided windows and padding. Without `padded`
/// every access is in bounds; with it, an access outside reads real zero (code `zeroPoint` of an
/// affine encoding).
public record AccessMap(List<Dim> extents, List<AffineIndex> indices, boolean padded) {
  public AccessMap {
    extents = List.copyOf(extents);
    indices = List.copyOf(indices);
    for (AffineIndex index : indices) {
      for (AffineIndex.Term term : index.terms()) {
        if (term.position() < 0 || term.position() >= extents.size()) {
          throw new IllegalArgumentException("no output axis i" + term.position());
        }
      }
    }
  }

  /// Repeats an operand of shape `from` along the output axes that `axes` does not name; `axes[k]`
  /// is the output axis of operand axis `k`.
  public static AccessMap broadcast(Shape to, List<Integer> axes) {
    return new AccessMap(to.dims(), axes.stream().map(AffineIndex::of).toList(), false);
  }

  /// Output axis `p` is operand axis `order[p]`.
  public static AccessMap transpose(Shape from, List<Integer> order) {
    List<Dim> extents = order.stream().map(from::dim).toList();
    List<AffineIndex> indices =
        IntStream.range(0, from.rank())
            .mapToObj(axis -> AffineIndex.of(order.indexOf(axis)))
            .toList();
    return new AccessMap(extents, indices, false);
  }

  public Shape shape() {
    return new Shape(extents);
  }

  /// Text form, e.g. `[n, 4] at [i0, 2*i1-1] padded`; read back by the IR parser.
  @Override
  public String toString() {
    return shape() + " at " + indices + (padded ? " padded" : "");
  }
}
