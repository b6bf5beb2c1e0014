package dev.halfbyte.loop.fuse;

import dev.halfbyte.ir.Dim;
import dev.halfbyte.loop.Bound;
import dev.halfbyte.loop.Index;
import dev.halfbyte.loop.LoopVariable;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Shows that each iteration of a header touches a part of a buffer of its own, its *cell*.
///
/// All accesses must have the same coefficients for the variables of the header; then the cells are
/// apart when, for some order of those variables, what remains of every address after each of them
/// is smaller than its coefficient: a number in mixed radix.
final class Cells {
  private static final int MOST_BOUNDS = 16;

  private final Proofs proofs;
  private final List<Header.Level> levels;

  Cells(Proofs proofs, Header header) {
    this.proofs = proofs;
    this.levels = header.levels();
  }

  /// The part of a buffer that one iteration touches.
  ///
  /// @param origin where the cell starts, in terms of the header's variables
  /// @param size elements that every cell has at most
  record Cell(Index origin, long size) {}

  /// The cell of a buffer with these accesses, where there is one.
  Optional<Cell> of(List<Access> accesses) {
    if (accesses.stream().anyMatch(a -> a.address().isEmpty())) {
      return Optional.empty();
    }
    Index origin = origin(accesses.getFirst().address().orElseThrow());
    for (Access access : accesses) {
      if (!origin(access.address().orElseThrow()).equals(origin) || !isAbove(access, origin)) {
        return Optional.empty();
      }
    }
    if (!apart(accesses, origin, levels)) {
      return Optional.empty();
    }
    long size = 0;
    for (Access access : accesses) {
      Optional<Long> own = size(rest(access, origin), access.around());
      if (own.isEmpty()) {
        return Optional.empty();
      }
      size = Math.max(size, own.get());
    }
    return Optional.of(new Cell(origin, size));
  }

  /// The terms of the header's variables, and of those of enclosing repetitions, in a fixed order.
  private Index origin(Index address) {
    Index origin = Index.ZERO;
    for (Header.Level level : levels) {
      origin = origin.plus(term(address, level.variable()));
    }
    return origin;
  }

  private static Index term(Index address, LoopVariable variable) {
    return Index.of(variable).times(address.coefficient(variable));
  }

  private static Index rest(Access access, Index origin) {
    return access.address().orElseThrow().minus(origin);
  }

  private boolean isAbove(Access access, Index origin) {
    return bounds(rest(access, origin), access.around(), false).stream()
        .anyMatch(low -> low.terms().isEmpty() && proofs.nonNegative(low.constant()));
  }

  private boolean apart(List<Access> accesses, Index rest, List<Header.Level> left) {
    if (left.isEmpty()) {
      return true;
    }
    for (Header.Level outermost : left) {
      Dim stride = rest.coefficient(outermost.variable());
      Index inside = rest.minus(Index.of(outermost.variable()).times(stride));
      List<Header.Level> inner = new ArrayList<>(left);
      inner.remove(outermost);
      boolean smaller =
          accesses.stream().allMatch(a -> isBelow(a, rest(a, origin(a)).plus(inside), stride));
      if (smaller && apart(accesses, inside, inner)) {
        return true;
      }
    }
    return false;
  }

  private Index origin(Access access) {
    return origin(access.address().orElseThrow());
  }

  /// `address < limit` for all values of the variables in it.
  private boolean isBelow(Access access, Index address, Dim limit) {
    List<Access.Range> ranges = new ArrayList<>();
    levels.forEach(l -> ranges.add(new Access.Range(l.variable(), Bound.of(l.extent()))));
    ranges.addAll(access.around());
    Dim most = limit.minus(Dim.ONE);
    return bounds(address, ranges, true).stream()
        .anyMatch(high -> high.terms().isEmpty() && proofs.atMost(high.constant(), most));
  }

  private Optional<Long> size(Index rest, List<Access.Range> around) {
    return bounds(rest, around, true).stream()
        .filter(high -> high.terms().isEmpty())
        .flatMap(high -> proofs.most(high.constant()).stream())
        .min(Long::compare)
        .map(most -> most + 1);
  }

  /// Bounds of `index` from above or below that do not mention the variables of `ranges`, found by
  /// putting in the ends of their ranges, innermost first.
  private List<Index> bounds(Index index, List<Access.Range> ranges, boolean above) {
    Set<Index> open = new HashSet<>(Set.of(index));
    for (Access.Range range : ranges.reversed()) {
      Set<Index> next = new HashSet<>();
      for (Index bound : open) {
        next.addAll(eliminate(bound, range, above));
      }
      if (next.size() > MOST_BOUNDS) {
        return List.of();
      }
      open = next;
    }
    return List.copyOf(open);
  }

  private List<Index> eliminate(Index index, Access.Range range, boolean above) {
    Dim coefficient = index.coefficient(range.variable());
    if (coefficient.equals(Dim.ZERO)) {
      return List.of(index);
    }
    boolean grows = proofs.nonNegative(coefficient);
    if (!grows && !proofs.nonNegative(coefficient.times(Dim.of(-1)))) {
      return List.of();
    }
    if (grows != above) {
      return List.of(index.substitute(Map.of(range.variable(), Index.ZERO)));
    }
    return range.extent().candidates().stream()
        .map(limit -> limit.minus(Index.of(1)))
        .map(last -> index.substitute(Map.of(range.variable(), last)))
        .toList();
  }
}
