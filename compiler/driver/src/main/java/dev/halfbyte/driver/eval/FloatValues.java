package dev.halfbyte.driver.eval;

import dev.halfbyte.interp.ValueObserver;
import dev.halfbyte.ir.Node;
import dev.halfbyte.ir.Parameter;
import dev.halfbyte.ir.Program;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.Value;
import dev.halfbyte.quant.annotate.Scope;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;

/// Keeps the values of a float run that quantizing gives codes, by name and iteration.
final class FloatValues implements ValueObserver {
  private final Names names;
  private final Set<String> wanted;
  private final Map<String, List<Tensor>> seen = new HashMap<>();

  FloatValues(Names names, Set<String> wanted) {
    this.names = names;
    this.wanted = wanted;
  }

  /// The names of values that get codes, in the program and in the bodies of its scans.
  static final class Names {
    private final IdentityHashMap<Program, Map<Value, String>> byProgram = new IdentityHashMap<>();

    static Names of(Program prepared) {
      Names names = new Names();
      for (Scope scope : Scope.of(prepared).all()) {
        names.byProgram.put(scope.run(), ofCodes(scope));
      }
      return names;
    }

    /// Codes carry the path of what computes them, which is the name of the value, or part of the
    /// name where only one value with codes has that path.
    private static Map<Value, String> ofCodes(Scope scope) {
      Set<Value> sites = scope.sites().all().keySet();
      Map<String, List<Value>> byPath = new HashMap<>();
      for (Node node : scope.program().nodes()) {
        Value value = node.results().getFirst().value();
        if (sites.contains(value)) {
          node.path()
              .ifPresent(path -> byPath.computeIfAbsent(path, _ -> new ArrayList<>()).add(value));
        }
      }
      Map<Value, String> names = new HashMap<>();
      sites.forEach(value -> names.put(value, scope.sites().name(value)));
      byPath.forEach((path, values) -> {
        if (values.size() == 1 && !names.containsValue(path)) {
          names.put(values.getFirst(), path);
        }
      });
      return names;
    }

    Set<String> all() {
      Set<String> all = new TreeSet<>();
      byProgram.values().forEach(names -> all.addAll(names.values()));
      return all;
    }

    Optional<String> of(Program scope, Value value) {
      return Optional.ofNullable(byProgram.get(scope))
          .flatMap(names -> Optional.ofNullable(names.get(value)));
    }
  }

  @Override
  public void observe(Program scope, Node node, Value value, Tensor tensor) {
    keep(scope, value, () -> tensor);
  }

  @Override
  public void argument(Program scope, Parameter parameter, Supplier<Tensor> tensor) {
    keep(scope, parameter.value(), tensor);
  }

  private void keep(Program scope, Value value, Supplier<Tensor> tensor) {
    names
        .of(scope, value)
        .filter(wanted::contains)
        .ifPresent(name -> seen.computeIfAbsent(name, _ -> new ArrayList<>()).add(tensor.get()));
  }

  /// A value in an iteration, if it was seen.
  Optional<Tensor> of(String name, int iteration) {
    return Optional.ofNullable(seen.get(name))
        .filter(tensors -> iteration < tensors.size())
        .map(tensors -> tensors.get(iteration));
  }
}
