package dev.halfbyte.ir.range;

import dev.halfbyte.ir.Dim;
import dev.halfbyte.ir.DimDeclaration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.stream.LongStream;

/// What the declared bounds of dims say about extents.
public final class DimBounds {
  private static final int MAX_CORNER_SYMBOLS = 4;

  private final Map<String, DimDeclaration> declarations = new LinkedHashMap<>();

  public DimBounds(Collection<DimDeclaration> dims) {
    dims.forEach(dim -> declarations.put(dim.name(), dim));
  }

  public boolean declares(String symbol) {
    return declarations.containsKey(symbol);
  }

  /// An interval that holds `dim` for all admissible values; exact for sums of single symbols.
  public Interval of(Dim dim) {
    Interval sum = Interval.ZERO;
    for (Dim.Term term : dim.terms()) {
      Interval product = Interval.of(term.coefficient());
      for (Dim.Factor factor : term.factors()) {
        product =
            product.times(
                switch (factor) {
                  case Dim.Symbol s -> symbol(s.name());
                  case Dim.Quotient q -> of(q.numerator()).floorDiv(q.denominator());
                });
      }
      sum = sum.plus(product);
    }
    return sum;
  }

  private Interval symbol(String name) {
    DimDeclaration dim = declarations.get(name);
    return dim == null
        ? Interval.of(0, DimDeclaration.DEFAULT_MAX)
        : Interval.of(dim.min(), dim.max());
  }

  /// Admissible values of `symbols` to try for a counterexample: every combination of the smallest,
  /// the second and the largest value; for more than four symbols only all smallest and all
  /// largest.
  public List<SortedMap<String, Long>> corners(SortedSet<String> symbols) {
    List<SortedMap<String, Long>> corners = new ArrayList<>(List.of(new TreeMap<>()));
    if (symbols.size() > MAX_CORNER_SYMBOLS) {
      SortedMap<String, Long> least = new TreeMap<>();
      SortedMap<String, Long> most = new TreeMap<>();
      for (String symbol : symbols) {
        least.put(symbol, candidates(symbol).getFirst());
        most.put(symbol, candidates(symbol).getLast());
      }
      return List.of(least, most);
    }
    for (String symbol : symbols) {
      List<SortedMap<String, Long>> extended = new ArrayList<>();
      for (SortedMap<String, Long> corner : corners) {
        for (long value : candidates(symbol)) {
          SortedMap<String, Long> next = new TreeMap<>(corner);
          next.put(symbol, value);
          extended.add(next);
        }
      }
      corners = extended;
    }
    return corners;
  }

  private List<Long> candidates(String symbol) {
    DimDeclaration dim = declarations.get(symbol);
    if (dim == null) {
      return List.of(1L);
    }
    long step = dim.step();
    long least = Math.ceilDiv(dim.min(), step) * step;
    long most = Math.floorDiv(dim.max(), step) * step;
    if (least > most) {
      return List.of(dim.min());
    }
    return LongStream.of(least, Math.min(least + step, most), most).distinct().boxed().toList();
  }
}
