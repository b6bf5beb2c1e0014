package dev.halfbyte.frontend.check;

import dev.halfbyte.frontend.ast.Expr.BinaryOperator;
import dev.halfbyte.frontend.ast.Expr.ReduceOperator;
import dev.halfbyte.frontend.ast.Expr.UnaryOperator;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The functions of the language.
enum Builtin {
  SUM("sum", new Reduction(ReduceOperator.SUM, Optional.empty())),
  MAX("max", new Reduction(ReduceOperator.MAX, Optional.of(BinaryOperator.MAXIMUM))),
  MIN("min", new Reduction(ReduceOperator.MIN, Optional.of(BinaryOperator.MINIMUM))),
  RELU("relu", new Elementwise(UnaryOperator.RELU, false)),
  GELU("gelu", new Elementwise(UnaryOperator.GELU, true)),
  SQRT("sqrt", new Elementwise(UnaryOperator.SQRT, true)),
  EXP("exp", new Elementwise(UnaryOperator.EXP, true)),
  CLIP("clip", new Clip()),
  SOFTMAX("softmax", new Future(Optional.empty())),
  LAYERNORM("layernorm", new Future(Optional.empty())),
  RMSNORM("rmsnorm", new Future(Optional.empty())),
  SILU("silu", new Future(Optional.of("write `x / (1 + exp(-x))`"))),
  SIGMOID("sigmoid", new Future(Optional.of("write `1 / (1 + exp(-x))`"))),
  TANH("tanh", new Future(Optional.of("write `1 - 2 / (exp(2 * x) + 1)`"))),
  APPEND("append", new Future(Optional.empty())),
  SCAN("scan", new Future(Optional.empty()));

  /// How a function is checked.
  sealed interface Form {}

  /// With indices a reduction; some are also functions of two values.
  record Reduction(ReduceOperator operator, Optional<BinaryOperator> ofTwo) implements Form {}

  /// A function of one value.
  record Elementwise(UnaryOperator operator, boolean floatOnly) implements Form {}

  /// `clip(x, low, high)`.
  record Clip() implements Form {}

  /// Reserved, without meaning in this version.
  ///
  /// @param instead what to write for now
  record Future(Optional<String> instead) implements Form {}

  private final String functionName;
  private final Form form;

  Builtin(String functionName, Form form) {
    this.functionName = functionName;
    this.form = form;
  }

  String functionName() {
    return functionName;
  }

  Form form() {
    return form;
  }

  static Optional<Builtin> named(String name) {
    for (Builtin builtin : values()) {
      if (builtin.functionName.equals(name)) {
        return Optional.of(builtin);
      }
    }
    return Optional.empty();
  }

  static List<String> names() {
    List<String> names = new ArrayList<>();
    for (Builtin builtin : values()) {
      names.add(builtin.functionName);
    }
    return names;
  }
}
