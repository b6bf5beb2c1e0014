package dev.halfbyte.frontend.ast;

import dev.halfbyte.frontend.extent.Extent;
import dev.halfbyte.source.Span;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// A scalar expression of indices: one element of a tensor for each value of its free indices.
///
/// User functions are inlined, whole-tensor expressions are written with indices, names are
/// resolved. Subexpressions may be shared.
public sealed interface Expr {
  /// The type of the value: `f32` or an integer type.
  ElementType type();

  /// Where it is written; what was inlined keeps its place in the function.
  Span span();

  /// The direct parts, left to right.
  List<Expr> operands();

  /// The indices that the value depends on, by first occurrence.
  default List<Index> freeIndices() {
    Set<Index> free = new LinkedHashSet<>();
    for (Expr operand : operands()) {
      free.addAll(operand.freeIndices());
    }
    return List.copyOf(free);
  }

  /// A number.
  ///
  /// @param value exactly representable in `type`
  record Constant(double value, ElementType type, Span span) implements Expr {
    @Override
    public List<Expr> operands() {
      return List.of();
    }
  }

  /// An extent used as a number, rounded to `type`.
  record Size(Extent extent, ElementType type, Span span) implements Expr {
    @Override
    public List<Expr> operands() {
      return List.of();
    }
  }

  /// An element of a tensor.
  ///
  /// @param subscripts one for each axis
  /// @param padded whether elements outside the tensor are read, as 0; without it every access is
  ///   proven to be inside
  record Access(Tensor tensor, List<IndexExpression> subscripts, boolean padded, Span span)
      implements Expr {
    /// Copies the subscripts.
    public Access {
      subscripts = List.copyOf(subscripts);
    }

    @Override
    public ElementType type() {
      return tensor.type() instanceof ElementType.Whole ? ElementType.S32 : tensor.type();
    }

    @Override
    public List<Expr> operands() {
      return List.of();
    }

    @Override
    public List<Index> freeIndices() {
      Set<Index> free = new LinkedHashSet<>();
      for (IndexExpression subscript : subscripts) {
        subscript.terms().forEach(term -> free.add(term.index()));
      }
      return List.copyOf(free);
    }
  }

  /// A function of one value.
  record Unary(UnaryOperator operator, Expr operand, Span span) implements Expr {
    @Override
    public ElementType type() {
      return operand.type();
    }

    @Override
    public List<Expr> operands() {
      return List.of(operand);
    }
  }

  /// A function of two values of one type.
  record Binary(BinaryOperator operator, Expr left, Expr right, Span span) implements Expr {
    @Override
    public ElementType type() {
      return left.type();
    }

    @Override
    public List<Expr> operands() {
      return List.of(left, right);
    }
  }

  /// The nearest value in `low .. high`; both are exactly representable in the operand's type.
  record Clip(Expr operand, double low, double high, Span span) implements Expr {
    @Override
    public ElementType type() {
      return operand.type();
    }

    @Override
    public List<Expr> operands() {
      return List.of(operand);
    }
  }

  /// One value from all values of the body over `indices`.
  ///
  /// @param mask elements where a condition is below 0 take no part; of no element at all the sum
  ///   is 0 and the maximum (minimum) is the smallest (largest) value of the type
  record Reduce(
      ReduceOperator operator, List<Index> indices, Expr body, List<Condition> mask, Span span)
      implements Expr {
    /// Copies the lists.
    public Reduce {
      indices = List.copyOf(indices);
      mask = List.copyOf(mask);
    }

    @Override
    public ElementType type() {
      return body.type();
    }

    @Override
    public List<Expr> operands() {
      return List.of(body);
    }

    @Override
    public List<Index> freeIndices() {
      Set<Index> free = new LinkedHashSet<>(body.freeIndices());
      for (Condition condition : mask) {
        condition.expression().terms().forEach(term -> free.add(term.index()));
      }
      indices.forEach(free::remove);
      return List.copyOf(free);
    }
  }

  /// The shares `exp(x) / sum of exp(x)` that the elements of a row have; a row runs along `index`.
  ///
  /// @param index a free index of `operand`, bound outside: the value still depends on it
  /// @param mask elements where a condition is below 0 take no part and are absent; every
  ///   expression that reads the value carries the condition in its own masks
  record Softmax(Expr operand, Index index, List<Condition> mask, Span span) implements Expr {
    /// Copies the conditions.
    public Softmax {
      mask = List.copyOf(mask);
    }

    @Override
    public ElementType type() {
      return operand.type();
    }

    @Override
    public List<Expr> operands() {
      return List.of(operand);
    }

    @Override
    public List<Index> freeIndices() {
      Set<Index> free = new LinkedHashSet<>(operand.freeIndices());
      for (Condition condition : mask) {
        condition.expression().terms().forEach(term -> free.add(term.index()));
      }
      return List.copyOf(free);
    }
  }

  /// A row minus its mean, over its deviation `sqrt(variance + epsilon)`, times `scale` plus
  /// `bias`; a row runs along `index`.
  ///
  /// @param scale its free indices, and those of `bias`, are among those of `operand`
  /// @param index a free index of `operand`, bound outside: the value still depends on it
  /// @param epsilon above 0, an f32
  record LayerNorm(Expr operand, Expr scale, Expr bias, Index index, double epsilon, Span span)
      implements Expr {
    @Override
    public ElementType type() {
      return operand.type();
    }

    @Override
    public List<Expr> operands() {
      return List.of(operand, scale, bias);
    }
  }

  /// A row over `sqrt(mean of squares + epsilon)`, times `scale`; a row runs along `index`.
  ///
  /// @param scale its free indices are among those of `operand`
  /// @param index a free index of `operand`, bound outside: the value still depends on it
  /// @param epsilon above 0, an f32
  record RmsNorm(Expr operand, Expr scale, Index index, double epsilon, Span span) implements Expr {
    @Override
    public ElementType type() {
      return operand.type();
    }

    @Override
    public List<Expr> operands() {
      return List.of(operand, scale);
    }
  }

  /// Functions of one value.
  enum UnaryOperator {
    NEGATE,
    RELU,
    GELU,
    SILU,
    SIGMOID,
    TANH,
    SQRT,
    EXP
  }

  /// Functions of two values.
  enum BinaryOperator {
    ADD,
    SUBTRACT,
    MULTIPLY,
    DIVIDE,
    MAXIMUM,
    MINIMUM
  }

  /// Reductions.
  enum ReduceOperator {
    SUM,
    MAX,
    MIN
  }
}
