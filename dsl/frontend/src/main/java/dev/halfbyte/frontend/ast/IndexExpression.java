package dev.halfbyte.frontend.ast;

import dev.halfbyte.frontend.extent.Extent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// An affine expression of indices: `offset + sum of coefficient * index`.
///
/// @param terms each index at most once, coefficients not 0, in the order of the indices' ids
/// @param offset may depend on dimensions
public record IndexExpression(List<Term> terms, Extent offset) {
  /// One index with its factor.
  public record Term(Index index, long coefficient) {}

  /// Merges the terms of equal indices and sorts.
  public IndexExpression {
    Map<Index, Long> merged = new LinkedHashMap<>();
    for (Term term : terms) {
      merged.merge(term.index(), term.coefficient(), Math::addExact);
    }
    List<Term> sorted = new ArrayList<>();
    merged.forEach((index, coefficient) -> {
      if (coefficient != 0) {
        sorted.add(new Term(index, coefficient));
      }
    });
    sorted.sort((a, b) -> Integer.compare(a.index().id(), b.index().id()));
    terms = List.copyOf(sorted);
  }

  /// An expression without indices.
  public static IndexExpression of(Extent offset) {
    return new IndexExpression(List.of(), offset);
  }

  /// An index alone.
  public static IndexExpression of(Index index) {
    return new IndexExpression(List.of(new Term(index, 1)), Extent.ZERO);
  }

  /// The sum.
  public IndexExpression plus(IndexExpression other) {
    List<Term> all = new ArrayList<>(terms);
    all.addAll(other.terms);
    return new IndexExpression(all, offset.plus(other.offset));
  }

  /// The difference.
  public IndexExpression minus(IndexExpression other) {
    return plus(other.times(-1));
  }

  /// The product with a constant.
  public IndexExpression times(long factor) {
    List<Term> products = new ArrayList<>();
    for (Term term : terms) {
      products.add(new Term(term.index(), Math.multiplyExact(term.coefficient(), factor)));
    }
    return new IndexExpression(products, offset.times(factor));
  }

  /// This expression with every index that `replacements` names replaced.
  public IndexExpression substitute(Map<Index, IndexExpression> replacements) {
    IndexExpression result = of(offset);
    for (Term term : terms) {
      IndexExpression value = replacements.getOrDefault(term.index(), of(term.index()));
      result = result.plus(value.times(term.coefficient()));
    }
    return result;
  }

  /// The index, if this is one index and nothing else.
  public Optional<Index> bare() {
    boolean alone =
        terms.size() == 1 && terms.getFirst().coefficient() == 1 && offset.equals(Extent.ZERO);
    return alone ? Optional.of(terms.getFirst().index()) : Optional.empty();
  }

  /// The extent, if there is no index.
  public Optional<Extent> withoutIndices() {
    return terms.isEmpty() ? Optional.of(offset) : Optional.empty();
  }

  /// As in the language, e.g. `2*i + r - 1`.
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (Term term : terms) {
      boolean negative = term.coefficient() < 0;
      if (text.isEmpty()) {
        text.append(negative ? "-" : "");
      } else {
        text.append(negative ? " - " : " + ");
      }
      long absolute = Math.abs(term.coefficient());
      text.append(absolute == 1 ? "" : absolute + "*").append(term.index());
    }
    if (text.isEmpty()) {
      return offset.toString();
    }
    if (!offset.equals(Extent.ZERO)) {
      String rest = offset.toString();
      boolean negative = rest.startsWith("-");
      text.append(negative ? " - " : " + ").append(negative ? rest.substring(1) : rest);
    }
    return text.toString();
  }
}
