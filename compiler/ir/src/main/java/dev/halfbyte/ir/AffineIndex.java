package dev.halfbyte.ir;

import java.util.ArrayList;
import java.util.List;

/// `constant + sum of coefficient * i_position`, where `i_p` is the index of output axis `p`.
///
/// Coefficients are never zero and positions ascend, so equality is structural.
public record AffineIndex(List<Term> terms, Dim constant) {
  /// One index with its multiplier.
  public record Term(int position, long coefficient) {}

  public AffineIndex {
    List<Term> sorted = new ArrayList<>(terms);
    sorted.sort(java.util.Comparator.comparingInt(Term::position));
    terms = sorted.stream().filter(t -> t.coefficient != 0).toList();
    for (int i = 1; i < terms.size(); i++) {
      if (terms.get(i).position == terms.get(i - 1).position) {
        throw new IllegalArgumentException("index used twice; add the coefficients first");
      }
    }
  }

  public static AffineIndex of(int position) {
    return new AffineIndex(List.of(new Term(position, 1)), Dim.ZERO);
  }

  public static AffineIndex constant(Dim value) {
    return new AffineIndex(List.of(), value);
  }

  /// Text form, e.g. `2*i0+i3-1`; read back by the IR parser.
  @Override
  public String toString() {
    StringBuilder out = new StringBuilder();
    for (Term term : terms) {
      if (!out.isEmpty() && term.coefficient >= 0) {
        out.append('+');
      }
      long c = term.coefficient;
      out.append(c == 1 ? "" : c == -1 ? "-" : c + "*").append('i').append(term.position);
    }
    if (!constant.equals(Dim.ZERO) || terms.isEmpty()) {
      String text = constant.toString();
      if (!out.isEmpty() && !text.startsWith("-")) {
        out.append('+');
      }
      out.append(text);
    }
    return out.toString();
  }
}
