package dev.halfbyte.quant.reparam;

import dev.halfbyte.ir.Node;
import dev.halfbyte.ir.Program;
import dev.halfbyte.ir.Shape;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.Value;
import dev.halfbyte.ir.op.Binary;
import dev.halfbyte.passes.rewrite.Rewriter;
import dev.halfbyte.quant.annotate.ConstantValues.Repeated;
import dev.halfbyte.quant.annotate.Sites;
import dev.halfbyte.quant.exact.ExactNumbers;
import dev.halfbyte.quant.exact.Rational;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// Adds constants to contractions: into the bias that follows one, or behind it where none does.
final class BiasTerms {
  private final Program program;
  private final Sites sites;
  private final Rewriter copy;

  /// Corrections that a later addition takes into its constant.
  private final Map<Node, ExactNumbers> postponed = new HashMap<>();

  /// @param copy of `program`, under way
  BiasTerms(Program program, Sites sites, Rewriter copy) {
    this.program = program;
    this.sites = sites;
    this.copy = copy;
  }

  /// Adds `correction` to a contraction that has been copied just now.
  void correct(Node contraction, ExactNumbers correction) {
    Optional<Node> bias = of(contraction);
    if (bias.isPresent()) {
      postponed.put(bias.get(), correction);
    } else {
      copy.at(contraction);
      Value sum =
          copy.add(
              new Binary(
                  Binary.Kind.ADD,
                  copy.mapped(contraction.value()),
                  placed(correction, contraction)));
      copy.name(sum, contraction.path());
      copy.map(contraction.value(), sum);
    }
  }

  /// Copies `node`, with what its constant is to take.
  ///
  /// @param named the same node with its final name
  void emit(Node node, Node named) {
    ExactNumbers correction = postponed.get(node);
    if (correction == null) {
      copy.copyOriginal(named);
    } else {
      correctBias(named, (Binary) node.op(), correction);
    }
  }

  /// The only user of a contraction, where it adds a constant, which can take the correction.
  private Optional<Node> of(Node contraction) {
    Value sum = contraction.value();
    if (!sites.flow().isRawAccumulator(sum)) {
      return Optional.empty();
    }
    return program.nodes().stream()
        .filter(node -> node.op().operands().contains(sum))
        .filter(node ->
            node.op() instanceof Binary(var kind, Value left, Value right)
                && (kind == Binary.Kind.ADD || (kind == Binary.Kind.SUB && left.equals(sum)))
                && sites.flow().constants().repeated(left.equals(sum) ? right : left).isPresent())
        .findFirst();
  }

  private void correctBias(Node node, Binary op, ExactNumbers correction) {
    boolean constantLeft = sites.flow().constants().isConstant(op.left());
    Value constant = constantLeft ? op.left() : op.right();
    Repeated bias = sites.flow().constants().repeated(constant).orElseThrow();
    ExactNumbers added =
        op.kind() == Binary.Kind.SUB ? correction.map(Rational::negate) : correction;
    ExactNumbers sum = ExactNumbers.of(bias.data(), bias.axes()).combine(added, Rational::plus);
    Value corrected = placed(sum, node);
    copy.copy(
        node,
        constantLeft
            ? new Binary(op.kind(), corrected, copy.mapped(op.right()))
            : new Binary(op.kind(), copy.mapped(op.left()), corrected));
  }

  private Value placed(ExactNumbers numbers, Node like) {
    Shape shape = Shape.of(numbers.extents().stream().mapToLong(Integer::longValue).toArray());
    Tensor data = Tensor.generateFloats(shape, i -> numbers.values().get(i).approximate());
    Value constant = copy.constant("bias", data);
    return copy.builder().broadcast(constant, like.type().shape(), numbers.axes());
  }
}
