package dev.halfbyte.frontend.extent;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Proofs about the values an extent takes over all values of its dimensions.
///
/// Method: every factor `f` is written as `minimum(f) + f'`, the polynomial is expanded, and each
/// term is then at least 0 or at least its value at the largest `f'`. That is sound, and exact
/// whenever the expanded coefficients have one sign.
public final class Bounds {
  /// Beyond this much work a proof is given up, which only means that more extents count as
  /// unproven.
  private static final int LARGEST_PROOF = 256;

  /// A polynomial: coefficients by sorted factors.
  private static final class Polynomial {
    private final Map<List<Factor>, BigInteger> terms = new LinkedHashMap<>();

    void add(List<Factor> factors, BigInteger coefficient) {
      List<Factor> key = new ArrayList<>(factors);
      key.sort(Comparator.comparing(Factor::toString));
      BigInteger sum = terms.getOrDefault(key, BigInteger.ZERO).add(coefficient);
      if (sum.signum() == 0) {
        terms.remove(key);
      } else {
        terms.put(key, sum);
      }
    }
  }

  private final Map<Quotient, Interval> ranges = new HashMap<>();

  private Bounds() {}

  /// A range that holds every value of `extent`.
  public static Interval of(Extent extent) {
    return new Bounds().range(extent);
  }

  /// Whether `extent` is proven to be at least 0 for all values of its dimensions.
  public static boolean isNonNegative(Extent extent) {
    Bounds bounds = new Bounds();
    return bounds.range(extent).minimum().signum() >= 0
        || bounds
            .withoutQuotients(extent)
            .map(p -> bounds.rangeOfShifted(bounds.shifted(p)).minimum().signum() >= 0)
            .orElse(false);
  }

  private Interval range(Extent extent) {
    return rangeOfShifted(shifted(polynomial(extent)));
  }

  private Interval range(Factor factor) {
    return switch (factor) {
      case Dimension dimension -> Interval.of(dimension.minimum(), dimension.maximum());
      case Quotient quotient -> {
        Interval known = ranges.get(quotient);
        if (known == null) {
          known = range(quotient.dividend()).floorDiv(quotient.divisor());
          ranges.put(quotient, known);
        }
        yield known;
      }
    };
  }

  private static Polynomial polynomial(Extent extent) {
    Polynomial polynomial = new Polynomial();
    for (Term term : extent.terms()) {
      polynomial.add(term.factors(), BigInteger.valueOf(term.coefficient()));
    }
    return polynomial;
  }

  /// A polynomial without quotients that is nowhere larger than a positive multiple of `extent`.
  ///
  /// By `a - (d - 1) <= d * floor(a / d) <= a`, applied where the other factors of the term are not
  /// negative.
  private Optional<Polynomial> withoutQuotients(Extent extent) {
    Polynomial polynomial = polynomial(extent);
    for (int step = 0; step < LARGEST_PROOF && polynomial.terms.size() < LARGEST_PROOF; step++) {
      Optional<List<Factor>> found =
          polynomial.terms.keySet().stream().filter(this::isReplaceable).findFirst();
      if (found.isEmpty()) {
        return Optional.of(polynomial);
      }
      polynomial = replaceQuotient(polynomial, found.get());
    }
    return Optional.empty();
  }

  private boolean isReplaceable(List<Factor> factors) {
    if (factors.size() > Extent.MAX_FACTORS
        || factors.stream().noneMatch(f -> f instanceof Quotient)) {
      return false;
    }
    List<Factor> others = new ArrayList<>(factors);
    others.remove(firstQuotient(factors));
    return others.stream().allMatch(f -> range(f).minimum().signum() >= 0);
  }

  private static Quotient firstQuotient(List<Factor> factors) {
    return factors.stream()
        .filter(Quotient.class::isInstance)
        .map(Quotient.class::cast)
        .findFirst()
        .orElseThrow();
  }

  private static Polynomial replaceQuotient(Polynomial polynomial, List<Factor> found) {
    Quotient quotient = firstQuotient(found);
    BigInteger divisor = BigInteger.valueOf(quotient.divisor());
    BigInteger coefficient = polynomial.terms.getOrDefault(found, BigInteger.ZERO);
    Polynomial replaced = new Polynomial();
    polynomial.terms.forEach((factors, c) -> {
      if (!factors.equals(found)) {
        replaced.add(factors, c.multiply(divisor));
      }
    });
    List<Factor> others = new ArrayList<>(found);
    others.remove(quotient);
    for (Term term : quotient.dividend().terms()) {
      List<Factor> factors = new ArrayList<>(others);
      factors.addAll(term.factors());
      replaced.add(factors, coefficient.multiply(BigInteger.valueOf(term.coefficient())));
    }
    if (coefficient.signum() > 0 && !quotient.dividend().isMultipleOf(quotient.divisor())) {
      replaced.add(others, coefficient.multiply(BigInteger.ONE.subtract(divisor)));
    }
    return replaced;
  }

  /// Writes each factor as its minimum plus what exceeds it; afterwards a factor stands for that
  /// excess.
  private Polynomial shifted(Polynomial polynomial) {
    Polynomial result = new Polynomial();
    polynomial.terms.forEach((factors, coefficient) -> {
      Polynomial product = new Polynomial();
      product.add(List.of(), coefficient);
      for (Factor factor : factors) {
        product = timesShifted(product, factor, range(factor).minimum());
      }
      product.terms.forEach(result::add);
    });
    return result;
  }

  private static Polynomial timesShifted(Polynomial polynomial, Factor factor, BigInteger minimum) {
    Polynomial product = new Polynomial();
    polynomial.terms.forEach((factors, coefficient) -> {
      product.add(factors, coefficient.multiply(minimum));
      List<Factor> extended = new ArrayList<>(factors);
      extended.add(factor);
      product.add(extended, coefficient);
    });
    return product;
  }

  private Interval rangeOfShifted(Polynomial shifted) {
    BigInteger minimum = BigInteger.ZERO;
    BigInteger maximum = BigInteger.ZERO;
    for (Map.Entry<List<Factor>, BigInteger> term : shifted.terms.entrySet()) {
      BigInteger extreme = term.getValue();
      for (Factor factor : term.getKey()) {
        extreme = extreme.multiply(range(factor).width());
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
}
