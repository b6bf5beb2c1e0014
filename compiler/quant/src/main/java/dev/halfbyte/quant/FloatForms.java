package dev.halfbyte.quant;

import dev.halfbyte.ir.Node;
import dev.halfbyte.ir.Program;
import dev.halfbyte.ir.Value;
import dev.halfbyte.ir.op.Softmax;
import dev.halfbyte.passes.rewrite.Rewriter;
import dev.halfbyte.quant.policy.NumericsPolicy;
import dev.halfbyte.quant.policy.SoftmaxChoice;
import dev.halfbyte.source.CompilerBug;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/// Numeric choices of a program that stays in floats.
public final class FloatForms {
  private FloatForms() {}

  /// The program with the form of every softmax that `policy` names, in the bodies of scans too;
  /// itself where nothing changes.
  public static Program choose(Program program, NumericsPolicy policy) {
    AtomicBoolean changed = new AtomicBoolean();
    Program chosen =
        Rewriter.rewrite(
            program,
            (node, copy) -> {
              Optional<Value> other = replaced(node, copy, policy);
              changed.compareAndSet(false, other.isPresent());
              return other;
            });
    return changed.get() ? chosen : program;
  }

  private static Optional<Value> replaced(Node node, Rewriter copy, NumericsPolicy policy) {
    if (!(node.op() instanceof Softmax(var operand, var mask, var form))) {
      return Optional.empty();
    }
    // A softmax within an expression goes by the name of the definition and by its own.
    List<String> paths =
        node.path().map(path -> List.of(path, path + ".softmax")).orElse(List.of("softmax"));
    Softmax.Form chosen = form(policy.softmax(paths).setting().choice());
    return chosen == form
        ? Optional.empty()
        : Optional.of(copy.add(new Softmax(operand, mask, chosen)));
  }

  private static Softmax.Form form(SoftmaxChoice choice) {
    return switch (choice) {
      case THREE_PASS -> Softmax.Form.THREE_PASS;
      case TWO_PASS -> Softmax.Form.TWO_PASS;
      case LATE, EARLY, I_BERT, I_VIT, LOG_INT, SOFTERMAX ->
          throw new CompilerBug("an integer softmax in floats: " + choice);
    };
  }
}
