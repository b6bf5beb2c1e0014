package dev.halfbyte.loop.lower;

import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.op.Binary;
import dev.halfbyte.ir.op.Compare;
import dev.halfbyte.ir.op.Unary;
import dev.halfbyte.loop.Expression;
import dev.halfbyte.loop.RegisterType;

/// Scalar forms of the elementwise ops.
final class ElementwiseOps {
  private ElementwiseOps() {}

  /// @param elem of the operand
  static Expression unary(Body body, Unary.Kind kind, Expression x, ElemType elem) {
    return switch (kind) {
      case NEG -> new Expression.Unary(Expression.UnaryKind.NEG, x);
      case ABS -> new Expression.Unary(Expression.UnaryKind.ABS, x);
      case SQRT -> new Expression.Unary(Expression.UnaryKind.SQRT, x);
      case EXP -> FloatExpansion.exp(body, x);
      case LOG -> FloatExpansion.log(body, x);
      case ERF -> FloatExpansion.erf(body, x);
      case TANH -> FloatExpansion.tanh(body, x);
      case EXP2 -> FloatExpansion.exp2(body, x);
      case LEADING_ONE -> leadingOne(x);
      case NORMALIZE -> normalize(body, x, ElemType.storage(elem).orElseThrow().bits());
    };
  }

  /// The position of the highest set bit, 0 where there is none below the sign.
  private static Expression leadingOne(Expression x) {
    RegisterType type = x.type();
    int top = type == RegisterType.I64 ? Long.SIZE - 1 : Integer.SIZE - 1;
    Expression positive = Expressions.max(x, Expressions.integer(type, 1));
    Expression zeros = new Expression.Unary(Expression.UnaryKind.LEADING_ZEROS, positive);
    return Expressions.sub(Expressions.integer(type, top), zeros);
  }

  private static Expression normalize(Body body, Expression x, int bits) {
    RegisterType type = x.type();
    Expression places = Expressions.sub(Expressions.integer(type, bits - 2L), leadingOne(x));
    Expression shifted = Expressions.shl(x, body.name("places", places));
    Expression one = Expressions.integer(type, 1);
    return new Expression.Select(
        new Expression.Compare(Expression.CompareKind.LT, x, one),
        Expressions.integer(type, 0),
        shifted);
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
