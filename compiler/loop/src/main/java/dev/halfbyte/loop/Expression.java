package dev.halfbyte.loop;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/// A tree of scalar operations. Evaluation has no side effect and may happen in any order.
///
/// Integers wrap in two's complement (the lowering only makes sums whose final value fits). Float
/// operations are IEEE binary32, each rounded to nearest even; there is no contraction, no
/// reassociation, no flush to zero.
public sealed interface Expression {
  RegisterType type();

  /// Direct operands; the computed part of a load's address is none of them.
  default List<Expression> operands() {
    return switch (this) {
      case Constant c -> List.of();
      case Use u -> List.of();
      case Load l -> List.of();
      case IndexValue i -> List.of();
      case InBounds i -> List.of();
      case Unary u -> List.of(u.operand);
      case Binary b -> List.of(b.left, b.right);
      case Fma f -> List.of(f.a, f.b, f.c);
      case Compare c -> List.of(c.left, c.right);
      case Select s -> List.of(s.condition, s.then, s.otherwise);
      case Convert c -> List.of(c.operand);
      case Bitcast b -> List.of(b.operand);
    };
  }

  /// The same operation on the images of its operands; a load keeps its address.
  default Expression mapOperands(UnaryOperator<Expression> image) {
    return switch (this) {
      case Constant _, Use _, Load _, IndexValue _, InBounds _ -> this;
      case Unary u -> new Unary(u.kind, image.apply(u.operand));
      case Binary b -> new Binary(b.kind, image.apply(b.left), image.apply(b.right));
      case Fma f -> new Fma(image.apply(f.a), image.apply(f.b), image.apply(f.c));
      case Compare c -> new Compare(c.kind, image.apply(c.left), image.apply(c.right));
      case Select s ->
          new Select(image.apply(s.condition), image.apply(s.then), image.apply(s.otherwise));
      case Convert c -> new Convert(c.type, image.apply(c.operand));
      case Bitcast b -> new Bitcast(b.type, image.apply(b.operand));
    };
  }

  /// A literal; floats by their bits, predicates as 0 or 1.
  record Constant(RegisterType type, long bits) implements Expression {
    public float asFloat() {
      return Float.intBitsToFloat((int) bits);
    }

    @Override
    public String toString() {
      return switch (type) {
        case F32 -> Float.isFinite(asFloat()) ? Float.toHexString(asFloat()) : "" + asFloat();
        case I64 -> bits + "L";
        case I32 -> "" + bits;
        case BOOL -> "" + (bits != 0);
      };
    }
  }

  /// The current value of a local.
  record Use(Local local) implements Expression {
    @Override
    public RegisterType type() {
      return local.type();
    }

    @Override
    public String toString() {
      return local.name();
    }
  }

  /// An element of a buffer. With a guard, memory is touched only where the guard holds.
  record Load(Buffer buffer, Address address, Optional<Guard> guard) implements Expression {
    @Override
    public RegisterType type() {
      return buffer.elem().register();
    }

    @Override
    public String toString() {
      String load = buffer + "[" + address + "]";
      return guard.map(g -> "(" + load + " " + g + ")").orElse(load);
    }
  }

  /// The value of an index, I64.
  record IndexValue(Index index) implements Expression {
    @Override
    public RegisterType type() {
      return RegisterType.I64;
    }

    @Override
    public String toString() {
      return "index(" + index + ")";
    }
  }

  /// True where every index is `>= 0`; true for the empty list.
  record InBounds(List<Index> nonNegative) implements Expression {
    public InBounds {
      nonNegative = List.copyOf(nonNegative);
    }

    @Override
    public RegisterType type() {
      return RegisterType.BOOL;
    }

    @Override
    public String toString() {
      return Guard.conditions(nonNegative);
    }
  }

  /// One operand, result of the same type.
  record Unary(UnaryKind kind, Expression operand) implements Expression {
    public Unary {
      boolean legal =
          switch (kind) {
            case NEG, ABS -> operand.type() != RegisterType.BOOL;
            case SQRT -> operand.type() != RegisterType.BOOL;
            case LEADING_ZEROS ->
                operand.type() == RegisterType.I32 || operand.type() == RegisterType.I64;
            case CANONICAL_NAN -> operand.type() == RegisterType.F32;
            case NOT -> operand.type() == RegisterType.BOOL;
          };
      if (!legal) {
        throw new IllegalArgumentException(kind + " of " + operand.type());
      }
    }

    @Override
    public RegisterType type() {
      return operand.type();
    }

    @Override
    public String toString() {
      return call(kind, operand);
    }
  }

  /// Which unary operation.
  enum UnaryKind {
    /// Of floats: flips the sign bit, of NaN too.
    NEG,
    /// Of floats: clears the sign bit, of NaN too.
    ABS,
    /// IEEE square root of floats; of integers `>= 0`, the largest whose square is not above.
    SQRT,
    /// Zero bits above the highest one, of an integer; the width of the type for 0.
    LEADING_ZEROS,
    /// Every NaN becomes 0x7fc00000; other values stay.
    CANONICAL_NAN,
    NOT
  }

