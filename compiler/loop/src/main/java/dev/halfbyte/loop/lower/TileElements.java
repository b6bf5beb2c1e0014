package dev.halfbyte.loop.lower;

import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.Encoding;
import dev.halfbyte.loop.Address;
import dev.halfbyte.loop.Buffer;
import dev.halfbyte.loop.Expression;
import dev.halfbyte.loop.Index;
import java.util.List;
import java.util.Optional;

/// Single elements of a tile contraction's operands, as they lie in the leaf's memory.
final class TileElements {
  private TileElements() {}

  /// A digit of the rows operand; its center where the mask is false.
  static Expression rows(
      ProgramContext context,
      Elements elements,
      Body body,
      TilePlan plan,
      Digit digit,
      List<Index> at) {
    Expression element = element(context, elements, body, plan.rows(), digit, at);
    return plan.contract()
        .mask()
        .<Expression>map(mask ->
            new Expression.Select(
                elements.at(body, mask, at), element, Expressions.i32(digit.center())))
        .orElse(element);
  }

  /// A digit of `operand` moved by its center.
  static Expression element(
      ProgramContext context,
      Elements elements,
      Body body,
      TileOperand operand,
      Digit digit,
      List<Index> at) {
    ElemType elem = context.type(operand.value()).elem();
    if (operand.isFloat()) {
      return elements.at(body, operand.value(), at);
    }
    if (operand.raw()) {
      Expression code = elements.at(body, operand.value(), at);
      return Expressions.add(code, Expressions.i32(operand.offset(elem)));
    }
    if (elem instanceof ElemType.CodeType(Encoding.Table table)) {
      Expression code = elements.at(body, operand.value(), at);
      Buffer entries =
          context.constants.entries(
              table.entries().stream().map(e -> digit.of(e) + digit.center()).toList());
      return new Expression.Load(
          entries, new Address(Index.ZERO, Optional.of(code)), Optional.empty());
    }
    Expression number = elements.decoded(body, operand.value(), at);
    return Expressions.add(part(number, digit), Expressions.i32(digit.center()));
  }

  private static Expression part(Expression number, Digit digit) {
    Expression shifted = Expressions.shr(number, Expressions.i32(digit.shift()));
    return digit.isLow()
        ? new Expression.Binary(Expression.BinaryKind.AND, shifted, Expressions.i32(Digit.LOW))
        : shifted;
  }
}
