package dev.halfbyte.backend.jvm;

import dev.halfbyte.loop.Address;
import dev.halfbyte.loop.Expression;
import dev.halfbyte.loop.Expression.CompareKind;
import dev.halfbyte.loop.Guard;
import dev.halfbyte.loop.Index;
import dev.halfbyte.loop.MemoryType;
import dev.halfbyte.loop.RegisterType;
import dev.halfbyte.source.CompilerBug;
import java.util.List;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/// Writes expressions: each leaves its value on the operand stack, predicates as 0 or 1.
final class ExpressionEmitter {
  private static final int CANONICAL_NAN = 0x7fc00000;
  private static final String ROOTS = "dev/halfbyte/backend/jvm/runtime/Roots";

  private final MethodVisitor code;
  private final StageScope scope;

  ExpressionEmitter(MethodVisitor code, StageScope scope) {
    this.code = code;
    this.scope = scope;
  }

  void push(Expression expression) {
    switch (expression) {
      case Expression.Constant c -> constant(c);
      case Expression.Use u -> scope.load(u.local());
      case Expression.Load l -> load(l);
      case Expression.IndexValue i -> {
        scope.push(i.index());
        code.visitInsn(Opcodes.I2L);
      }
      case Expression.InBounds i -> predicate(i);
      case Expression.Unary u -> unary(u);
      case Expression.Binary b -> binary(b);
      case Expression.Fma f -> {
        push(f.a());
        push(f.b());
        push(f.c());
        math("fma", "(FFF)F");
      }
      case Expression.Compare c -> predicate(c);
      case Expression.Select s -> select(s);
      case Expression.Convert c -> convert(c);
      case Expression.Bitcast b -> bitcast(b);
    }
  }

  /// Pushes element number `address`.
  void push(Address address) {
    if (address.offset().isPresent()) {
      push(address.offset().get());
      if (!address.index().equals(Index.ZERO)) {
        scope.push(address.index());
        code.visitInsn(Opcodes.IADD);
      }
    } else {
      scope.push(address.index());
    }
  }

  private void constant(Expression.Constant constant) {
    switch (constant.type()) {
      case I32, BOOL -> code.visitLdcInsn((int) constant.bits());
      case I64 -> code.visitLdcInsn(constant.bits());
      case F32 -> code.visitLdcInsn(constant.asFloat());
    }
  }

  private void load(Expression.Load load) {
    if (load.guard().isEmpty()) {
      element(load);
      return;
    }
    Guard guard = load.guard().get();
    Label outside = new Label();
    Label end = new Label();
    jumpIfOutside(guard.nonNegative(), outside);
    element(load);
    code.visitJumpInsn(Opcodes.GOTO, end);
    code.visitLabel(outside);
    push(guard.otherwise());
    code.visitLabel(end);
  }

  private void element(Expression.Load load) {
    MemoryType type = load.buffer().elem();
    scope.load(load.buffer());
    push(load.address());
    code.visitInsn(JavaTypes.load(type));
    switch (type) {
      case U8 -> {
        code.visitLdcInsn(255);
        code.visitInsn(Opcodes.IAND);
      }
      case U32 -> {
        code.visitInsn(Opcodes.I2L);
        code.visitLdcInsn(0xffffffffL);
        code.visitInsn(Opcodes.LAND);
      }
      case I8, I16, U16, I32, I64, F32 -> {
        // The load extends as the type says.
      }
    }
  }

  private void jumpIfOutside(List<Index> nonNegative, Label outside) {
    for (Index index : nonNegative) {
      scope.push(index);
      code.visitJumpInsn(Opcodes.IFLT, outside);
    }
  }

  private void unary(Expression.Unary unary) {
    push(unary.operand());
    RegisterType type = unary.type();
    switch (unary.kind()) {
      case NEG -> {
        if (type == RegisterType.F32) {
          flipSign();
        } else {
          code.visitInsn(type == RegisterType.I64 ? Opcodes.LNEG : Opcodes.INEG);
        }
      }
      case ABS -> math("abs", same(type, 1));
      case SQRT -> squareRoot(type);
      case LEADING_ZEROS -> leadingZeros(type);
      case CANONICAL_NAN -> canonical();
      case NOT -> {
        code.visitInsn(Opcodes.ICONST_1);
        code.visitInsn(Opcodes.IXOR);
      }
    }
  }

