package dev.halfbyte.backend.llvm.emit;

import dev.halfbyte.backend.llvm.text.FunctionText;
import dev.halfbyte.loop.Address;
import dev.halfbyte.loop.Buffer;
import dev.halfbyte.loop.Expression;
import dev.halfbyte.loop.Guard;
import dev.halfbyte.loop.Index;
import dev.halfbyte.loop.MemoryType;
import dev.halfbyte.loop.RegisterType;
import java.util.List;
import java.util.Optional;

/// Scalar expression trees as LLVM instructions without any fast-math flag.
final class ExpressionEmitter {
  /// Magnitude bits of infinity; what lies above is NaN.
  private static final int INFINITY_BITS = 0x7f800000;

  private static final int CANONICAL_NAN_BITS = 0x7fc00000;

  /// The global that holds +0.
  static final String ZERO = "hb.zero";

  /// The global that holds -0.
  static final String NEGATIVE_ZERO = "hb.negative_zero";

  private final FunctionText text;
  private final StageScope scope;
  private final Optional<VectorForms> forms;
  private final Patterns patterns;

  /// @param forms functions with vector forms, where the target has some
  ExpressionEmitter(FunctionText text, StageScope scope, Optional<VectorForms> forms) {
    this.text = text;
    this.scope = scope;
    this.forms = forms;
    this.patterns = new Patterns(scope::definition);
  }

  /// The operand that holds the value of `expression`, of type [LlvmTypes#of].
  String emit(Expression expression) {
    return switch (expression) {
      case Expression.Constant c -> constant(c);
      case Expression.Use u ->
          text.value("load %s, ptr %s", LlvmTypes.of(u.type()), scope.slot(u.local()));
      case Expression.Load l -> l.guard().map(g -> guarded(l, g)).orElseGet(() -> load(l));
      case Expression.IndexValue i -> scope.emit(i.index());
      case Expression.InBounds i -> inBounds(i.nonNegative());
      case Expression.Unary u -> unary(u);
      case Expression.Binary b -> forms.flatMap(f -> nearOne(f, b)).orElseGet(() -> binary(b));
      case Expression.Fma f -> fma(f);
      case Expression.Compare c -> compare(c);
      case Expression.Select s -> forms.flatMap(f -> range(f, s)).orElseGet(() -> select(s));
      case Expression.Convert c -> convert(c);
      case Expression.Bitcast b -> {
        String operand = typed(b.operand());
        yield text.value("bitcast %s to %s", operand, LlvmTypes.of(b.type()));
      }
    };
  }

  /// `type operand`, as instructions take it.
  private String typed(Expression expression) {
    return LlvmTypes.of(expression.type()) + " " + emit(expression);
  }

  private String constant(Expression.Constant constant) {
    return switch (constant.type()) {
      case I32 -> Integer.toString((int) constant.bits());
      case I64 -> Long.toString(constant.bits());
      case BOOL -> constant.bits() != 0 ? "true" : "false";
      case F32 -> constant(constant.asFloat());
    };
  }

  /// A zero is loaded from where LLVM 20 does not look: its instcombine takes `max(max(+0, x), +0)`
  /// for `max(+0, x)`, which is -0 where x is, and its code for AArch64 keeps the sign of x in
  /// `min(x, +0)`. Of values that it does not know it gets both right.
  private String constant(float value) {
    if (value == 0) {
      String zero = Float.floatToRawIntBits(value) == 0 ? ZERO : NEGATIVE_ZERO;
      return text.value("load float, ptr @%s, align 4, !invariant.load !0", zero);
    }
    // LLVM spells a float as the bits of the equal double.
    return "0x%016X".formatted(Double.doubleToRawLongBits(value));
  }

