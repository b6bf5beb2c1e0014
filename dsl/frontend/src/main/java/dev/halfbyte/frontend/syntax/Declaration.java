package dev.halfbyte.frontend.syntax;

import dev.halfbyte.frontend.ast.Hardware;
import dev.halfbyte.frontend.ast.Numerics;
import dev.halfbyte.frontend.syntax.Expression.BoundIndex;
import dev.halfbyte.frontend.syntax.Expression.Masked;
import dev.halfbyte.source.Span;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// A top-level declaration as written.
public sealed interface Declaration {

  /// A kernel.
  ///
  /// @param results types after `->`
  /// @param end the closing brace
  record KernelSyntax(
      Name name,
      List<DimensionSyntax> dimensions,
      List<Parameter> inputs,
      List<Parameter> weights,
      List<TypeSyntax> results,
      List<Statement> statements,
      Span end)
      implements Declaration {
    /// Copies the lists.
    public KernelSyntax {
      dimensions = List.copyOf(dimensions);
      inputs = List.copyOf(inputs);
      weights = List.copyOf(weights);
      results = List.copyOf(results);
      statements = List.copyOf(statements);
    }
  }

  /// A user function.
  record FunctionSyntax(Name name, List<Name> parameters, FunctionBody body, Span span)
      implements Declaration {
    /// Copies the parameters.
    public FunctionSyntax {
      parameters = List.copyOf(parameters);
    }

    /// Whether a call computes a tensor; else it computes one element from elements.
    public boolean definesTensor() {
      return switch (body) {
        case FunctionBody.Element _ -> false;
        case FunctionBody.Indexed _, FunctionBody.Block _ -> true;
      };
    }
  }

  /// What a user function computes.
  sealed interface FunctionBody {
    /// `= value`: one element.
    record Element(Masked value) implements FunctionBody {}

    /// `[indices] = value`: a tensor.
    record Indexed(List<BoundIndex> indices, Masked value) implements FunctionBody {
      /// Copies the indices.
      public Indexed {
        indices = List.copyOf(indices);
      }
    }

    /// `{ statements return result }`: a tensor, by way of others.
    ///
    /// @param statements no [Return] among them
    record Block(List<Statement> statements, Result result) implements FunctionBody {
      /// Copies the statements.
      public Block {
        statements = List.copyOf(statements);
      }
    }
  }

  /// A numerics block; it needs no further names than its own and a kernel's.
  record NumericsSyntax(Numerics numerics, Optional<Name> kernel) implements Declaration {}

  /// A hardware block.
  record HardwareSyntax(Hardware hardware) implements Declaration {}

  /// `n: 16..256 step 16 = expression`, each part after the name optional.
  record DimensionSyntax(Name name, Optional<Bounds> bounds, Optional<Expression> equal) {
    /// The stated bounds.
    public record Bounds(long minimum, long maximum, OptionalLong step, Span span) {}
  }

  /// One input or weight; `a, b: f32[n]` is two of them.
  record Parameter(Name name, boolean state, TypeSyntax type) {}

  /// An element type and a shape.
  record TypeSyntax(Name element, List<Expression> shape, Span span) {
    /// Copies the shape.
    public TypeSyntax {
      shape = List.copyOf(shape);
    }
  }

  /// A statement of a kernel or a function.
  sealed interface Statement {
    /// Where it is written.
    Span span();
  }

  /// `let name = value`.
  record Let(Name name, Expression value, Span span) implements Statement {}

  /// `name[indices] = value`; no indices for a whole-tensor definition.
  record Define(Name name, List<BoundIndex> indices, Masked value, Span span) implements Statement {
    /// Copies the indices.
    public Define {
      indices = List.copyOf(indices);
    }
  }

  /// `return value, ...`.
  record Return(List<Result> results, Span span) implements Statement {
    /// Copies the results.
    public Return {
      results = List.copyOf(results);
    }
  }

  /// One returned value, `[indices] => value` or a whole-tensor expression.
  record Result(Optional<List<BoundIndex>> indices, Masked value, Span span) {}
}
