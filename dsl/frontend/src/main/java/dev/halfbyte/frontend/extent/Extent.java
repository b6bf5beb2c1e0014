package dev.halfbyte.frontend.extent;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.ToLongFunction;

/// A whole number that depends on the dimensions of a kernel: a polynomial over dimensions and
/// floor quotients.
///
/// The form is canonical (terms merged and sorted, what is divisible taken out of quotients), so
/// that record equality is equality of extents as far as this arithmetic knows.
///
/// Operations throw [ArithmeticException] when a coefficient leaves 64 bits or an extent grows
/// beyond [#MAX_TERMS] terms, counted with those inside quotients, or [#MAX_FACTORS] factors;
/// callers turn that into a diagnostic.
///
/// @param terms by the text of their factors, the constant last; none for 0
public record Extent(List<Term> terms) {
  /// The most terms an extent may have, those inside quotients included.
  public static final int MAX_TERMS = 64;

  /// The most factors a term may have.
  public static final int MAX_FACTORS = 8;

  /// The number 0.
  public static final Extent ZERO = new Extent(List.of());

  /// The number 1.
  public static final Extent ONE = of(1);

  private static final Comparator<String> CONSTANT_LAST =
      Comparator.comparing(String::isEmpty).thenComparing(Comparator.naturalOrder());

  /// Merges and sorts the terms.
  public Extent {
    TreeMap<String, Term> merged = new TreeMap<>(CONSTANT_LAST);
    for (Term term : terms) {
      merged.merge(
          term.key(),
          term,
          (a, b) -> new Term(Math.addExact(a.coefficient(), b.coefficient()), a.factors()));
    }
    merged.values().removeIf(term -> term.coefficient() == 0);
    if (size(merged.values()) > MAX_TERMS) {
      throw new ArithmeticException("more than " + MAX_TERMS + " terms");
    }
    terms = List.copyOf(merged.values());
  }

  /// A constant.
  public static Extent of(long value) {
    return new Extent(List.of(new Term(value, List.of())));
  }

  /// A dimension.
  public static Extent of(Dimension dimension) {
    return new Extent(List.of(new Term(1, List.of(dimension))));
  }

  /// The sum.
  public Extent plus(Extent other) {
    List<Term> all = new ArrayList<>(terms);
    all.addAll(other.terms);
    return new Extent(all);
  }

  /// The difference.
  public Extent minus(Extent other) {
    return plus(other.times(-1));
  }

  /// The product with a constant.
  public Extent times(long factor) {
    List<Term> products = new ArrayList<>();
    for (Term term : terms) {
      products.add(new Term(Math.multiplyExact(term.coefficient(), factor), term.factors()));
    }
    return simplified(products);
  }

  /// The product.
  public Extent times(Extent other) {
    List<Term> products = new ArrayList<>();
    for (Term a : terms) {
      for (Term b : other.terms) {
        List<Factor> factors = new ArrayList<>(a.factors());
        factors.addAll(b.factors());
        if (factors.size() > MAX_FACTORS) {
          throw new ArithmeticException("more than " + MAX_FACTORS + " factors");
        }
        factors.sort(Comparator.comparing(Factor::toString));
        products.add(new Term(Math.multiplyExact(a.coefficient(), b.coefficient()), factors));
      }
    }
    return simplified(products);
  }

  /// The quotient, rounded down; `divisor` is at least 1.
  public Extent floorDiv(long divisor) {
    return FloorDivision.divide(this, divisor);
  }

  /// Whether every value is a multiple of `divisor`, as far as coefficients and the steps of
  /// dimensions tell.
  public boolean isMultipleOf(long divisor) {
    return FloorDivision.isMultiple(this, divisor);
  }

  private static int size(Collection<Term> terms) {
    int size = terms.size();
    for (Term term : terms) {
      for (Factor factor : term.factors()) {
        size += factor instanceof Quotient(Extent dividend, long _) ? size(dividend.terms) : 0;
      }
    }
    return size;
  }

  /// Replaces `c * (a / d)` by `(c / d) * a` where the division is exact.
  private static Extent simplified(List<Term> terms) {
    for (int i = 0; i < terms.size(); i++) {
      Term term = terms.get(i);
      for (Factor factor : term.factors()) {
        if (factor instanceof Quotient(Extent dividend, long divisor)
            && term.coefficient() % divisor == 0
            && dividend.isMultipleOf(divisor)) {
          List<Factor> others = new ArrayList<>(term.factors());
          others.remove(factor);
          Extent exact =
              new Extent(List.of(new Term(term.coefficient() / divisor, others))).times(dividend);
          List<Term> remaining = new ArrayList<>(terms);
          remaining.remove(i);
          return simplified(remaining).plus(exact);
        }
      }
    }
    return new Extent(terms);
  }

  /// The value, if it depends on no dimension.
  public OptionalLong constant() {
    if (terms.isEmpty()) {
      return OptionalLong.of(0);
    }
    Term first = terms.getFirst();
    return first.isConstant() ? OptionalLong.of(first.coefficient()) : OptionalLong.empty();
  }

  /// The value for given values of the dimensions.
  public long evaluate(ToLongFunction<Dimension> values) {
    long sum = 0;
    for (Term term : terms) {
      long product = term.coefficient();
      for (Factor factor : term.factors()) {
        long value =
            switch (factor) {
              case Dimension dimension -> values.applyAsLong(dimension);
              case Quotient(Extent dividend, long divisor) ->
                  Math.floorDiv(dividend.evaluate(values), divisor);
            };
        product = Math.multiplyExact(product, value);
      }
      sum = Math.addExact(sum, product);
    }
    return sum;
  }

  /// As in the language, a positive term first if there is one, e.g. `2*h*d - (h + 1)/2 + 3`.
  @Override
  public String toString() {
    if (terms.isEmpty()) {
      return "0";
    }
    Term first =
        terms.stream().filter(t -> t.coefficient() > 0).findFirst().orElse(terms.getFirst());
    StringBuilder text = new StringBuilder(first.coefficient() < 0 ? "-" : "");
    text.append(first.magnitude());
    for (Term term : terms) {
      if (!term.equals(first)) {
        text.append(term.coefficient() < 0 ? " - " : " + ").append(term.magnitude());
      }
    }
    return text.toString();
  }
}
