package dev.halfbyte.backend.jvm;

import dev.halfbyte.ir.Dim;
import dev.halfbyte.loop.Buffer;
import dev.halfbyte.loop.Index;
import dev.halfbyte.loop.Local;
import dev.halfbyte.loop.LoopVariable;
import dev.halfbyte.loop.RegisterType;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/// Local variable slots of one stage method, and index arithmetic on them.
///
/// Indices are `int`: every address and bound fits a Java array, and intermediate sums wrap without
/// harm.
final class StageScope {
  private final MethodVisitor code;
  private final Map<Buffer, Integer> buffers = new HashMap<>();
  private final Map<Dim, Integer> dims = new HashMap<>();
  private final Map<LoopVariable, Integer> variables = new HashMap<>();
  private final Map<Local, Integer> locals = new HashMap<>();
  private int next;

  /// @param firstFree the first slot after the parameters of the method
  StageScope(MethodVisitor code, int firstFree) {
    this.code = code;
    this.next = firstFree;
  }

  int allocate(int size) {
    int slot = next;
    next += size;
    return slot;
  }

  int define(Buffer buffer) {
    return buffers.computeIfAbsent(buffer, b -> allocate(1));
  }

  int define(Dim dim) {
    return dims.computeIfAbsent(dim, d -> allocate(1));
  }

  int define(LoopVariable variable) {
    return variables.computeIfAbsent(variable, v -> allocate(1));
  }

  int define(Local local) {
    return locals.computeIfAbsent(local, l -> allocate(JavaTypes.slots(l.type())));
  }

  void load(Buffer buffer) {
    code.visitVarInsn(Opcodes.ALOAD, Objects.requireNonNull(buffers.get(buffer)));
  }

  void load(Local local) {
    int slot = Objects.requireNonNull(locals.get(local));
    code.visitVarInsn(JavaTypes.loadLocal(local.type()), slot);
  }

  void store(Local local) {
    int slot = Objects.requireNonNull(locals.get(local));
    code.visitVarInsn(JavaTypes.storeLocal(local.type()), slot);
  }

  /// A slot for a value that is used again at once.
  int temporary(RegisterType type) {
    return allocate(JavaTypes.slots(type));
  }

  /// Pushes an extent as `int`.
  void push(Dim dim) {
    if (dim.isFixed()) {
      code.visitLdcInsn((int) dim.fixed());
    } else {
      code.visitVarInsn(Opcodes.ILOAD, Objects.requireNonNull(dims.get(dim)));
    }
  }

  /// Pushes an index as `int`: invariant part first, so that the innermost variable is added last,
  /// the form in which C2 recognises neighbours.
  void push(Index index) {
    boolean empty = true;
    if (!index.constant().equals(Dim.ZERO)) {
      push(index.constant());
      empty = false;
    }
    for (Index.Term term : index.terms()) {
      code.visitVarInsn(Opcodes.ILOAD, Objects.requireNonNull(variables.get(term.variable())));
      if (!term.coefficient().equals(Dim.ONE)) {
        push(term.coefficient());
        code.visitInsn(Opcodes.IMUL);
      }
      if (!empty) {
        code.visitInsn(Opcodes.IADD);
      }
      empty = false;
    }
    if (empty) {
      code.visitInsn(Opcodes.ICONST_0);
    }
  }
}
