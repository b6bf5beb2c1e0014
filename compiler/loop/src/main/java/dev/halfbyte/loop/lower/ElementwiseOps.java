package dev.halfbyte.loop.lower;

import dev.halfbyte.ir.op.Binary;
import dev.halfbyte.ir.op.Compare;
import dev.halfbyte.ir.op.Unary;
import dev.halfbyte.loop.Expression;
import dev.halfbyte.loop.RegisterType;
import dev.halfbyte.source.CompilerBug;

/// Scalar forms of the elementwise ops.
final class ElementwiseOps {
  private ElementwiseOps() {}

  static Expression unary(Body body, Unary.Kind kind, Expression x) {
    return switch (kind) {
      case NEG -> new Expression.Unary(Expression.UnaryKind.NEG, x);
      case ABS -> new Expression.Unary(Expression.UnaryKind.ABS, x);
      case SQRT -> new Expression.Unary(Expression.UnaryKind.SQRT, x);
      case EXP -> FloatExpansion.exp(body, x);
      case LOG -> FloatExpansion.log(body, x);
      case ERF -> FloatExpansion.erf(body, x);
      case TANH -> FloatExpansion.tanh(body, x);
      case EXP2, LEADING_ONE, NORMALIZE -> throw new CompilerBug("no loop form of " + kind);
    };
  }

  static Expression binary(Binary.Kind kind, Expression left, Expression right) {
    return Expressions.binary(
        switch (kind) {
          case ADD -> Expression.BinaryKind.ADD;
          case SUB -> Expression.BinaryKind.SUB;
          case MUL -> Expression.BinaryKind.MUL;
          case DIV -> Expression.BinaryKind.DIV;
          case MAX -> Expression.BinaryKind.MAX;
          case MIN -> Expression.BinaryKind.MIN;
          case SHL -> Expression.BinaryKind.SHL;
          case SHR -> Expression.BinaryKind.SHR;
        },
        left,
        right);
  }

  static Expression compare(Compare.Kind kind, Expression left, Expression right) {
    return new Expression.Compare(
        switch (kind) {
          case EQ -> Expression.CompareKind.EQ;
          case NE -> Expression.CompareKind.NE;
          case LT -> Expression.CompareKind.LT;
          case LE -> Expression.CompareKind.LE;
          case GT -> Expression.CompareKind.GT;
          case GE -> Expression.CompareKind.GE;
        },
        left,
        right);
  }

  /// Between integers the value fits by range analysis.
  static Expression cast(Expression x, RegisterType to) {
    return to == RegisterType.F32 ? new Expression.Convert(to, x) : Expressions.widen(x, to);
  }
}