  /// Address of an element.
  String address(Buffer buffer, Address address) {
    String index = scope.emit(address.index());
    if (address.offset().isPresent()) {
      String offset = emit(address.offset().get());
      String wide = text.value("sext i32 %s to i64", offset);
      index = text.value("add nsw i64 %s, %s", index, wide);
    }
    return text.value(
        "getelementptr inbounds %s, ptr %s, i64 %s",
        LlvmTypes.of(buffer.elem()), scope.pointer(buffer), index);
  }

  private String load(Expression.Load load) {
    MemoryType elem = load.buffer().elem();
    String address = address(load.buffer(), load.address());
    String raw = text.value("load %s, ptr %s, align %d", LlvmTypes.of(elem), address, elem.bytes());
    String extension = LlvmTypes.extension(elem);
    return extension.isEmpty()
        ? raw
        : text.value(
            "%s %s %s to %s", extension, LlvmTypes.of(elem), raw, LlvmTypes.of(load.type()));
  }

  private String guarded(Expression.Load load, Guard guard) {
    String inside = text.label("inside");
    String join = text.label("join");
    String condition = inBounds(guard.nonNegative());
    String otherwise = constant(guard.otherwise());
    String outside = text.block();
    text.branch(condition, inside, join);
    text.start(inside);
    String value = load(new Expression.Load(load.buffer(), load.address(), Optional.empty()));
    String from = text.block();
    text.jumpTo(join);
    return text.value(
        "phi %s [ %s, %%%s ], [ %s, %%%s ]",
        LlvmTypes.of(load.type()), value, from, otherwise, outside);
  }

  /// No index is negative: the sign of their union.
  private String inBounds(List<Index> indices) {
    if (indices.isEmpty()) {
      return "true";
    }
    String union = "";
    for (Index index : indices) {
      String value = scope.emit(index);
      union = union.isEmpty() ? value : text.value("or i64 %s, %s", union, value);
    }
    return text.value("icmp sge i64 %s, 0", union);
  }

  private String unary(Expression.Unary unary) {
    String type = LlvmTypes.of(unary.type());
    boolean isFloat = unary.type() == RegisterType.F32;
    String operand = emit(unary.operand());
    return switch (unary.kind()) {
      case NEG ->
          isFloat
              ? text.value("fneg float %s", operand)
              : text.value("sub %s 0, %s", type, operand);
      case ABS ->
          isFloat
              ? text.call("float", "llvm.fabs.f32", "float " + operand)
              : text.call(type, "llvm.abs." + type, type + " " + operand, "i1 false");
      case SQRT -> squareRoot(unary.type(), operand);
      case LEADING_ZEROS -> text.call(type, "llvm.ctlz." + type, type + " " + operand, "i1 false");
      case CANONICAL_NAN -> canonicalNan(operand);
      case NOT -> text.value("xor i1 %s, true", operand);
    };
  }

  /// Integers by way of double, which is exact for i32; the rounded root of an i64 is less than one
  /// away from the true one, so one step either way is enough.
  private String squareRoot(RegisterType type, String operand) {
    if (type == RegisterType.F32) {
      return text.call("float", "llvm.sqrt.f32", "float " + operand);
    }
    String integer = LlvmTypes.of(type);
    String wide = text.value("sitofp %s %s to double", integer, operand);
    String rounded = text.call("double", "llvm.sqrt.f64", "double " + wide);
    String root = text.value("fptosi double %s to %s", rounded, integer);
    if (type == RegisterType.I32) {
      return root;
    }
    String rest = text.value("sub i64 %s, %s", operand, text.value("mul i64 %s, %s", root, root));
    String above = text.value("icmp slt i64 %s, 0", rest);
    String below = text.value("icmp sgt i64 %s, %s", rest, text.value("shl i64 %s, 1", root));
    String down = text.value("sext i1 %s to i64", above);
    String up = text.value("zext i1 %s to i64", below);
    return text.value("add i64 %s, %s", root, text.value("add i64 %s, %s", down, up));
  }

