package dev.halfbyte.loop.fuse;

import dev.halfbyte.ir.Dim;
import dev.halfbyte.loop.Bound;
import dev.halfbyte.loop.Index;
import dev.halfbyte.loop.LoopVariable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
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
  private final List<List<Header.Level>> orders;

  /// What is known of accesses, each told apart by identity: equal ones are rare, and as costly to
  /// find.
  private final IdentityHashMap<Access, Optional<Long>> sizes = new IdentityHashMap<>();

  private final IdentityHashMap<Access, Map<List<Header.Level>, Boolean>> apart =
      new IdentityHashMap<>();

  Cells(Proofs proofs, Header header) {
    this.proofs = proofs;
    this.levels = header.levels();
    this.orders = permutations(levels);
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
    Index origin = origin(accesses.getFirst());
    long size = 0;
    for (Access access : accesses) {
      Optional<Long> own =
          origin(access).equals(origin)
              ? sizes.computeIfAbsent(access, this::size)
              : Optional.empty();
      if (own.isEmpty()) {
        return Optional.empty();
      }
      size = Math.max(size, own.get());
    }
    boolean apart =
        orders.stream().anyMatch(order -> accesses.stream().allMatch(a -> isApart(a, order)));
    return apart ? Optional.of(new Cell(origin, size)) : Optional.empty();
  }

  /// The terms of the header's variables, in their order.
  private Index origin(Access access) {
    Index address = access.address().orElseThrow();
    Index origin = Index.ZERO;
    for (Header.Level level : levels) {
      origin = origin.plus(term(address, level.variable()));
    }
    return origin;
  }

  private static Index term(Index address, LoopVariable variable) {
    return Index.of(variable).times(address.coefficient(variable));
  }

  /// One more than the greatest distance from the origin; absent where the least may be negative.
  private Optional<Long> size(Access access) {
    Index rest = access.address().orElseThrow().minus(origin(access));
    boolean above =
        bounds(rest, access.around(), false).stream()
            .anyMatch(low -> low.terms().isEmpty() && proofs.nonNegative(low.constant()));
    return above
        ? bounds(rest, access.around(), true).stream()
            .filter(high -> high.terms().isEmpty())
            .flatMap(high -> proofs.most(high.constant()).stream())
            .min(Long::compare)
            .map(most -> most + 1)
        : Optional.empty();
  }

  /// Whether the variables of the header are digits of the address, in `order` of their weight.
  private boolean isApart(Access access, List<Header.Level> order) {
    return apart
        .computeIfAbsent(access, a -> new HashMap<>())
        .computeIfAbsent(order, o -> digits(access, o));
  }

  private boolean digits(Access access, List<Header.Level> order) {
    List<Access.Range> ranges = new ArrayList<>();
    levels.forEach(l -> ranges.add(new Access.Range(l.variable(), Bound.of(l.extent()))));
    ranges.addAll(access.around());
    Index rest = access.address().orElseThrow();
    for (Header.Level level : order) {
      Index digit = term(rest, level.variable());
      rest = rest.minus(digit);
      Dim most = digit.coefficient(level.variable()).minus(Dim.ONE);
      boolean smaller =
          bounds(rest, ranges, true).stream()
              .anyMatch(high -> high.terms().isEmpty() && proofs.atMost(high.constant(), most));
      if (!smaller) {
        return false;
      }
    }
    return true;
  }

  private static List<List<Header.Level>> permutations(List<Header.Level> levels) {
    if (levels.isEmpty()) {
      return List.of(List.of());
    }
    List<List<Header.Level>> all = new ArrayList<>();
    for (Header.Level first : levels) {
      List<Header.Level> others = new ArrayList<>(levels);
      others.remove(first);
      for (List<Header.Level> rest : permutations(others)) {
        List<Header.Level> order = new ArrayList<>(List.of(first));
        order.addAll(rest);
        all.add(order);
      }
    }
    return all;
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
