package dev.halfbyte.backend.verilog.match;

import static dev.halfbyte.backend.verilog.match.Pattern.any;
import static dev.halfbyte.backend.verilog.match.Pattern.atLeast;
import static dev.halfbyte.backend.verilog.match.Pattern.leadingOne;
import static dev.halfbyte.backend.verilog.match.Pattern.minus;
import static dev.halfbyte.backend.verilog.match.Pattern.number;
import static dev.halfbyte.backend.verilog.match.Pattern.over;
import static dev.halfbyte.backend.verilog.match.Pattern.plus;
import static dev.halfbyte.backend.verilog.match.Pattern.shiftedLeft;
import static dev.halfbyte.backend.verilog.match.Pattern.shiftedRight;
import static dev.halfbyte.backend.verilog.match.Pattern.sum;
import static dev.halfbyte.backend.verilog.match.Pattern.times;

import dev.halfbyte.ir.Value;
import dev.halfbyte.ir.op.Binary;
import dev.halfbyte.ir.op.Unary;
import java.util.Optional;

/// The formula of norms, numerics.md, section 8.
final class NormPattern {
  private static final Pattern LAYER = normalized(true);
  private static final Pattern RMS = normalized(false);

  private NormPattern() {}

  static Optional<Form> find(Matcher matcher, Value value) {
    return matcher
        .match(LAYER, value)
        .map(match -> form(match, true))
        .or(() -> matcher.match(RMS, value).map(match -> form(match, false)));
  }

  private static Form form(Match match, boolean centered) {
    return new Form.Norm(
        match.value("codes"),
        centered,
        match.number("extent"),
        match.number("guard"),
        match.number("radicand"),
        match.number("greatest root"),
        match.number("shift addend"),
        match.value("gains"),
        match.value("biases"),
        match.number("t"));
  }

  private static Pattern normalized(boolean centered) {
    Pattern q = new Pattern.Decoded(any("codes"));
    Pattern extent = number("extent");
    Pattern total = sum(q, Optional.empty());
    Pattern scaled = times(q, extent);
    Pattern squares = times(sum(times(q, q), Optional.empty()), extent);
    Pattern distance = centered ? minus(scaled, new Pattern.Repeated(total)) : scaled;
    Pattern moment = centered ? minus(squares, times(total, total)) : squares;
    Pattern variance = atLeast(plus(moment, number("guard")), 1);
    Pattern octave = leadingOne(variance);
    Pattern half = shiftedRight(octave, 1);
    Pattern normal = new Pattern.Normalized(64, variance);
    Pattern mantissa =
        new Pattern.WhereEqual(
            octave, shiftedLeft(half, 1), shiftedRight(normal, 32), shiftedRight(normal, 31));
    Pattern root =
        new Pattern.Both(
            Binary.Kind.MIN,
            new Pattern.Each(Unary.Kind.SQRT, over(number("radicand"), mantissa)),
            number("greatest root"));
    Pattern z =
        new Pattern.Scaled(
            distance,
            new Pattern.Repeated(root),
            new Pattern.Repeated(plus(half, number("shift addend"))));
    Pattern affine =
        plus(
            times(new Pattern.Decoded(z), new Pattern.Constant("gains")),
            new Pattern.Constant("biases"));
    return new Pattern.Scaled(affine, new Pattern.Exactly(1), number("t"));
  }
}
