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
  SILU("silu", new Elementwise(UnaryOperator.SILU, true)),
  SIGMOID("sigmoid", new Elementwise(UnaryOperator.SIGMOID, true)),
  TANH("tanh", new Elementwise(UnaryOperator.TANH, true)),
  SOFTMAX("softmax", Along.SOFTMAX),
  LAYERNORM("layernorm", Along.LAYERNORM),
  RMSNORM("rmsnorm", Along.RMSNORM),
  SCAN("scan", new Scan()),
  APPEND("append", new Future());

  /// How a function is checked.
  sealed interface Form {}

  /// With indices a reduction; some are also functions of two values.
  record Reduction(ReduceOperator operator, Optional<BinaryOperator> ofTwo) implements Form {}

  /// A function of one value.
  record Elementwise(UnaryOperator operator, boolean floatOnly) implements Form {}

  /// `clip(x, low, high)`.
  record Clip() implements Form {}

  /// `scan(function, carried, sequences, ...)`.
  record Scan() implements Form {}

  /// Reserved, without meaning in this version.
  record Future() implements Form {}

  /// A function of the elements along an index, with as many values as there are elements.
  enum Along implements Form {
    SOFTMAX(1, false, "softmax[j](z[i, j])"),
    LAYERNORM(3, true, "layernorm[c](x[i, c], g[c], b[c])"),
    RMSNORM(2, true, "rmsnorm[c](x[i, c], g[c])");

    private final int operands;
    private final boolean epsilon;
    private final String example;

    Along(int operands, boolean epsilon, String example) {
      this.operands = operands;
      this.epsilon = epsilon;
      this.example = example;
    }

    int operands() {
      return operands;
    }

    /// Whether a number may follow the operands.
    boolean epsilon() {
      return epsilon;
    }

    String example() {
      return example;
    }
  }

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