  /// Two operands of one type, result of the same type.
  record Binary(BinaryKind kind, Expression left, Expression right) implements Expression {
    public Binary {
      require(right, left.type(), kind + " operand");
      boolean legal =
          switch (kind) {
            case ADD, SUB, MUL, MAX, MIN -> left.type() != RegisterType.BOOL;
            case DIV -> left.type() != RegisterType.BOOL;
            case AND, OR, XOR -> left.type() != RegisterType.F32;
            case SHL, SHR, USHR ->
                left.type() == RegisterType.I32 || left.type() == RegisterType.I64;
          };
      if (!legal) {
        throw new IllegalArgumentException(kind + " of " + left.type());
      }
    }

    @Override
    public RegisterType type() {
      return left.type();
    }

    @Override
    public String toString() {
      return call(kind, left, right);
    }
  }

  /// Which binary operation.
  enum BinaryKind {
    ADD,
    SUB,
    MUL,
    /// Of integers rounded toward zero; the divisor is not 0, even where the value is not used.
    DIV,
    /// `a > b ? a : b`; floats too, so a NaN on either side gives `b`.
    MAX,
    /// `a < b ? a : b`.
    MIN,
    AND,
    OR,
    XOR,
    /// Shifts are by 0 to the width of the type less 1.
    SHL,
    /// Arithmetic.
    SHR,
    /// Logical.
    USHR
  }

  /// `a * b + c` of floats, rounded once.
  record Fma(Expression a, Expression b, Expression c) implements Expression {
    public Fma {
      require(a, RegisterType.F32, "fma operand");
      require(b, RegisterType.F32, "fma operand");
      require(c, RegisterType.F32, "fma operand");
    }

    @Override
    public RegisterType type() {
      return RegisterType.F32;
    }

    @Override
    public String toString() {
      return "fma(" + a + ", " + b + ", " + c + ")";
    }
  }

  /// A predicate; signed for integers, and false with a NaN except for `NE`.
  record Compare(CompareKind kind, Expression left, Expression right) implements Expression {
    public Compare {
      require(right, left.type(), kind + " operand");
    }

    @Override
    public RegisterType type() {
      return RegisterType.BOOL;
    }

    @Override
    public String toString() {
      return call(kind, left, right);
    }
  }

  /// Which comparison. Predicates compare by `EQ` and `NE` only.
  enum CompareKind {
    EQ,
    NE,
    LT,
    LE,
    GT,
    GE
  }

  /// `condition ? then : otherwise`; both sides may be evaluated.
  record Select(Expression condition, Expression then, Expression otherwise) implements Expression {
    public Select {
      require(condition, RegisterType.BOOL, "condition");
      require(otherwise, then.type(), "select operand");
    }

    @Override
    public RegisterType type() {
      return then.type();
    }

    @Override
    public String toString() {
      return "select(" + condition + ", " + then + ", " + otherwise + ")";
    }
  }

  /// I32 to I64 (sign-extended), I64 to I32 (low bits), integer to F32 (nearest even), F32 to I32
  /// (the value is integral and fits), BOOL to I32 (0 or 1).
  record Convert(RegisterType type, Expression operand) implements Expression {
    public Convert {
      boolean legal =
          switch (operand.type()) {
            case I32 -> type == RegisterType.I64 || type == RegisterType.F32;
            case I64 -> type == RegisterType.I32 || type == RegisterType.F32;
            case F32, BOOL -> type == RegisterType.I32;
          };
      if (!legal) {
        throw new IllegalArgumentException("convert of " + operand.type() + " to " + type);
      }
    }

    @Override
    public String toString() {
      return call(type, operand);
    }
  }

  /// The bits of an F32 as I32, or the reverse.
  record Bitcast(RegisterType type, Expression operand) implements Expression {
    public Bitcast {
      boolean legal =
          (type == RegisterType.I32 && operand.type() == RegisterType.F32)
              || (type == RegisterType.F32 && operand.type() == RegisterType.I32);
      if (!legal) {
        throw new IllegalArgumentException("bitcast of " + operand.type() + " to " + type);
      }
    }

    @Override
    public String toString() {
      return "bits_" + call(type, operand);
    }
  }

  private static String call(Enum<?> name, Expression... operands) {
    return Arrays.stream(operands)
        .map(Expression::toString)
        .collect(Collectors.joining(", ", name.name().toLowerCase(Locale.ROOT) + "(", ")"));
  }

  /// Refuses an operand of another type; a fault of the lowering.
  static void require(Expression operand, RegisterType type, String role) {
    if (operand.type() != type) {
      throw new IllegalArgumentException(role + " is " + operand.type() + ", not " + type);
    }
  }
}
