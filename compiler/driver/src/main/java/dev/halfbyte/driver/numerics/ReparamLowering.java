package dev.halfbyte.driver.numerics;

import dev.halfbyte.frontend.ast.Numerics;
import dev.halfbyte.quant.policy.CommonScale;
import dev.halfbyte.quant.policy.Setting;
import dev.halfbyte.source.Diagnostic;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// Methods that move scales into neighbours: `via repq(scale = none | mean | median)`.
///
/// @param diagnostics where faults go
record ReparamLowering(List<Diagnostic> diagnostics) {
  private static final String EXAMPLE = "for example `act s4 tensor via repq(scale = median)`";

  /// What the methods of a rule ask for.
  List<Setting> of(Numerics.Rule rule) {
    return rule.settings().stream()
        .filter(Numerics.Encode.class::isInstance)
        .map(Numerics.Encode.class::cast)
        .flatMap(encode -> encode.via().flatMap(via -> of(encode, via)).stream())
        .toList();
  }

  private Optional<Setting> of(Numerics.Encode encode, Numerics.Method via) {
    if (!via.name().equals("repq")) {
      return fault(
          NumericsCode.NO_MEANING_YET, via, "method `" + via.name() + "` has no meaning yet");
    }
    if (encode.role() != Numerics.Role.ACTIVATION) {
      return fault(NumericsCode.BAD_ARGUMENT, via, "`repq` is about activations");
    }
    Optional<CommonScale> scale =
        via.arguments().isEmpty() ? Optional.of(CommonScale.MEDIAN) : scale(via.arguments());
    return scale.isPresent()
        ? scale.map(Setting.Reparam::new)
        : fault(
            NumericsCode.BAD_ARGUMENT,
            via,
            "`repq` takes one argument: `scale = none`, `mean` or `median`");
  }

  private static Optional<CommonScale> scale(List<Numerics.Argument> arguments) {
    Numerics.Argument only = arguments.getFirst();
    return arguments.size() == 1
            && only.name().equals(Optional.of("scale"))
            && only.value() instanceof Numerics.Word(String text)
        ? Arrays.stream(CommonScale.values()).filter(s -> s.toString().equals(text)).findFirst()
        : Optional.empty();
  }

  private Optional<Setting> fault(NumericsCode code, Numerics.Method via, String message) {
    diagnostics.add(Diagnostic.error(code, via.span(), message).help(EXAMPLE));
    return Optional.empty();
  }
}
