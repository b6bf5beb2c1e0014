package dev.halfbyte.backend.jvm;

import dev.halfbyte.ir.Dim;
import dev.halfbyte.source.CompilerBug;
import java.util.List;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/// Evaluates extent expressions in bytecode, from the array of dim values.
final class DimCode {
  private final List<String> names;

  /// @param names of the dims, in the order of their values
  DimCode(List<String> names) {
    this.names = List.copyOf(names);
  }

  /// How many dims there are.
  int count() {
    return names.size();
  }

  /// Pushes the value of `dim` as `long`.
  ///
  /// @param values local variable that holds the `long[]` of dim values
  void push(MethodVisitor code, Dim dim, int values) {
    if (dim.isFixed()) {
      code.visitLdcInsn(dim.fixed());
      return;
    }
    boolean first = true;
    for (Dim.Term term : dim.terms()) {
      code.visitLdcInsn(term.coefficient());
      for (Dim.Factor factor : term.factors()) {
        push(code, factor, values);
        code.visitInsn(Opcodes.LMUL);
      }
      if (!first) {
        code.visitInsn(Opcodes.LADD);
      }
      first = false;
    }
  }

  private void push(MethodVisitor code, Dim.Factor factor, int values) {
    switch (factor) {
      case Dim.Symbol symbol -> {
        int number = names.indexOf(symbol.name());
        if (number < 0) {
          throw new CompilerBug("undeclared dim " + symbol);
        }
        code.visitVarInsn(Opcodes.ALOAD, values);
        code.visitLdcInsn(number);
        code.visitInsn(Opcodes.LALOAD);
      }
      case Dim.Quotient quotient -> {
        push(code, quotient.numerator(), values);
        code.visitLdcInsn(quotient.denominator());
        code.visitMethodInsn(Opcodes.INVOKESTATIC, "java/lang/Math", "floorDiv", "(JJ)J", false);
      }
    }
  }
}
