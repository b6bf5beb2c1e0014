package dev.halfbyte.quant.annotate;

import dev.halfbyte.ir.Node;
import dev.halfbyte.ir.Program;
import dev.halfbyte.ir.Shape;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.Value;
import dev.halfbyte.ir.op.Binary;
import dev.halfbyte.passes.rewrite.Rewriter;
import dev.halfbyte.quant.annotate.ConstantValues.Repeated;
import dev.halfbyte.quant.exact.ExactNumbers;
import dev.halfbyte.quant.exact.Rational;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Adds corrections to contractions: to the constant that is added to them anyway, else by an
/// addition of their own.
final class BiasCorrections {
  private final Program program;
  private final Sites sites;
  private final Rewriter copy;

  /// By the addition that takes it.
  private final Map<Node, ExactNumbers> postponed = new HashMap<>();

  BiasCorrections(Program program, Sites sites, Rewriter copy) {
    this.program = program;
    this.sites = sites;
    this.copy = copy;
  }

  /// Corrects a contraction that was just copied.
  void correct(Node contraction, ExactNumbers correction) {
    Optional<Node> bias = biasOf(contraction.value());
    if (bias.isPresent()) {
      postponed.put(bias.get(), correction);
      return;
    }
    Value sum = copy.mapped(contraction.value());
    Value added = copy.add(new Binary(Binary.Kind.ADD, sum, placed(correction, contraction)));
    copy.name(added, contraction.path());
    copy.map(contraction.value(), added);
  }

  /// The operands of a node in the copy, its constant corrected where that was postponed.
  List<Value> operands(Node node, List<Value> taken) {
    ExactNumbers correction = postponed.get(node);
    if (correction == null || !(node.op() instanceof Binary op)) {
      return taken;
    }
    int constant = sites.flow().constants().isConstant(op.left()) ? 0 : 1;
    Repeated bias = sites.flow().constants().repeated(op.operands().get(constant)).orElseThrow();
    ExactNumbers added =
        op.kind() == Binary.Kind.SUB ? correction.map(Rational::negate) : correction;
    List<Value> corrected = new ArrayList<>(taken);
    corrected.set(
        constant,
        placed(ExactNumbers.of(bias.data(), bias.axes()).combine(added, Rational::plus), node));
    return corrected;
  }

  /// The only user of a contraction, where it adds a constant, which can take the correction.
  private Optional<Node> biasOf(Value sum) {
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

  private Value placed(ExactNumbers numbers, Node like) {
    Shape shape = Shape.of(numbers.extents().stream().mapToLong(Integer::longValue).toArray());
    Tensor data = Tensor.generateFloats(shape, i -> numbers.values().get(i).approximate());
    Value constant = copy.constant("bias", data);
    return copy.builder().broadcast(constant, like.type().shape(), numbers.axes());
  }
}
