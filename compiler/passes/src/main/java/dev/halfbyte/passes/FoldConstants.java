package dev.halfbyte.passes;

import dev.halfbyte.ir.Node;
import dev.halfbyte.ir.Program;
import dev.halfbyte.ir.ProgramBuilder;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.TensorType;
import dev.halfbyte.ir.Value;
import dev.halfbyte.ir.op.Mask;
import dev.halfbyte.ir.op.Scan;
import dev.halfbyte.passes.rewrite.Rewriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Computes nodes with constant operands by the interpreter.
///
/// A node is folded only if its result takes memory, and no more than its operands: a broadcast
/// stays a view, however constant it is.
record FoldConstants() implements Pass {
  @Override
  public String name() {
    return "fold-constants";
  }

  @Override
  public String summary() {
    return "computes nodes of constants by the interpreter, unless the result is larger";
  }

  @Override
  public Kind kind() {
    return Kind.SCHEDULE;
  }

  @Override
  public Program run(Program program, PassContext context) {
    return Rewriter.rewrite(program, (node, copy) -> fold(node, copy, context));
  }

  private static Optional<Value> fold(Node node, Rewriter copy, PassContext context) {
    List<Value> operands = node.op().operands();
    if (operands.isEmpty() || node.op() instanceof Mask || node.op() instanceof Scan) {
      return Optional.empty();
    }
    List<Tensor> data = new ArrayList<>();
    for (Value operand : operands) {
      copy.data(operand).ifPresent(data::add);
    }
    boolean constant = data.size() == operands.size() && node.type().shape().isFixed();
    if (!constant || !isSmaller(node.type(), data) || !context.mayFire("fold-constants")) {
      return Optional.empty();
    }
    return Optional.of(copy.constant(node.path().orElse("folded"), evaluate(node, data)));
  }

  /// Nothing is gained by a constant without elements, and its range would be lost.
  private static boolean isSmaller(TensorType type, List<Tensor> operands) {
    long bytes = bytes(type);
    return bytes > 0 && bytes <= bytes(operands);
  }

  private static Tensor evaluate(Node node, List<Tensor> operands) {
    ProgramBuilder builder = new ProgramBuilder("fold");
    List<Value> values = new ArrayList<>();
    for (Tensor operand : operands) {
      values.add(builder.constant("operand", operand));
    }
    builder.output("result", builder.add(node.op().withOperands(values)));
    return Evaluation.constant(builder.build());
  }

  private static long bytes(List<Tensor> tensors) {
    return tensors.stream().mapToLong(t -> bytes(t.type())).sum();
  }

  private static long bytes(TensorType type) {
    return type.shape().count().fixed() * type.elem().bytes();
  }
}
