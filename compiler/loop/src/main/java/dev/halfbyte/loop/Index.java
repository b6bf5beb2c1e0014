package dev.halfbyte.loop;

import dev.halfbyte.ir.Dim;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/// `constant + sum of coefficient * variable`; coefficients are expressions over the program's dims
/// and thus invariant during a run.
///
/// Terms keep the order in which variables first came in (outer loops first); coefficients are
/// never zero. Values fit 64 bits; those used as an in-bounds address or a loop bound fit what the
/// target can address.
public record Index(List<Term> terms, Dim constant) {
  public static final Index ZERO = new Index(List.of(), Dim.ZERO);

  /// A variable with its multiplier.
  public record Term(LoopVariable variable, Dim coefficient) {}

  public Index {
    terms = List.copyOf(terms);
    if (terms.stream().anyMatch(t -> t.coefficient.equals(Dim.ZERO))
        || terms.stream().map(Term::variable).distinct().count() != terms.size()) {
      throw new IllegalArgumentException("terms of an index are not normal: " + terms);
    }
  }

  public static Index of(LoopVariable variable) {
    return new Index(List.of(new Term(variable, Dim.ONE)), Dim.ZERO);
  }

  public static Index of(Dim constant) {
    return new Index(List.of(), constant);
  }

  public static Index of(long constant) {
    return of(Dim.of(constant));
  }

  public Index plus(Index other) {
    SequencedMap<LoopVariable, Dim> sums = new LinkedHashMap<>();
    terms.forEach(t -> sums.put(t.variable, t.coefficient));
    other.terms.forEach(t -> sums.merge(t.variable, t.coefficient, Dim::plus));
    return normal(sums, constant.plus(other.constant));
  }

  public Index minus(Index other) {
    return plus(other.times(Dim.of(-1)));
  }

  public Index times(Dim factor) {
    SequencedMap<LoopVariable, Dim> products = new LinkedHashMap<>();
    terms.forEach(t -> products.put(t.variable, t.coefficient.times(factor)));
    return normal(products, constant.times(factor));
  }

  /// The multiplier of `variable`, zero where it does not occur.
  public Dim coefficient(LoopVariable variable) {
    return terms.stream()
        .filter(t -> t.variable.equals(variable))
        .map(Term::coefficient)
        .findFirst()
        .orElse(Dim.ZERO);
  }

  /// This index with each variable of `values` replaced.
  public Index substitute(Map<LoopVariable, Index> values) {
    Index sum = of(constant);
    for (Term term : terms) {
      Index value = values.getOrDefault(term.variable, of(term.variable));
      sum = sum.plus(value.times(term.coefficient));
    }
    return sum;
  }

  private static Index normal(SequencedMap<LoopVariable, Dim> sums, Dim constant) {
    return new Index(
        sums.entrySet().stream()
            .filter(e -> !e.getValue().equals(Dim.ZERO))
            .map(e -> new Term(e.getKey(), e.getValue()))
            .toList(),
        constant);
  }

  /// Text form, e.g. `768*i + k - 3`; a coefficient or constant of several terms is parenthesised.
  @Override
  public String toString() {
    StringBuilder out = new StringBuilder();
    for (Term term : terms) {
      append(out, term.coefficient, term.variable.name());
    }
    if (terms.isEmpty() || !constant.equals(Dim.ZERO)) {
      append(out, constant, "");
    }
    return out.toString();
  }

  /// Appends `dim * name`, or `dim` where the name is empty.
  private static void append(StringBuilder out, Dim dim, String name) {
    boolean negative = dim.terms().size() == 1 && dim.terms().getFirst().coefficient() < 0;
    Dim size = negative ? dim.times(Dim.of(-1)) : dim;
    out.append(out.isEmpty() ? (negative ? "-" : "") : negative ? " - " : " + ");
    if (name.isEmpty()) {
      out.append(text(size));
    } else {
      out.append(size.equals(Dim.ONE) ? "" : text(size) + "*").append(name);
    }
  }

  private static String text(Dim dim) {
    return dim.terms().size() > 1 ? "(" + dim + ")" : dim.toString();
  }
}
