package dev.halfbyte.driver.numerics;

import dev.halfbyte.frontend.ast.Numerics;
import dev.halfbyte.ir.ElemType.IntType;
import dev.halfbyte.quant.codes.ArrayFamily;
import dev.halfbyte.quant.codes.CodeFamily;
import dev.halfbyte.quant.codes.Families;
import dev.halfbyte.quant.codes.LogFamily;
import dev.halfbyte.source.Diagnostic;
import dev.halfbyte.source.Span;
import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Families of codes by name: `log2(step = 1/2, zero = top)`, `log_sqrt2`, and those of [Families],
/// with their parameters or without.
///
/// @param diagnostics where faults go
record FamilyLowering(List<Diagnostic> diagnostics) {
  private static final String EXAMPLE =
      "for example `act u4 log2(step = 1/2, zero = top)`, `act u4 log_sqrt2`, `act u4 adalog`,"
          + " `act u4 sulq(eta = 82)`, `act s4 tan_fit`, `weight u4 fp4`, `weight s4 post`,"
          + " `weight s4 twin_log`, `weight s2 ternary` or `weight u1 binary`";

  /// The family, if there is one with such codes for the role.
  Optional<CodeFamily> of(Numerics.Method method, IntType storage, Numerics.Role role) {
    return family(method, storage)
        .filter(family -> hasCodes(method.span(), family, storage))
        .filter(family -> suits(method.span(), family, role))
        .map(CodeFamily.class::cast);
  }

  private Optional<ArrayFamily> family(Numerics.Method method, IntType storage) {
    return switch (method.name()) {
      case "log2" -> steps(method, 1).map(LogFamily::new);
      case "log_sqrt2" -> steps(method, 2).map(LogFamily::new);
      default -> {
        if (Families.names().contains(method.name())) {
          yield parameters(method).flatMap(stated -> named(method, storage, stated));
        }
        diagnostics.add(
            Diagnostic.error(
                    NumericsCode.NO_MEANING_YET,
                    method.span(),
                    "encoding `" + method.name() + "` has no meaning yet")
                .help(EXAMPLE));
        yield Optional.empty();
      }
    };
  }

  private Optional<ArrayFamily> named(
      Numerics.Method method, IntType storage, Map<String, Long> stated) {
    try {
      return Families.named(method.name(), storage, stated);
    } catch (IllegalArgumentException e) {
      return rejected(method.span(), String.valueOf(e.getMessage()));
    }
  }

  /// Whole numbers by name.
  private Optional<Map<String, Long>> parameters(Numerics.Method method) {
    Map<String, Long> stated = new LinkedHashMap<>();
    for (Numerics.Argument argument : method.arguments()) {
      boolean whole =
          argument.name().isPresent()
              && argument.value() instanceof Numerics.Exact number
              && number.value().denominator().equals(BigInteger.ONE)
              && number.value().numerator().bitLength() < Integer.SIZE
              && stated.put(argument.name().get(), number.value().numerator().longValueExact())
                  == null;
      if (!whole) {
        return rejected(
            argument.span(),
            "arguments of `%s` are whole numbers by name, each once".formatted(method.name()));
      }
    }
    return Optional.of(stated);
  }

  /// Codes per octave; `zero = top` states what holds anyway.
  private Optional<Integer> steps(Numerics.Method method, int usual) {
    int steps = usual;
    for (Numerics.Argument argument : method.arguments()) {
      String name = argument.name().orElse("");
      boolean zero =
          name.equals("zero")
              && argument.value() instanceof Numerics.Word word
              && word.text().equals("top");
      if (name.equals("step")
          && method.name().equals("log2")
          && argument.value() instanceof Numerics.Exact step
          && step.value().numerator().equals(BigInteger.ONE)
          && step.value().denominator().bitLength() < Integer.SIZE
          && LogFamily.isSteps(step.value().denominator().longValueExact())) {
        steps = step.value().denominator().intValueExact();
      } else if (!zero) {
        return rejected(
            argument.span(),
            "`" + method.name() + "` takes `zero = top`, and `log2` a `step` of 1, 1/2 ... 1/16");
      }
    }
    return Optional.of(steps);
  }

  private boolean hasCodes(Span span, ArrayFamily family, IntType storage) {
    boolean fits = family.takes(storage);
    if (!fits) {
      rejected(span, "there are no codes `" + storage + " " + family + "`");
    }
    return fits;
  }

  private boolean suits(Span span, ArrayFamily family, Numerics.Role role) {
    boolean fits =
        switch (role) {
          case WEIGHT -> family.signed();
          case ACTIVATION -> true;
          case RESIDUAL -> false;
        };
    if (!fits) {
      rejected(
          span,
          role == Numerics.Role.RESIDUAL
              ? "sums have affine codes"
              : "weights have both signs, `" + family + "` has one");
    }
    return fits;
  }

  private <T> Optional<T> rejected(Span span, String message) {
    diagnostics.add(Diagnostic.error(NumericsCode.BAD_ARGUMENT, span, message).help(EXAMPLE));
    return Optional.empty();
  }
}
