package dev.halfbyte.driver.numerics;

import dev.halfbyte.frontend.ast.Numerics;
import dev.halfbyte.ir.ElemType.IntType;
import dev.halfbyte.quant.codes.BinaryFamily;
import dev.halfbyte.quant.codes.CodeFamily;
import dev.halfbyte.quant.codes.Fp4Family;
import dev.halfbyte.quant.codes.LogFamily;
import dev.halfbyte.quant.codes.TableFamily;
import dev.halfbyte.quant.codes.TernaryFamily;
import dev.halfbyte.source.Diagnostic;
import dev.halfbyte.source.Span;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;

/// Families of codes by name: `log2(step = 1/2, zero = top)`, `log_sqrt2`, `fp4`, `binary`,
/// `ternary`.
///
/// @param diagnostics where faults go
record FamilyLowering(List<Diagnostic> diagnostics) {
  private static final String EXAMPLE =
      "for example `act u4 log2(step = 1/2, zero = top)`, `act u4 log_sqrt2`, `weight u4 fp4`,"
          + " `weight s2 ternary` or `weight u1 binary`";

  /// The family, if there is one with such codes for the role.
  Optional<CodeFamily> of(Numerics.Method method, IntType storage, Numerics.Role role) {
    return family(method)
        .filter(family -> hasCodes(method.span(), family, storage))
        .filter(family -> suits(method.span(), family, role))
        .map(CodeFamily.class::cast);
  }

  private Optional<TableFamily> family(Numerics.Method method) {
    return switch (method.name()) {
      case "log2" -> steps(method, 1).map(LogFamily::new);
      case "log_sqrt2" -> steps(method, 2).map(LogFamily::new);
      case "fp4" -> plain(method, new Fp4Family());
      case "binary" -> plain(method, new BinaryFamily());
      case "ternary" -> plain(method, new TernaryFamily());
      default -> {
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

  private Optional<TableFamily> plain(Numerics.Method method, TableFamily family) {
    return method.arguments().isEmpty()
        ? Optional.of(family)
        : rejected(method.span(), "`" + family + "` takes no arguments");
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

  private boolean hasCodes(Span span, TableFamily family, IntType storage) {
    // The two bits of three signs may be called signed: there is one array either way.
    boolean named = !storage.signed() || family instanceof TernaryFamily;
    boolean fits = named && family.hasWidth(storage.bits());
    if (!fits) {
      rejected(span, "there are no codes `" + storage + " " + family + "`");
    }
    return fits;
  }

  private boolean suits(Span span, TableFamily family, Numerics.Role role) {
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
