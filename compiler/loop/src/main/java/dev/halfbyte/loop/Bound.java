package dev.halfbyte.loop;

import dev.halfbyte.ir.Dim;
import java.util.List;
import java.util.stream.Collectors;

/// The least of one or more indices; never negative where it bounds a loop.
public record Bound(List<Index> candidates) {
  public Bound {
    candidates = List.copyOf(candidates);
    if (candidates.isEmpty()) {
      throw new IllegalArgumentException("a bound needs a candidate");
    }
  }

  public static Bound of(Dim extent) {
    return new Bound(List.of(Index.of(extent)));
  }

  public static Bound min(Index first, Index second) {
    return new Bound(List.of(first, second));
  }

  @Override
  public String toString() {
    if (candidates.size() == 1) {
      return candidates.getFirst().toString();
    }
    String least = candidates.stream().map(Index::toString).collect(Collectors.joining(", "));
    return "min(" + least + ")";
  }
}
