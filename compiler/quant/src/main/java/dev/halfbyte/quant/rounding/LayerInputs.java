package dev.halfbyte.quant.rounding;

import dev.halfbyte.ir.Node;
import dev.halfbyte.ir.Parameter;
import dev.halfbyte.ir.Program;
import dev.halfbyte.ir.Value;
import dev.halfbyte.ir.op.Constant;
import dev.halfbyte.ir.op.Contract;
import dev.halfbyte.ir.op.Dequantize;
import dev.halfbyte.ir.op.Lookup;
import dev.halfbyte.ir.op.Quantize;
import dev.halfbyte.ir.op.Reshape;
import dev.halfbyte.ir.op.Scan;
import dev.halfbyte.ir.op.View;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Which values of an annotated program, and of the bodies of its scans, are the inputs of which
/// weights.
final class LayerInputs {
  /// The input of a contraction.
  ///
  /// @param weight the name of its weight
  /// @param value behind its codes
  /// @param exact before its codes, where they are made without movement
  record Input(String weight, Value value, Optional<Value> exact) {}

  private final IdentityHashMap<Program, List<Input>> inputs = new IdentityHashMap<>();

  private LayerInputs() {}

  static LayerInputs of(Program annotated) {
    LayerInputs found = new LayerInputs();
    found.visit(annotated, Map.of());
    return found;
  }

  /// The inputs in one program.
  List<Input> in(Program program) {
    return inputs.getOrDefault(program, List.of());
  }

  private void visit(Program program, Map<Value, String> parameters) {
    Map<Value, Node> definitions = program.definitions();
    List<Input> here = new ArrayList<>();
    for (Node node : program.nodes()) {
      if (node.op() instanceof Scan scan) {
        Map<Value, String> inside = new HashMap<>();
        List<Parameter> taken = scan.body().parameters();
        for (int i = 0; i < taken.size(); i++) {
          Value parameter = taken.get(i).value();
          name(scan.operands().get(i), definitions, parameters)
              .ifPresent(name -> inside.put(parameter, name));
        }
        visit(scan.body(), inside);
      } else if (node.op() instanceof Contract op) {
        name(op.left(), definitions, parameters)
            .ifPresent(name -> here.add(input(name, op.right(), definitions)));
        name(op.right(), definitions, parameters)
            .ifPresent(name -> here.add(input(name, op.left(), definitions)));
      }
    }
    inputs.put(program, here);
  }

  private static Input input(String weight, Value value, Map<Value, Node> definitions) {
    return new Input(weight, value, exact(value, definitions));
  }

  private static Optional<Value> exact(Value value, Map<Value, Node> definitions) {
    Node node = definitions.get(value);
    if (node == null) {
      return Optional.empty();
    }
    if (node.op() instanceof Quantize quantize) {
      return Optional.of(quantize.operand());
    }
    if (node.op() instanceof Dequantize(Value codes, Value _)) {
      return exact(codes, definitions);
    }
    return node.op() instanceof Lookup(Value codes, Value _)
        ? exact(codes, definitions)
        : Optional.empty();
  }

  /// The name of the constant whose codes a value is, moved or not.
  private static Optional<String> name(
      Value value, Map<Value, Node> definitions, Map<Value, String> parameters) {
    Node node = definitions.get(value);
    if (node == null) {
      return Optional.ofNullable(parameters.get(value));
    }
    if (node.op() instanceof Constant) {
      return node.path();
    }
    boolean moved =
        node.op() instanceof View
            || node.op() instanceof Reshape
            || node.op() instanceof Dequantize;
    return moved
        ? name(node.op().operands().getFirst(), definitions, parameters)
        : Optional.empty();
  }
}
