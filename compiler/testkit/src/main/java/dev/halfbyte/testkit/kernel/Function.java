package dev.halfbyte.testkit.kernel;

import java.util.List;
import java.util.stream.Collectors;

/// A function of a file.
record Function(String name, List<String> parameters, Body body) {
  Function {
    parameters = List.copyOf(parameters);
  }

  /// What a function computes.
  sealed interface Body {
    /// One element from elements, or a tensor where there are indices.
    record Expression(List<String> indices, Term.Masked value) implements Body {
      public Expression {
        indices = List.copyOf(indices);
      }
    }

    /// A tensor by way of others.
    record Block(List<Statement> statements) implements Body {
      public Block {
        statements = List.copyOf(statements);
      }
    }
  }

  /// As written.
  String text() {
    String head = "fn " + name + "(" + String.join(", ", parameters) + ")";
    return switch (body) {
      case Body.Expression(List<String> indices, Term.Masked value) ->
          head + Statement.brackets(indices) + " = " + value.text();
      case Body.Block(List<Statement> statements) ->
          statements.stream()
              .map(statement -> "  " + statement.text() + "\n")
              .collect(Collectors.joining("", head + " {\n", "}"));
    };
  }
}
