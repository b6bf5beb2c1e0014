package dev.halfbyte.quant.annotate;

import dev.halfbyte.ir.Node;
import dev.halfbyte.ir.Program;
import dev.halfbyte.ir.Value;
import dev.halfbyte.ir.op.Binary;
import dev.halfbyte.passes.rewrite.Rewriter;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Moves constant terms of a sum to the accumulator among its terms, where they cost nothing:
///
/// ```
/// %1 = add %x, bias          %1 = add %acc, bias
/// %2 = add %1, %acc          %2 = add %x, %1
/// ```
///
/// Reassociates floats, so it belongs to the numeric half only.
final class GatherBias {
  private final Flow flow;
  private final Map<Value, Node> definitions;

  private GatherBias(Program program) {
    flow = new Flow(program);
    definitions = program.definitions();
  }

  /// The program with gathered biases; dead nodes stay.
  static Program run(Program program) {
    Program current = program;
    // A round moves each constant past one addition, and there are no more additions than nodes.
    for (int round = 0; round < program.nodes().size(); round++) {
      Optional<Program> next = new GatherBias(current).once(current);
      if (next.isEmpty()) {
        return current;
      }
      current = next.get();
    }
    return current;
  }

  private Optional<Program> once(Program program) {
    Rewriter copy = new Rewriter(program);
    boolean moved = false;
    for (Node node : program.nodes()) {
      Optional<Terms> terms = gathered(node);
      if (terms.isPresent()) {
        moved = true;
        emit(node, terms.get(), copy);
      } else {
        copy.copyOriginal(node);
      }
    }
    return moved ? Optional.of(copy.finish()) : Optional.empty();
  }

  /// `rest + (accumulator + constant)`.
  private record Terms(Value rest, Value accumulator, Value constant) {}

  private void emit(Node node, Terms terms, Rewriter copy) {
    Value biased =
        copy.add(
            new Binary(
                Binary.Kind.ADD, copy.mapped(terms.accumulator), copy.mapped(terms.constant)));
    copy.copy(node, new Binary(Binary.Kind.ADD, copy.mapped(terms.rest), biased));
  }

  private Optional<Terms> gathered(Node node) {
    if (!(node.op() instanceof Binary(var kind, Value left, Value right))
        || kind != Binary.Kind.ADD
        || !flow.isFloat(left)) {
      return Optional.empty();
    }
    return constantInside(left, right)
        .or(() -> constantInside(right, left))
        .or(() -> constantOutside(left, right))
        .or(() -> constantOutside(right, left));
  }

  /// `(x + constant) + accumulator`.
  private Optional<Terms> constantInside(Value inner, Value accumulator) {
    if (!flow.isRawAccumulator(accumulator) || flow.isRawAccumulator(inner)) {
      return Optional.empty();
    }
    return terms(inner).flatMap(pair -> split(pair, accumulator));
  }

  private Optional<Terms> split(List<Value> pair, Value accumulator) {
    for (int i = 0; i < 2; i++) {
      boolean constant = flow.constants().repeated(pair.get(i)).isPresent();
      if (constant && !flow.constants().isConstant(pair.get(1 - i))) {
        return Optional.of(new Terms(pair.get(1 - i), accumulator, pair.get(i)));
      }
    }
    return Optional.empty();
  }

  /// `(x + accumulator) + constant`.
  private Optional<Terms> constantOutside(Value inner, Value constant) {
    if (flow.constants().repeated(constant).isEmpty() || flow.isRawAccumulator(inner)) {
      return Optional.empty();
    }
    return terms(inner)
        .flatMap(pair ->
            flow.isRawAccumulator(pair.get(0))
                ? Optional.of(new Terms(pair.get(1), pair.get(0), constant))
                : flow.isRawAccumulator(pair.get(1))
                    ? Optional.of(new Terms(pair.get(0), pair.get(1), constant))
                    : Optional.empty());
  }

  private Optional<List<Value>> terms(Value sum) {
    Node node = definitions.get(sum);
    return node != null
            && flow.usedOnce(sum)
            && node.op() instanceof Binary(var kind, Value left, Value right)
            && kind == Binary.Kind.ADD
        ? Optional.of(List.of(left, right))
        : Optional.empty();
  }
}