  /// Roots of `int` are exact in `double`: the nearest double of a root that is no integer lies on
  /// the same side of every integer.
  private void squareRoot(RegisterType type) {
    switch (type) {
      case F32 -> {
        code.visitInsn(Opcodes.F2D);
        math("sqrt", "(D)D");
        code.visitInsn(Opcodes.D2F);
      }
      case I32 -> {
        code.visitInsn(Opcodes.I2D);
        math("sqrt", "(D)D");
        code.visitInsn(Opcodes.D2I);
      }
      case I64 -> code.visitMethodInsn(Opcodes.INVOKESTATIC, ROOTS, "floor", "(J)J", false);
      case BOOL -> throw new CompilerBug("root of a predicate");
    }
  }

  private void leadingZeros(RegisterType type) {
    boolean isLong = type == RegisterType.I64;
    String owner = isLong ? "java/lang/Long" : "java/lang/Integer";
    String descriptor = isLong ? "(J)I" : "(I)I";
    code.visitMethodInsn(Opcodes.INVOKESTATIC, owner, "numberOfLeadingZeros", descriptor, false);
    if (isLong) {
      code.visitInsn(Opcodes.I2L);
    }
  }

  /// `fneg` of a NaN need not flip its sign on every JVM, and callers may ask for the bits.
  private void flipSign() {
    bitCall("floatToRawIntBits", "(F)I");
    code.visitLdcInsn(Integer.MIN_VALUE);
    code.visitInsn(Opcodes.IXOR);
    bitCall("intBitsToFloat", "(I)F");
  }

  private void canonical() {
    int value = scope.temporary(RegisterType.F32);
    Label number = new Label();
    Label end = new Label();
    code.visitVarInsn(Opcodes.FSTORE, value);
    code.visitVarInsn(Opcodes.FLOAD, value);
    code.visitVarInsn(Opcodes.FLOAD, value);
    code.visitInsn(Opcodes.FCMPL);
    code.visitJumpInsn(Opcodes.IFEQ, number);
    code.visitLdcInsn(CANONICAL_NAN);
    bitCall("intBitsToFloat", "(I)F");
    code.visitJumpInsn(Opcodes.GOTO, end);
    code.visitLabel(number);
    code.visitVarInsn(Opcodes.FLOAD, value);
    code.visitLabel(end);
  }

  private void binary(Expression.Binary binary) {
    RegisterType type = binary.type();
    switch (binary.kind()) {
      case MAX, MIN -> extremum(binary);
      case SHL, SHR, USHR -> {
        push(binary.left());
        push(binary.right());
        if (type == RegisterType.I64) {
          code.visitInsn(Opcodes.L2I);
        }
        code.visitInsn(BinaryOpcodes.of(binary.kind(), type));
      }
      case ADD, SUB, MUL, DIV, AND, OR, XOR -> {
        push(binary.left());
        push(binary.right());
        code.visitInsn(BinaryOpcodes.of(binary.kind(), type));
      }
    }
  }

  /// Integers by `Math.max`, which C2 knows as vector operation; floats by compare and choose,
  /// since `Math.max` has another rule for NaN and zeros.
  private void extremum(Expression.Binary binary) {
    boolean max = binary.kind() == Expression.BinaryKind.MAX;
    if (binary.type() != RegisterType.F32) {
      push(binary.left());
      push(binary.right());
      math(max ? "max" : "min", same(binary.type(), 2));
      return;
    }
    int left = scope.temporary(RegisterType.F32);
    int right = scope.temporary(RegisterType.F32);
    push(binary.left());
    code.visitVarInsn(Opcodes.FSTORE, left);
    push(binary.right());
    code.visitVarInsn(Opcodes.FSTORE, right);
    Label other = new Label();
    Label end = new Label();
    code.visitVarInsn(Opcodes.FLOAD, left);
    code.visitVarInsn(Opcodes.FLOAD, right);
    compareFloats(max ? CompareKind.GT : CompareKind.LT, other);
    code.visitVarInsn(Opcodes.FLOAD, left);
    code.visitJumpInsn(Opcodes.GOTO, end);
    code.visitLabel(other);
    code.visitVarInsn(Opcodes.FLOAD, right);
    code.visitLabel(end);
  }

