package dev.halfbyte.quant.annotate;

import dev.halfbyte.ir.Node;
import dev.halfbyte.ir.Parameter;
import dev.halfbyte.ir.Program;
import dev.halfbyte.ir.Value;
import dev.halfbyte.ir.op.Constant;
import dev.halfbyte.ir.op.OpSchema;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/// A unique name for every value, under which it is calibrated and explained.
///
/// A parameter has its name. A path belongs to the last node that carries it and depends on an
/// input, which is the value the user named (constants are repeated for the ops that take them);
/// the others are called after it and their op, e.g. `y.contract`. In the body of a scan all names
/// but those of constants begin with the name of the scan.
public final class ValueNames {
  private final String prefix;
  private final Map<Value, String> names = new HashMap<>();

  public ValueNames(Program program) {
    this(program, "");
  }

  /// @param scan name of the scan whose body `program` is, or nothing
  public ValueNames(Program program, String scan) {
    prefix = scan.isEmpty() ? "" : scan + ".";
    Set<String> taken = new HashSet<>();
    for (Parameter parameter : program.parameters()) {
      give(parameter.value(), prefix + parameter.name(), taken);
    }
    Map<String, Node> owners = owners(program);
    taken.addAll(owners.keySet());
    for (Node node : program.nodes()) {
      boolean owner = path(node).map(owners::get).filter(node::equals).isPresent();
      String mnemonic = OpSchema.of(node.op().getClass()).mnemonic();
      for (Node.Result result : node.results()) {
        if (owner && result.equals(node.results().getFirst())) {
          names.put(result.value(), path(node).orElseThrow());
        } else {
          String unnamed = prefix + mnemonic;
          give(result.value(), path(node).map(p -> p + "." + mnemonic).orElse(unnamed), taken);
        }
      }
    }
  }

  private Optional<String> path(Node node) {
    return node.path()
        .map(p -> p.startsWith(prefix) || node.op() instanceof Constant ? p : prefix + p);
  }

  private Map<String, Node> owners(Program program) {
    ConstantValues constants = new ConstantValues(program);
    Map<String, Node> owners = new HashMap<>();
    Map<String, Node> fixed = new HashMap<>();
    for (Node node : program.nodes()) {
      boolean constant = constants.isConstant(node.results().getFirst().value());
      path(node).ifPresent(path -> (constant ? fixed : owners).put(path, node));
    }
    fixed.forEach(owners::putIfAbsent);
    return owners;
  }

  private void give(Value value, String wanted, Set<String> taken) {
    String unique = wanted;
    for (int i = 2; !taken.add(unique); i++) {
      unique = wanted + "_" + i;
    }
    names.put(value, unique);
  }

  /// The name of a value of the program.
  public String of(Value value) {
    return Objects.requireNonNull(names.get(value), () -> "value of another program: " + value);
  }
}
