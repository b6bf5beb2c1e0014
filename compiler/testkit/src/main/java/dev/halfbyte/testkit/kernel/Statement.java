package dev.halfbyte.testkit.kernel;

import dev.halfbyte.testkit.kernel.Term.Masked;
import java.util.List;
import java.util.stream.Collectors;

/// A statement of a kernel or a function.
sealed interface Statement {
  /// `let name = value, ...`.
  record Let(List<String> bindings) implements Statement {
    public Let {
      bindings = List.copyOf(bindings);
    }
  }

  /// `name[indices] = value`.
  record Define(String name, List<String> indices, Masked value) implements Statement {
    public Define {
      indices = List.copyOf(indices);
    }
  }

  /// `return value, ...`.
  record Return(List<Result> results) implements Statement {
    public Return {
      results = List.copyOf(results);
    }
  }

  /// `[indices] => value`.
  record Result(List<String> indices, Masked value) {
    public Result {
      indices = List.copyOf(indices);
    }

    String text() {
      return indices.isEmpty() ? value.text() : brackets(indices) + " => " + value.text();
    }
  }

  /// As written.
  default String text() {
    return switch (this) {
      case Let(List<String> bindings) -> "let " + String.join(", ", bindings);
      case Define(String name, List<String> indices, Masked value) ->
          name + brackets(indices) + " = " + value.text();
      case Return(List<Result> results) ->
          results.stream()
              .map(Result::text)
              .collect(Collectors.joining(",\n      ", "return ", ""));
    };
  }

  static String brackets(List<String> indices) {
    return indices.isEmpty() ? "" : "[" + String.join(", ", indices) + "]";
  }
}
