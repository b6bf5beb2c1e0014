package dev.halfbyte.backend.verilog.match;

import static dev.halfbyte.backend.verilog.match.Pattern.any;
import static dev.halfbyte.backend.verilog.match.Pattern.leadingOne;
import static dev.halfbyte.backend.verilog.match.Pattern.number;
import static dev.halfbyte.backend.verilog.match.Pattern.over;
import static dev.halfbyte.backend.verilog.match.Pattern.plus;
import static dev.halfbyte.backend.verilog.match.Pattern.shiftedRight;
import static dev.halfbyte.backend.verilog.match.Pattern.times;

import dev.halfbyte.ir.Value;
import dev.halfbyte.ir.op.Requantize;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// The division of `norm late` behind a contraction, numerics.md, section 10.
///
/// @param matcher compares
/// @param softmaxes softmaxes in `norm late`, by their codes
record DivisionPattern(Matcher matcher, Map<Value, Form.Softmax> softmaxes) {
  private static final Pattern DIVISION = division();

  private static Pattern division() {
    Pattern denominators = new Pattern.Moved(any("denominators"));
    Pattern normal = shiftedRight(new Pattern.Normalized(64, denominators), 31);
    Pattern reciprocal = over(new Pattern.Exactly((1L << 47) - 1), normal);
    Pattern product = times(new Pattern.Moved(reciprocal), new Pattern.Constant("ratio"));
    return new Pattern.Scaled(
        any("sums"),
        new Pattern.Moved(shiftedRight(product, number("drop"))),
        new Pattern.Moved(plus(leadingOne(denominators), number("offset"))));
  }

  Optional<Form> find(Value value, Requantize op) {
    return matcher
        .match(DIVISION, value)
        .flatMap(match ->
            probabilities(match.value("denominators"))
                .map(p ->
                    new Form.Division(
                        op.operand(),
                        p,
                        match.value("denominators"),
                        op.multiplier(),
                        op.shift(),
                        match.value("ratio"),
                        match.number("drop"),
                        match.number("offset"))));
  }

  private Optional<Value> probabilities(Value denominators) {
    return Stream.of(false, true)
        .flatMap(masked -> matcher.match(SoftmaxPattern.denominator(masked), denominators).stream())
        .filter(match -> isSumOfAll(match))
        .map(match -> match.value("p"))
        .findFirst();
  }

  /// Whether what the softmax leaves out is left out of the sum as well, or adds nothing to it.
  private boolean isSumOfAll(Match match) {
    Form.Softmax softmax = softmaxes.get(match.value("p"));
    Value mask = match.values().get("mask");
    return softmax != null && (mask == null || softmax.mask().filter(mask::equals).isPresent());
  }
}
