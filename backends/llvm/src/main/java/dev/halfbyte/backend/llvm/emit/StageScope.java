package dev.halfbyte.backend.llvm.emit;

import dev.halfbyte.backend.llvm.text.FunctionText;
import dev.halfbyte.loop.Bound;
import dev.halfbyte.loop.Buffer;
import dev.halfbyte.loop.Expression;
import dev.halfbyte.loop.Index;
import dev.halfbyte.loop.Local;
import dev.halfbyte.loop.LoopVariable;
import dev.halfbyte.loop.Statement;
import dev.halfbyte.source.CompilerBug;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/// What the names of a stage stand for while its function is written.
final class StageScope {
  private final FunctionText text;
  private final DimEmitter dims;
  private final Map<Buffer, String> buffers;
  private final Map<LoopVariable, String> variables = new HashMap<>();
  private final Map<Local, String> locals = new HashMap<>();
  private final Map<Local, Expression> definitions = new HashMap<>();
  private final Set<Local> assigned;

  /// @param buffers the pointer operand of each buffer that the stage may touch
  /// @param assigned locals that get new values after they are declared
  StageScope(FunctionText text, DimEmitter dims, Map<Buffer, String> buffers, Set<Local> assigned) {
    this.assigned = Set.copyOf(assigned);
    this.text = text;
    this.dims = dims;
    this.buffers = new HashMap<>(buffers);
  }

  void bind(Buffer buffer, String pointer) {
    buffers.put(buffer, pointer);
  }

  void bind(LoopVariable variable, String operand) {
    variables.put(variable, operand);
  }

  /// Stack memory of a new local.
  String declare(Local local) {
    String slot = text.allocate(local.name(), LlvmTypes.of(local.type()), 4);
    locals.put(local, slot);
    return slot;
  }

  /// Keeps what a local is, unless it may become something else.
  void define(Statement.Declare declare) {
    if (!assigned.contains(declare.local())) {
      definitions.put(declare.local(), declare.value());
    }
  }

  /// The definition of a local where that is kept; other expressions as they are.
  Expression definition(Expression expression) {
    return expression instanceof Expression.Use use
        ? definitions.getOrDefault(use.local(), expression)
        : expression;
  }

  String slot(Local local) {
    return known(locals.get(local), local);
  }

  String pointer(Buffer buffer) {
    return known(buffers.get(buffer), buffer);
  }

  String emit(dev.halfbyte.ir.Dim dim) {
    return dims.emit(dim);
  }

  /// The value of an index as an i64 operand.
  String emit(Index index) {
    String sum = dims.emit(index.constant());
    for (Index.Term term : index.terms()) {
      String variable = known(variables.get(term.variable()), term.variable());
      String coefficient = dims.emit(term.coefficient());
      String product =
          coefficient.equals("1")
              ? variable
              : text.value("mul nsw i64 %s, %s", variable, coefficient);
      sum = sum.equals("0") ? product : text.value("add nsw i64 %s, %s", sum, product);
    }
    return sum;
  }

  String emit(Bound bound) {
    String least = "";
    for (Index candidate : bound.candidates()) {
      String value = emit(candidate);
      least =
          least.isEmpty()
              ? value
              : text.call("i64", "llvm.smin.i64", "i64 " + least, "i64 " + value);
    }
    return least;
  }

  private static String known(@org.jspecify.annotations.Nullable String operand, Object name) {
    if (operand == null) {
      throw new CompilerBug("stage uses an unbound name: " + name);
    }
    return operand;
  }
}
