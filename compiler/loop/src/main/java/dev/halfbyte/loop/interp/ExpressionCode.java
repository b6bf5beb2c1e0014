package dev.halfbyte.loop.interp;

import dev.halfbyte.loop.Address;
import dev.halfbyte.loop.Expression;
import dev.halfbyte.loop.Expression.BinaryKind;
import dev.halfbyte.loop.Expression.CompareKind;
import dev.halfbyte.loop.Expression.UnaryKind;
import dev.halfbyte.loop.Guard;
import dev.halfbyte.loop.Index;
import dev.halfbyte.loop.RegisterType;
import java.util.List;

/// Makes expressions into functions of the state of a run.
final class ExpressionCode {
  private final Scope scope;
  private final MemoryMap memory;
  private final RunState state;

  ExpressionCode(Scope scope, MemoryMap memory, RunState state) {
    this.scope = scope;
    this.memory = memory;
    this.state = state;
  }

  Evaluator of(Expression expression) {
    return switch (expression) {
      case Expression.Constant c -> constant(c);
      case Expression.Use u -> {
        Scope.Variable local = scope.local(u.local());
        yield () -> local.value;
      }
      case Expression.Load l -> load(l);
      case Expression.IndexValue i -> scope.index(i.index());
      case Expression.InBounds i -> inBounds(i.nonNegative());
      case Expression.Unary u -> unary(u);
      case Expression.Binary b -> binary(b);
      case Expression.Fma f -> {
        Evaluator a = of(f.a());
        Evaluator b = of(f.b());
        Evaluator c = of(f.c());
        yield () -> FloatCode.fma(a.value(), b.value(), c.value());
      }
      case Expression.Compare c -> compare(c);
      case Expression.Select s -> select(s);
      case Expression.Convert c -> convert(c);
      case Expression.Bitcast b -> of(b.operand());
    };
  }

  /// An element number: where it lies is for the buffer to check.
  Evaluator address(Address address) {
    Evaluator index = scope.index(address.index());
    if (address.offset().isEmpty()) {
      return index;
    }
    Evaluator offset = of(address.offset().get());
    return () -> index.value() + offset.value();
  }

  private static Evaluator constant(Expression.Constant constant) {
    long bits =
        switch (constant.type()) {
          case I32, F32 -> (int) constant.bits();
          case I64, BOOL -> constant.bits();
        };
    return () -> bits;
  }

  private Evaluator load(Expression.Load load) {
    BufferMemory buffer = memory.of(load.buffer());
    Evaluator address = address(load.address());
    if (load.guard().isEmpty()) {
      return () -> buffer.read(address.value());
    }
    Guard guard = load.guard().get();
    Evaluator inside = inBounds(guard.nonNegative());
    Evaluator otherwise = constant(guard.otherwise());
    return () -> inside.value() == 0 ? otherwise.value() : buffer.read(address.value());
  }

  private Evaluator inBounds(List<Index> nonNegative) {
    List<Evaluator> indices = nonNegative.stream().map(scope::index).toList();
    return () -> {
      for (Evaluator index : indices) {
        if (index.value() < 0) {
          return 0;
        }
      }
      return 1;
    };
  }

  private Evaluator unary(Expression.Unary unary) {
    Evaluator operand = of(unary.operand());
    UnaryKind kind = unary.kind();
    RegisterType type = unary.type();
    return type == RegisterType.F32
        ? () -> FloatCode.unary(kind, operand.value())
        : () -> IntegerCode.unary(kind, type, operand.value(), state);
  }

  private Evaluator binary(Expression.Binary binary) {
    Evaluator left = of(binary.left());
    Evaluator right = of(binary.right());
    BinaryKind kind = binary.kind();
    RegisterType type = binary.type();
    return type == RegisterType.F32
        ? () -> FloatCode.binary(kind, left.value(), right.value())
        : () -> IntegerCode.binary(kind, type, left.value(), right.value(), state);
  }

  private Evaluator compare(Expression.Compare compare) {
    Evaluator left = of(compare.left());
    Evaluator right = of(compare.right());
    CompareKind kind = compare.kind();
    return compare.left().type() == RegisterType.F32
        ? () -> FloatCode.compare(kind, left.value(), right.value()) ? 1 : 0
        : () -> IntegerCode.compare(kind, left.value(), right.value()) ? 1 : 0;
  }

  /// Evaluates both sides, as emitters may: even the one that is not chosen stays in bounds.
  private Evaluator select(Expression.Select select) {
    Evaluator condition = of(select.condition());
    Evaluator then = of(select.then());
    Evaluator otherwise = of(select.otherwise());
    return () -> {
      boolean holds = condition.value() != 0;
      long first = value(then, holds);
      long second = value(otherwise, !holds);
      return holds ? first : second;
    };
  }

  private long value(Evaluator side, boolean isUsed) {
    if (isUsed) {
      return side.value();
    }
    state.beginUnused();
    long value = side.value();
    state.endUnused();
    return value;
  }

  private Evaluator convert(Expression.Convert convert) {
    Evaluator operand = of(convert.operand());
    return switch (convert.operand().type()) {
      case I32 ->
          convert.type() == RegisterType.F32
              ? () -> FloatCode.bits((float) operand.value())
              : operand;
      case I64 ->
          convert.type() == RegisterType.F32
              ? () -> FloatCode.bits((float) operand.value())
              : () -> (int) operand.value();
      case F32 -> () -> integer(operand.value());
      case BOOL -> operand;
    };
  }

  private long integer(long bits) {
    if (!FloatCode.isInt(bits) && state.isUsed()) {
      throw state.fault(LoopFault.Kind.ARITHMETIC, FloatCode.value(bits) + " as an integer");
    }
    return (int) FloatCode.value(bits);
  }
}
