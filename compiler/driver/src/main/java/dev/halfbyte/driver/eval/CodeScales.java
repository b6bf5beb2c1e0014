package dev.halfbyte.driver.eval;

import dev.halfbyte.interp.Interpreter;
import dev.halfbyte.interp.ValueObserver;
import dev.halfbyte.ir.Arguments;
import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.Node;
import dev.halfbyte.ir.Parameter;
import dev.halfbyte.ir.Program;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.Value;
import dev.halfbyte.ir.op.Binary;
import dev.halfbyte.ir.op.Dequantize;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;

/// With which scale the codes of each value are read, in each iteration: what the dequantizers of
/// an annotated program multiply with.
final class CodeScales {
  private final SortedMap<LayerKey, List<Float>> scales = new TreeMap<>();

  private CodeScales() {}

  /// Those of the values called `names`.
  ///
  /// @param arguments any: scales are constants
  static CodeScales observe(Program annotated, Arguments arguments, Set<String> names) {
    CodeScales scales = new CodeScales();
    Watch watch = new Watch();
    for (Program program : LayerProbe.programs(annotated)) {
      watch.prepare(program, names);
    }
    Interpreter.run(annotated, arguments, watch);
    scales.scales.putAll(watch.found);
    return scales;
  }

  /// The names of values with codes.
  Set<String> names() {
    Set<String> names = new TreeSet<>();
    scales.keySet().forEach(key -> names.add(key.path()));
    return names;
  }

  /// The real value of one step of codes in an iteration; nothing for others than those of a value.
  Optional<Float> of(LayerKey key, int iteration) {
    return Optional.ofNullable(scales.get(key))
        .filter(found -> iteration < found.size())
        .map(found -> found.get(iteration));
  }

  private static final class Watch implements ValueObserver {
    private final SortedMap<LayerKey, List<Float>> found = new TreeMap<>();

    /// By the operand that is the scale.
    private final IdentityHashMap<Program, Map<Value, LayerKey>> operands = new IdentityHashMap<>();

    /// The last dequantizer of a name counts: those before it are steps towards it.
    void prepare(Program program, Set<String> names) {
      Map<Value, Node> definitions = program.definitions();
      Set<Value> numerators = numerators(program);
      Map<LayerKey, Value> last = new HashMap<>();
      for (Node node : program.nodes()) {
        if (node.op() instanceof Dequantize(Value codes, Value scale)
            && !numerators.contains(node.value())) {
          Optional.ofNullable(definitions.get(codes))
              .flatMap(CodeScales::key)
              .filter(key -> names.contains(key.path()))
              .ifPresent(key -> last.put(key, scale));
        }
      }
      Map<Value, LayerKey> own = new HashMap<>();
      last.forEach((key, scale) -> own.put(scale, key));
      operands.put(program, own);
    }

    /// What is still to be divided is not the value yet.
    private static Set<Value> numerators(Program program) {
      Set<Value> numerators = new HashSet<>();
      for (Node node : program.nodes()) {
        if (node.op() instanceof Binary binary && binary.kind() == Binary.Kind.DIV) {
          numerators.add(binary.left());
        }
      }
      return numerators;
    }

    @Override
    public void observe(Program scope, Node node, Value value, Tensor tensor) {
      keep(scope, value, () -> tensor);
    }

    @Override
    public void argument(Program scope, Parameter parameter, Supplier<Tensor> tensor) {
      keep(scope, parameter.value(), tensor);
    }

    private void keep(Program scope, Value value, Supplier<Tensor> scale) {
      Optional.ofNullable(operands.get(scope))
          .flatMap(keys -> Optional.ofNullable(keys.get(value)))
          .ifPresent(key ->
              found.computeIfAbsent(key, _ -> new ArrayList<>()).add(scale.get().floatAt(0)));
    }
  }

  /// Name and codes of what a node computes.
  static Optional<LayerKey> key(Node node) {
    return node.results().size() == 1 && node.type().elem() instanceof ElemType.CodeType(var codes)
        ? node.path().map(path -> new LayerKey(path, codes))
        : Optional.empty();
  }
}
