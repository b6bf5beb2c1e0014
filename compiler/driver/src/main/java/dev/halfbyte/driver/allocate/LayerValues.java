package dev.halfbyte.driver.allocate;

import dev.halfbyte.ir.Node;
import dev.halfbyte.ir.Program;
import dev.halfbyte.ir.TensorType;
import dev.halfbyte.ir.Value;
import dev.halfbyte.ir.op.Binary;
import dev.halfbyte.quant.annotate.Scope;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/// Which values of a float program stand for the layers of its weights.
final class LayerValues {
  private final IdentityHashMap<Program, List<Layer>> layers = new IdentityHashMap<>();

  private LayerValues() {}

  /// The values of a layer in the program that computes them.
  ///
  /// @param name of the weight
  /// @param input what the weight multiplies
  /// @param span what goes into the block of the layer and what comes out of it, of one type: the
  ///   terms of the first residual sum around the layer, else input and result of the product
  record Layer(String name, Value input, Optional<Span> span) {}

  /// Two values of one type.
  record Span(Value in, Value out) {}

  /// The layers of a prepared program and of the bodies of its scans, by the program that runs.
  static LayerValues of(Program prepared) {
    LayerValues values = new LayerValues();
    for (Scope scope : Scope.of(prepared).all()) {
      Blocks blocks = new Blocks(scope.program());
      List<Layer> layers = new ArrayList<>();
      for (WeightUse use : WeightUse.in(scope.program(), scope.names())) {
        layers.add(new Layer(use.name(), use.input(), blocks.around(use)));
      }
      values.layers.put(scope.run(), layers);
    }
    return values;
  }

  /// Those of a program that runs.
  List<Layer> in(Program running) {
    return layers.getOrDefault(running, List.of());
  }

  /// Finds residual sums.
  private static final class Blocks {
    private final Program program;
    private final Map<Value, TensorType> types;

    /// Everything that a value is computed from.
    private final Map<Value, Set<Value>> sources = new HashMap<>();

    Blocks(Program program) {
      this.program = program;
      types = program.types();
      for (Node node : program.nodes()) {
        Set<Value> all = new HashSet<>();
        for (Value operand : node.op().operands()) {
          all.add(operand);
          all.addAll(sources.getOrDefault(operand, Set.of()));
        }
        node.results().forEach(result -> sources.put(result.value(), all));
      }
    }

    Optional<Span> around(WeightUse use) {
      Value product = use.node().value();
      for (Node node : program.nodes()) {
        if (node.op() instanceof Binary(Binary.Kind kind, Value left, Value right)
            && kind == Binary.Kind.ADD) {
          if (passes(left, product, right)) {
            return Optional.of(new Span(left, node.value()));
          }
          if (passes(right, product, left)) {
            return Optional.of(new Span(right, node.value()));
          }
        }
      }
      boolean alike =
          Objects.requireNonNull(types.get(use.input()))
              .equals(Objects.requireNonNull(types.get(product)));
      return alike ? Optional.of(new Span(use.input(), product)) : Optional.empty();
    }

    /// Whether a way leads from `stream` through `product` to `branch`.
    private boolean passes(Value stream, Value product, Value branch) {
      return from(product).contains(stream)
          && (branch.equals(product) || from(branch).contains(product));
    }

    private Set<Value> from(Value value) {
      return sources.getOrDefault(value, Set.of());
    }
  }
}
