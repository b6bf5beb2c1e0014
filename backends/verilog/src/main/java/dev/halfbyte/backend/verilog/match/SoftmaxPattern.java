package dev.halfbyte.backend.verilog.match;

import static dev.halfbyte.backend.verilog.match.Pattern.any;
import static dev.halfbyte.backend.verilog.match.Pattern.atLeast;
import static dev.halfbyte.backend.verilog.match.Pattern.atMost;
import static dev.halfbyte.backend.verilog.match.Pattern.leadingOne;
import static dev.halfbyte.backend.verilog.match.Pattern.minus;
import static dev.halfbyte.backend.verilog.match.Pattern.number;
import static dev.halfbyte.backend.verilog.match.Pattern.plus;
import static dev.halfbyte.backend.verilog.match.Pattern.shiftedLeft;
import static dev.halfbyte.backend.verilog.match.Pattern.shiftedRight;
import static dev.halfbyte.backend.verilog.match.Pattern.sum;

import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.Value;
import dev.halfbyte.ir.op.Reduce;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// The formulas of softmax, numerics.md, section 10.
final class SoftmaxPattern {
  private static final int LAST = 255;
  private static final int ONE = 1 << 14;

  /// Eight leading bits of a normalized sum of 32 bits, of which the first is 1.
  private static final int DROPPED_BITS = 23;

  private static final Optional<Pattern> MASK = Optional.of(any("mask"));
  private static final Pattern LATE = late(Optional.empty());
  private static final Pattern EARLY = early(Optional.empty());
  private static final Pattern LATE_MASKED = present(late(MASK));
  private static final Pattern EARLY_MASKED = present(early(MASK));

  private SoftmaxPattern() {}

  /// Finds the softmax whose codes are `value`.
  static Optional<Form> find(Matcher matcher, Value value) {
    for (Pattern pattern : List.of(EARLY, EARLY_MASKED, LATE, LATE_MASKED)) {
      Optional<Match> match = matcher.match(pattern, value);
      if (match.filter(m -> isLogarithm(matcher.graph(), m)).isPresent()) {
        return match.map(SoftmaxPattern::form);
      }
    }
    return Optional.empty();
  }

  /// The unit has the table of logarithms built in.
  private static boolean isLogarithm(Graph graph, Match match) {
    Value table = match.values().get("logarithms");
    return table == null || graph.constant(table).filter(SoftmaxPattern::isLogarithm).isPresent();
  }

  private static boolean isLogarithm(Tensor table) {
    return table.count() == LAST + 1
        && IntStream.rangeClosed(LAST / 2 + 1, LAST)
            .allMatch(i ->
                table.longAt(i)
                    == Math.round(
                        16 * StrictMath.log((i + 0.5) / (LAST / 2 + 1)) / StrictMath.log(2)));
  }

  private static Form form(Match match) {
    return new Form.Softmax(
        match.value("logits"),
        Optional.ofNullable(match.values().get("mask")),
        match.value("codes"),
        Optional.ofNullable(match.values().get("weights")),
        Optional.ofNullable(match.numbers().get("zero")));
  }

  private static Pattern distance(Optional<Pattern> mask) {
    Pattern logits = new Pattern.Decoded(any("logits"));
    Pattern maximum = new Pattern.OfRow(Reduce.Kind.MAX, logits, mask);
    return atMost(atLeast(minus(new Pattern.Repeated(maximum), logits), 0), LAST);
  }

  private static Pattern late(Optional<Pattern> mask) {
    return new Pattern.Entry(distance(mask), "codes");
  }

  private static Pattern early(Optional<Pattern> mask) {
    Pattern distance = distance(mask);
    Pattern plain = new Pattern.Entry(distance, "weights");
    Pattern sum = atLeast(sum(plain, mask), ONE);
    Pattern octaves = minus(leadingOne(sum), new Pattern.Exactly(14));
    Pattern leading = shiftedRight(new Pattern.Normalized(32, sum), DROPPED_BITS);
    Pattern logarithm = plus(shiftedLeft(octaves, 4), new Pattern.Entry(leading, "logarithms"));
    Pattern index = plus(distance, new Pattern.Repeated(logarithm));
    return new Pattern.Entry(atMost(atLeast(index, 0), LAST), "codes");
  }

  private static Pattern present(Pattern codes) {
    return new Pattern.WherePresent(any("mask"), codes, number("zero"));
  }

  /// What divides the numbers of the codes `p` by their sum `D`.
  static Pattern denominator(boolean masked) {
    Pattern numbers = new Pattern.Decoded(any("p"));
    return atLeast(sum(numbers, masked ? MASK : Optional.empty()), 1);
  }
}