  /// In the integer domain, where no optimisation may take one NaN for another: a comparison of
  /// floats is enough for LLVM 20 to leave the result of a square root as it is.
  private String canonicalNan(String operand) {
    String bits = text.value("bitcast float %s to i32", operand);
    String magnitude = text.value("and i32 %s, %d", bits, Integer.MAX_VALUE);
    String isNan = text.value("icmp ugt i32 %s, %d", magnitude, INFINITY_BITS);
    String stored = text.value("select i1 %s, i32 %d, i32 %s", isNan, CANONICAL_NAN_BITS, bits);
    return text.value("bitcast i32 %s to float", stored);
  }

  private String binary(Expression.Binary binary) {
    String type = LlvmTypes.of(binary.type());
    boolean isFloat = binary.type() == RegisterType.F32;
    String left = emit(binary.left());
    String right = emit(binary.right());
    String instruction =
        switch (binary.kind()) {
          case ADD -> isFloat ? "fadd" : "add";
          case SUB -> isFloat ? "fsub" : "sub";
          case MUL -> isFloat ? "fmul" : "mul";
          case DIV -> isFloat ? "fdiv" : "sdiv";
          case MAX -> isFloat ? "fcmp ogt" : "icmp sgt";
          case MIN -> isFloat ? "fcmp olt" : "icmp slt";
          case AND -> "and";
          case OR -> "or";
          case XOR -> "xor";
          case SHL -> "shl";
          case SHR -> "ashr";
          case USHR -> "lshr";
        };
    String value = text.value("%s %s %s, %s", instruction, type, left, right);
    return instruction.contains("cmp ")
        ? text.value("select i1 %s, %s %s, %s %s", value, type, left, type, right)
        : value;
  }

  private String fma(Expression.Fma fma) {
    return text.call("float", "llvm.fma.f32", typed(fma.a()), typed(fma.b()), typed(fma.c()));
  }

  private String compare(Expression.Compare compare) {
    RegisterType type = compare.left().type();
    String left = emit(compare.left());
    String right = emit(compare.right());
    String condition =
        switch (compare.kind()) {
          case EQ -> type == RegisterType.F32 ? "fcmp oeq" : "icmp eq";
          case NE -> type == RegisterType.F32 ? "fcmp une" : "icmp ne";
          case LT -> type == RegisterType.F32 ? "fcmp olt" : "icmp slt";
          case LE -> type == RegisterType.F32 ? "fcmp ole" : "icmp sle";
          case GT -> type == RegisterType.F32 ? "fcmp ogt" : "icmp sgt";
          case GE -> type == RegisterType.F32 ? "fcmp oge" : "icmp sge";
        };
    return text.value("%s %s %s, %s", condition, LlvmTypes.of(type), left, right);
  }

  private String select(Expression.Select select) {
    String condition = emit(select.condition());
    String then = typed(select.then());
    String otherwise = typed(select.otherwise());
    return text.value("select i1 %s, %s, %s", condition, then, otherwise);
  }

  private Optional<String> range(VectorForms functions, Expression.Select select) {
    return patterns
        .range(select)
        .map(range -> {
          String name = functions.inRange(range.least(), range.greatest());
          String core = typed(range.core());
          return text.value("call float @%s(%s, %s)", name, core, typed(range.x()));
        });
  }

  private Optional<String> nearOne(VectorForms functions, Expression.Binary sum) {
    return patterns
        .nearOne(sum)
        .map(near -> {
          String name = functions.nearOne(near.value(), near.r());
          return text.value("call float @%s(%s)", name, typed(near.r()));
        });
  }

  private String convert(Expression.Convert convert) {
    String operand = typed(convert.operand());
    String type = LlvmTypes.of(convert.type());
    String instruction =
        switch (convert.operand().type()) {
          case I32 -> convert.type() == RegisterType.F32 ? "sitofp" : "sext";
          case I64 -> convert.type() == RegisterType.F32 ? "sitofp" : "trunc";
          case F32 -> "fptosi";
          case BOOL -> "zext";
        };
    return text.value("%s %s to %s", instruction, operand, type);
  }
}
