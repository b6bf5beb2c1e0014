package dev.halfbyte.driver.numerics;

import dev.halfbyte.frontend.ast.Numerics;
import dev.halfbyte.ir.ElemType;
import dev.halfbyte.quant.policy.CommonScale;
import dev.halfbyte.quant.policy.ReparamMethod;
import dev.halfbyte.quant.policy.ReparamMethod.Hadamard;
import dev.halfbyte.quant.policy.ReparamMethod.Trip;
import dev.halfbyte.quant.policy.Setting;
import dev.halfbyte.source.Diagnostic;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/// Methods that move scales of channels into neighbours: `via repq(scale = median)`, `via trip(3)`.
///
/// @param diagnostics where faults go
record ReparamLowering(List<Diagnostic> diagnostics) {
  private static final String EXAMPLE = "for example `act s4 tensor via repq(scale = median)`";
  private static final String THERE_ARE =
      "there are repq(scale = none | mean | median), trip(k, into = codes | weights), outlier_tune,"
          + " smooth(alpha = search | 0.5), awq, noisy(amplitude = 0.5, seed = 1),"
          + " hadamard(block, codes = s16 | s8) and shifted; "
          + EXAMPLE;

  /// What the methods of a rule ask for.
  List<Setting> of(Numerics.Rule rule) {
    return rule.settings().stream()
        .filter(Numerics.Encode.class::isInstance)
        .map(Numerics.Encode.class::cast)
        .flatMap(encode -> encode.via().flatMap(via -> of(encode, via)).stream())
        .toList();
  }

  private Optional<Setting> of(Numerics.Encode encode, Numerics.Method via) {
    Optional<Read> known = read(via.name(), new Arguments(via));
    if (known.isEmpty()) {
      String message = "method `" + via.name() + "` has no meaning yet";
      return fault(NumericsCode.NO_MEANING_YET, via, message, THERE_ARE);
    }
    if (encode.role() != Numerics.Role.ACTIVATION) {
      String message = "`" + via.name() + "` is about activations";
      return fault(NumericsCode.BAD_ARGUMENT, via, message, EXAMPLE);
    }
    Optional<ReparamMethod> method = known.get().method();
    String message = "`" + via.name() + "` takes " + known.get().form();
    return method.isPresent()
        ? method.map(Setting.Reparam::new)
        : fault(NumericsCode.BAD_ARGUMENT, via, message, EXAMPLE);
  }

  /// A method as it is written.
  ///
  /// @param method absent where an argument is wrong
  /// @param form what arguments it takes
  private record Read(Optional<ReparamMethod> method, String form) {}

  private static Optional<Read> read(String name, Arguments arguments) {
    return switch (name) {
      case "repq" -> read(repq(arguments), "one argument: `scale = none`, `mean` or `median`");
      case "trip" ->
          read(
              trip(arguments),
              "the largest exponent, 1 to "
                  + Trip.MOST
                  + ", and perhaps `into = codes` or `weights`: `trip(3, into = codes)`");
      case "outlier_tune" -> read(arguments.none(new ReparamMethod.OutlierTune()), "no argument");
      case "smooth" ->
          read(smooth(arguments), "one argument: `alpha = search`, or a number from 0 to 1");
      case "awq" -> read(arguments.none(new ReparamMethod.Awq()), "no argument");
      case "noisy" ->
          read(
              noisy(arguments),
              "`amplitude`, above 0 and at most 2 steps, and `seed`, a whole number");
      case "hadamard" ->
          read(
              hadamard(arguments),
              "the channels of a block, a power of two from 2 to "
                  + Hadamard.MOST
                  + ", and perhaps `codes = s8` or `s16`: `hadamard(16, codes = s16)`");
      case "shifted" -> read(arguments.none(new ReparamMethod.Shifted()), "no argument");
      default -> Optional.empty();
    };
  }

  private static Optional<Read> read(Optional<? extends ReparamMethod> method, String form) {
    return Optional.of(new Read(method.map(found -> found), form));
  }

  private static Optional<ReparamMethod> repq(Arguments arguments) {
    return arguments
        .only("scale")
        .word("scale", "median")
        .flatMap(word -> named(CommonScale.values(), word))
        .map(ReparamMethod.Repq::new);
  }

  private static Optional<ReparamMethod> trip(Arguments arguments) {
    Arguments known = arguments.first("k").only("k", "into");
    Optional<Long> most = known.whole("k", -1).filter(k -> k >= 1 && k <= Trip.MOST);
    Optional<Trip.Into> into =
        known.word("into", "codes").flatMap(word -> named(Trip.Into.values(), word));
    return most.flatMap(k -> into.map(i -> new Trip(Math.toIntExact(k), i)));
  }

  private static Optional<ReparamMethod> smooth(Arguments arguments) {
    Arguments known = arguments.only("alpha");
    if (known.word("alpha", "search").filter("search"::equals).isPresent()) {
      return Optional.of(new ReparamMethod.Smooth(OptionalDouble.empty()));
    }
    return known
        .number("alpha", -1)
        .filter(alpha -> alpha >= 0 && alpha <= 1)
        .map(alpha -> new ReparamMethod.Smooth(OptionalDouble.of(alpha)));
  }

  private static Optional<ReparamMethod> noisy(Arguments arguments) {
    Arguments known = arguments.only("amplitude", "seed");
    Optional<Double> amplitude = known.number("amplitude", 0.5).filter(a -> a > 0 && a <= 2);
    return amplitude.flatMap(
        a -> known.whole("seed", 1).map(seed -> new ReparamMethod.Noisy(a, seed)));
  }

  private static Optional<ReparamMethod> hadamard(Arguments arguments) {
    Arguments known = arguments.first("block").only("block", "codes");
    Optional<Long> block =
        known.whole("block", -1).filter(b -> b >= 2 && b <= Hadamard.MOST && Long.bitCount(b) == 1);
    Optional<ElemType.IntType> codes =
        known
            .word("codes", "s16")
            .flatMap(word ->
                Stream.of(ElemType.S8, ElemType.S16)
                    .filter(type -> type.toString().equals(word))
                    .findFirst());
    return block.flatMap(b -> codes.map(c -> new Hadamard(Math.toIntExact(b), c)));
  }

  private static <E extends Enum<E>> Optional<E> named(E[] values, String word) {
    return Arrays.stream(values)
        .filter(value -> value.name().toLowerCase(Locale.ROOT).equals(word))
        .findFirst();
  }

  private Optional<Setting> fault(
      NumericsCode code, Numerics.Method via, String message, String help) {
    diagnostics.add(Diagnostic.error(code, via.span(), message).help(help));
    return Optional.empty();
  }
}
