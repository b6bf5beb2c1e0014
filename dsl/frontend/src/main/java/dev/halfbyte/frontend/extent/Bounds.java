package dev.halfbyte.frontend.extent;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Proofs about the values an extent takes over all values of its dimensions.
///
/// Method: every factor `f` is written as `minimum(f) + f'`, the polynomial is expanded, and each
/// term is then at least 0 or at least its value at the largest `f'`. That is sound, and exact
/// whenever the expanded coefficients have one sign.
public final class Bounds {
  /// Beyond this many terms a proof is given up, which only means that more extents count as
  /// unproven.
  private static final int LARGEST_PROOF = 256;

  private Bounds() {}

  /// A range that holds every value of `extent`.
  public static Interval of(Extent extent) {
    return range(shifted(polynomial(extent)));
  }

  /// Whether `extent` is proven to be at least 0 for all values of its dimensions.
  public static boolean isNonNegative(Extent extent) {
    return of(extent).minimum().signum() >= 0
        || range(shifted(withoutQuotients(extent))).minimum().signum() >= 0;
  }

  private static Map<List<Factor>, BigInteger> polynomial(Extent extent) {
    Map<List<Factor>, BigInteger> terms = new LinkedHashMap<>();
    for (Term term : extent.terms()) {
      add(terms, term.factors(), BigInteger.valueOf(term.coefficient()));
    }
    return terms;
  }

  /// A polynomial without quotients that is nowhere larger than a positive multiple of `extent`.
  ///
  /// By `a - (d - 1) <= d * floor(a / d) <= a`, applied where the other factors of the term are not
  /// negative.
  private static Map<List<Factor>, BigInteger> withoutQuotients(Extent extent) {
    Map<List<Factor>, BigInteger> terms = polynomial(extent);
    while (terms.size() <= LARGEST_PROOF) {
      List<Factor> found = List.of();
      for (List<Factor> factors : terms.keySet()) {
        if (factors.size() <= Extent.MAX_FACTORS
            && factors.stream().anyMatch(f -> f instanceof Quotient)
            && othersNonNegative(factors)) {
          found = factors;
          break;
        }
      }
      if (found.isEmpty()) {
        return terms;
      }
      terms = replaceQuotient(terms, found);
    }
    return polynomial(extent);
  }

  private static boolean othersNonNegative(List<Factor> factors) {
    List<Factor> others = new ArrayList<>(factors);
    others.remove(firstQuotient(factors));
    return others.stream().allMatch(f -> rangeOf(f).minimum().signum() >= 0);
  }

  private static Quotient firstQuotient(List<Factor> factors) {
    return factors.stream()
        .filter(Quotient.class::isInstance)
        .map(Quotient.class::cast)
        .findFirst()
        .orElseThrow();
  }

  private static Map<List<Factor>, BigInteger> replaceQuotient(
      Map<List<Factor>, BigInteger> terms, List<Factor> found) {
    Quotient quotient = firstQuotient(found);
    BigInteger divisor = BigInteger.valueOf(quotient.divisor());
    Map<List<Factor>, BigInteger> replaced = new LinkedHashMap<>();
    terms.forEach((factors, coefficient) -> {
      if (!factors.equals(found)) {
        add(replaced, factors, coefficient.multiply(divisor));
      }
    });
    List<Factor> others = new ArrayList<>(found);
    others.remove(quotient);
    BigInteger coefficient = terms.getOrDefault(found, BigInteger.ZERO);
    for (Term term : quotient.dividend().terms()) {
      List<Factor> factors = new ArrayList<>(others);
      factors.addAll(term.factors());
      add(replaced, factors, coefficient.multiply(BigInteger.valueOf(term.coefficient())));
    }
    if (coefficient.signum() > 0 && !quotient.dividend().isMultipleOf(quotient.divisor())) {
      add(replaced, others, coefficient.multiply(BigInteger.ONE.subtract(divisor)));
    }
    return replaced;
  }

  /// Writes each factor as its minimum plus what exceeds it; afterwards a factor stands for that
  /// excess.
  private static Map<List<Factor>, BigInteger> shifted(Map<List<Factor>, BigInteger> terms) {
    Map<List<Factor>, BigInteger> result = new LinkedHashMap<>();
    terms.forEach((factors, coefficient) -> {
      Map<List<Factor>, BigInteger> product = new LinkedHashMap<>();
      product.put(List.of(), coefficient);
      for (Factor factor : factors) {
        product = timesShifted(product, factor, rangeOf(factor).minimum());
      }
      product.forEach((key, value) -> add(result, key, value));
    });
    return result;
  }

  private static Map<List<Factor>, BigInteger> timesShifted(
      Map<List<Factor>, BigInteger> terms, Factor factor, BigInteger minimum) {
    Map<List<Factor>, BigInteger> product = new LinkedHashMap<>();
    terms.forEach((factors, coefficient) -> {
      add(product, factors, coefficient.multiply(minimum));
      List<Factor> extended = new ArrayList<>(factors);
      extended.add(factor);
      add(product, extended, coefficient);
    });
    return product;
  }

  private static Interval range(Map<List<Factor>, BigInteger> shifted) {
    BigInteger minimum = BigInteger.ZERO;
    BigInteger maximum = BigInteger.ZERO;
    for (Map.Entry<List<Factor>, BigInteger> term : shifted.entrySet()) {
      BigInteger extreme = term.getValue();
      for (Factor factor : term.getKey()) {
        extreme = extreme.multiply(rangeOf(factor).width());
      }
      boolean constant = term.getKey().isEmpty();
      if (constant || extreme.signum() < 0) {
        minimum = minimum.add(extreme);
      }
      if (constant || extreme.signum() > 0) {
        maximum = maximum.add(extreme);
      }
    }
    return new Interval(minimum, maximum);
  }

  private static Interval rangeOf(Factor factor) {
    return switch (factor) {
      case Dimension dimension -> Interval.of(dimension.minimum(), dimension.maximum());
      case Quotient(Extent dividend, long divisor) -> of(dividend).floorDiv(divisor);
    };
  }

  private static void add(
      Map<List<Factor>, BigInteger> terms, List<Factor> factors, BigInteger coefficient) {
    List<Factor> key = new ArrayList<>(factors);
    key.sort((a, b) -> a.toString().compareTo(b.toString()));
    BigInteger sum = terms.getOrDefault(key, BigInteger.ZERO).add(coefficient);
    if (sum.signum() == 0) {
      terms.remove(key);
    } else {
      terms.put(List.copyOf(key), sum);
    }
  }
}
