package dev.halfbyte.ir;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// An extent: a polynomial with integer coefficients over symbols and floor quotients.
///
/// The terms are kept sorted and merged, so structural equality is equality of polynomials. That is
/// all that shape checks need; facts such as `h * d == m` are substituted before a `Dim` is made.
public record Dim(List<Term> terms) {
  /// `coefficient * factor * factor ...`; no factors make a constant.
  public record Term(long coefficient, List<Factor> factors) {
    public Term {
      factors = factors.stream().sorted(Comparator.comparing(Factor::toString)).toList();
    }

    String key() {
      return factors.stream().map(Factor::toString).collect(Collectors.joining("*"));
    }
  }

  /// What a term multiplies.
  public sealed interface Factor permits Symbol, Quotient {}

  /// A named dimension of the kernel.
  public record Symbol(String name) implements Factor {
    private static final Pattern PLAIN = Pattern.compile("(?!i[0-9]+$)[A-Za-z_][A-Za-z0-9_]*");

    /// The name; quoted where the IR parser would take it for something else, such as the index
    /// `i0`.
    @Override
    public String toString() {
      return PLAIN.matcher(name).matches() ? name : Quoted.of(name);
    }
  }

  /// `floor(numerator / denominator)`, `denominator >= 1`.
  public record Quotient(Dim numerator, long denominator) implements Factor {
    @Override
    public String toString() {
      return "(" + numerator + ")/" + denominator;
    }
  }

  private static final int MAX_TERMS = 4096;

  public static final Dim ZERO = new Dim(List.of());
  public static final Dim ONE = of(1);

  public Dim {
    terms =
        terms.size() > 1 ? merged(terms) : terms.stream().filter(t -> t.coefficient != 0).toList();
  }

  private static List<Term> merged(List<Term> terms) {
    TreeMap<String, Term> merged =
        new TreeMap<>(Comparator.comparing((String k) -> k.isEmpty()).thenComparing(k -> k));
    for (Term term : terms) {
      merged.merge(
          term.key(),
          term,
          (a, b) -> new Term(Math.addExact(a.coefficient, b.coefficient), a.factors));
    }
    return merged.values().stream().filter(t -> t.coefficient != 0).toList();
  }

  public static Dim of(long value) {
    return new Dim(List.of(new Term(value, List.of())));
  }

  public static Dim symbol(String name) {
    return new Dim(List.of(new Term(1, List.of(new Symbol(name)))));
  }

  public Dim plus(Dim other) {
    if (terms.isEmpty() || other.terms.isEmpty()) {
      return terms.isEmpty() ? other : this;
    }
    List<Term> all = new ArrayList<>(terms);
    all.addAll(other.terms);
    return new Dim(all);
  }

  public Dim minus(Dim other) {
    return plus(other.times(of(-1)));
  }

  /// The product; an `ArithmeticException` where it has more than 4096 terms before merging, which
  /// no kernel needs and hostile text could ask for.
  public Dim times(Dim other) {
    if ((long) terms.size() * other.terms.size() > MAX_TERMS) {
      throw new ArithmeticException("extent of more than " + MAX_TERMS + " terms");
    }
    List<Term> products = new ArrayList<>();
    for (Term a : terms) {
      for (Term b : other.terms) {
        List<Factor> factors = new ArrayList<>(a.factors);
        factors.addAll(b.factors);
        products.add(new Term(Math.multiplyExact(a.coefficient, b.coefficient), factors));
      }
    }
    return new Dim(products);
  }

  /// `floor(this / denominator)`; folds when every coefficient is divisible.
  public Dim floorDiv(long denominator) {
    if (denominator < 1) {
      throw new IllegalArgumentException("denominator must be positive: " + denominator);
    }
    if (isFixed()) {
      return of(Math.floorDiv(fixed(), denominator));
    }
    if (terms.stream().allMatch(t -> t.coefficient % denominator == 0)) {
      return new Dim(
          terms.stream().map(t -> new Term(t.coefficient / denominator, t.factors)).toList());
    }
    return new Dim(List.of(new Term(1, List.of(new Quotient(this, denominator)))));
  }

  public boolean isFixed() {
    return terms.isEmpty() || (terms.size() == 1 && terms.getFirst().factors.isEmpty());
  }

  /// The value of a fixed extent; an unbound symbol is our own fault here.
  public long fixed() {
    if (!isFixed()) {
      throw new IllegalStateException("extent is symbolic: " + this);
    }
    return terms.isEmpty() ? 0 : terms.getFirst().coefficient;
  }

  /// Replaces the bound symbols by their values; others stay.
  public Dim bind(Map<String, Long> values) {
    Dim sum = ZERO;
    for (Term term : terms) {
      Dim product = of(term.coefficient);
      for (Factor factor : term.factors) {
        product =
            product.times(
                switch (factor) {
                  case Symbol s ->
                      values.containsKey(s.name) ? of(values.get(s.name)) : symbol(s.name);
                  case Quotient q -> q.numerator.bind(values).floorDiv(q.denominator);
                });
      }
      sum = sum.plus(product);
    }
    return sum;
  }

  /// The value when every symbol is bound.
  public long evaluate(Map<String, Long> values) {
    return bind(values).fixed();
  }

  /// Names of all symbols, sorted.
  public SortedSet<String> symbols() {
    SortedSet<String> names = new TreeSet<>();
    for (Term term : terms) {
      for (Factor factor : term.factors) {
        switch (factor) {
          case Symbol s -> names.add(s.name);
          case Quotient q -> names.addAll(q.numerator.symbols());
        }
      }
    }
    return Collections.unmodifiableSortedSet(names);
  }

  /// Text form, e.g. `2*n+3`, `(h-1)/2+1`; read back by the IR parser.
  @Override
  public String toString() {
    if (terms.isEmpty()) {
      return "0";
    }
    StringBuilder out = new StringBuilder();
    for (Term term : terms) {
      long c = term.coefficient;
      if (!out.isEmpty() && c >= 0) {
        out.append('+');
      }
      if (term.factors.isEmpty()) {
        out.append(c);
      } else {
        out.append(c == 1 ? "" : c == -1 ? "-" : c + "*").append(term.key());
      }
    }
    return out.toString();
  }
}