  private void select(Expression.Select select) {
    Label otherwise = new Label();
    Label end = new Label();
    jumpUnless(select.condition(), otherwise);
    push(select.then());
    code.visitJumpInsn(Opcodes.GOTO, end);
    code.visitLabel(otherwise);
    push(select.otherwise());
    code.visitLabel(end);
  }

  private void predicate(Expression condition) {
    Label no = new Label();
    Label end = new Label();
    jumpUnless(condition, no);
    code.visitInsn(Opcodes.ICONST_1);
    code.visitJumpInsn(Opcodes.GOTO, end);
    code.visitLabel(no);
    code.visitInsn(Opcodes.ICONST_0);
    code.visitLabel(end);
  }

  /// Jumps to `target` where the predicate `condition` is false.
  void jumpUnless(Expression condition, Label target) {
    if (condition instanceof Expression.InBounds bounds) {
      jumpIfOutside(bounds.nonNegative(), target);
      return;
    }
    if (!(condition instanceof Expression.Compare compare)) {
      push(condition);
      code.visitJumpInsn(Opcodes.IFEQ, target);
      return;
    }
    push(compare.left());
    push(compare.right());
    switch (compare.left().type()) {
      case I32, BOOL -> code.visitJumpInsn(BinaryOpcodes.unlessIntegers(compare.kind()), target);
      case I64 -> {
        code.visitInsn(Opcodes.LCMP);
        code.visitJumpInsn(BinaryOpcodes.unlessZero(compare.kind()), target);
      }
      case F32 -> compareFloats(compare.kind(), target);
    }
  }

  /// Jumps where the comparison of the two floats on the stack fails, NaN included: `fcmpg` gives 1
  /// and `fcmpl` -1 for NaN, whichever makes the test fail.
  private void compareFloats(CompareKind kind, Label target) {
    code.visitInsn(
        switch (kind) {
          case LT, LE -> Opcodes.FCMPG;
          case GT, GE, EQ, NE -> Opcodes.FCMPL;
        });
    code.visitJumpInsn(BinaryOpcodes.unlessZero(kind), target);
  }

  private void convert(Expression.Convert convert) {
    push(convert.operand());
    switch (convert.operand().type()) {
      case I32 -> code.visitInsn(convert.type() == RegisterType.I64 ? Opcodes.I2L : Opcodes.I2F);
      case I64 -> code.visitInsn(convert.type() == RegisterType.I32 ? Opcodes.L2I : Opcodes.L2F);
      case F32 -> code.visitInsn(Opcodes.F2I);
      case BOOL -> {
        // Already 0 or 1.
      }
    }
  }

  private void bitcast(Expression.Bitcast bitcast) {
    push(bitcast.operand());
    if (bitcast.type() == RegisterType.I32) {
      bitCall("floatToRawIntBits", "(F)I");
    } else {
      bitCall("intBitsToFloat", "(I)F");
    }
  }

  private void bitCall(String name, String descriptor) {
    code.visitMethodInsn(Opcodes.INVOKESTATIC, "java/lang/Float", name, descriptor, false);
  }

  private void math(String name, String descriptor) {
    code.visitMethodInsn(Opcodes.INVOKESTATIC, "java/lang/Math", name, descriptor, false);
  }

  /// Descriptor of a method of `Math` on operands and result of one type.
  private static String same(RegisterType type, int operands) {
    String name =
        switch (type) {
          case I32 -> "I";
          case I64 -> "J";
          case F32 -> "F";
          case BOOL -> throw new CompilerBug("no arithmetic on predicates");
        };
    return "(" + name.repeat(operands) + ")" + name;
  }
}
