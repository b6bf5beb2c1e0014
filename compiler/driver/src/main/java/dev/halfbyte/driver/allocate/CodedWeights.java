package dev.halfbyte.driver.allocate;

import dev.halfbyte.ir.Node;
import dev.halfbyte.ir.Program;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.TensorType;
import dev.halfbyte.ir.Value;
import dev.halfbyte.ir.op.Constant;
import dev.halfbyte.ir.op.Contract;
import dev.halfbyte.ir.op.Dequantize;
import dev.halfbyte.ir.op.Reshape;
import dev.halfbyte.ir.op.View;
import dev.halfbyte.passes.rewrite.Rewriter;
import dev.halfbyte.quant.Quantizer;
import dev.halfbyte.quant.annotate.ConstantValues;
import dev.halfbyte.quant.annotate.ValueNames;
import dev.halfbyte.quant.scan.ScanBodies.Place;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/// The weights of a kernel as its codes show them, to put some of them into its floats.
///
/// @param floats the program in floats that the weights fit
/// @param weights f32, of the shape of the operand
record CodedWeights(Program floats, Map<Key, Tensor> weights) {
  CodedWeights {
    weights = Map.copyOf(weights);
  }

  /// A weight in an iteration.
  record Key(String name, int iteration) {}

  /// Those of numerics, roundings by samples among them.
  static CodedWeights of(Quantizer.Layers layers) {
    Map<Key, Tensor> weights = new HashMap<>();
    Iterations.each(layers.annotated(), (program, _, place) -> collect(program, place, weights));
    return new CodedWeights(layers.floats(), weights);
  }

  private static void collect(Program program, Place place, Map<Key, Tensor> weights) {
    ConstantValues constants = new ConstantValues(program);
    Map<Value, Node> definitions = program.definitions();
    Map<Value, TensorType> types = program.types();
    for (Node node : program.nodes()) {
      if (node.op() instanceof Contract op) {
        for (Value operand : List.of(op.left(), op.right())) {
          boolean fixed =
              constants.isConstant(operand)
                  && Objects.requireNonNull(types.get(operand)).shape().isFixed();
          Optional<String> name = fixed ? name(operand, definitions) : Optional.empty();
          name.ifPresent(
              found -> weights.put(new Key(found, place.number()), constants.evaluate(operand)));
        }
      }
    }
  }

  /// The name that the quantizer gave to the codes behind a value.
  private static Optional<String> name(Value value, Map<Value, Node> definitions) {
    Optional<Node> node = Optional.ofNullable(definitions.get(value));
    if (node.isEmpty()) {
      return Optional.empty();
    }
    if (node.get().op() instanceof Constant) {
      return node.get().path();
    }
    boolean moved =
        node.get().op() instanceof View
            || node.get().op() instanceof Reshape
            || node.get().op() instanceof Dequantize;
    return moved ? name(node.get().op().operands().getFirst(), definitions) : Optional.empty();
  }

  /// The floats with the weights of these names as their codes show them.
  Program only(Collection<String> names) {
    return coded(key ->
        names.contains(key.name()) ? Optional.ofNullable(weights.get(key)) : Optional.empty());
  }

  /// The floats with other weights where `chosen` gives some.
  Program coded(Weights chosen) {
    return Iterations.rewrite(
        floats, (program, names, place) -> coded(program, names, place, chosen));
  }

  /// The weight in place of another.
  interface Weights {
    Optional<Tensor> of(Key key);
  }

  private static Program coded(Program program, ValueNames names, Place place, Weights chosen) {
    Map<Value, Map<Integer, Tensor>> replaced = new HashMap<>();
    for (WeightUse use : WeightUse.in(program, names)) {
      chosen
          .of(new Key(use.name(), place.number()))
          .ifPresent(tensor ->
              replaced
                  .computeIfAbsent(use.node().value(), _ -> new HashMap<>())
                  .put(use.operand(), tensor));
    }
    Rewriter copy = new Rewriter(program);
    for (Node node : program.nodes()) {
      Optional<Map<Integer, Tensor>> here =
          node.results().size() == 1
              ? Optional.ofNullable(replaced.get(node.value()))
              : Optional.empty();
      if (here.isPresent() && node.op() instanceof Contract op) {
        List<Value> operands = new ArrayList<>();
        op.operands().forEach(value -> operands.add(copy.mapped(value)));
        copy.builder().at(Optional.empty(), Optional.empty());
        here.get().forEach((i, tensor) -> operands.set(i, copy.constant("coded", tensor)));
        copy.copy(node, op.withOperands(operands));
      } else {
        copy.copyOriginal(node);
      }
    }
    return copy.finish();
  }
}
