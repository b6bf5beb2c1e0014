package dev.halfbyte.quant.annotate;

import dev.halfbyte.ir.Node;
import dev.halfbyte.ir.Output;
import dev.halfbyte.ir.Parameter;
import dev.halfbyte.ir.Program;
import dev.halfbyte.ir.Shape;
import dev.halfbyte.ir.Value;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.SequencedSet;

/// The values of a program that get codes, and what each is needed for.
///
/// Movement is looked through: the value before it is coded, and its codes are moved.
public final class Sites {
  /// A need of a site.
  ///
  /// @param aliases names of the moved forms between the site and the op that needs it
  public record Demand(Need need, List<String> aliases) {
    public Demand {
      aliases = List.copyOf(aliases);
    }

    /// The demand on the operand of a movement.
    Demand before(Node movement) {
      List<String> more = new ArrayList<>(aliases);
      movement.path().ifPresent(more::add);
      return new Demand(need, more);
    }
  }

  private final Flow flow;
  private final Map<Value, Node> definitions;
  private final ValueNames names;
  private final Needs needs;
  private final Map<Value, SequencedSet<Demand>> demands = new HashMap<>();
  private final SequencedMap<Value, SequencedSet<Demand>> sites = new LinkedHashMap<>();
  private final Map<Value, Value> groups = new HashMap<>();

  public Sites(Program program) {
    this(program, new ValueNames(program));
  }

  /// @param names of the values of `program`
  public Sites(Program program, ValueNames names) {
    flow = new Flow(program);
    definitions = program.definitions();
    this.names = names;
    needs = new Needs(flow);
    for (Output output : program.outputs()) {
      if (flow.isFloat(output.value())) {
        demand(output.value(), new Demand(new Need.Result(), List.of(output.name())));
      }
    }
    List<Node> nodes = new ArrayList<>(program.nodes()).reversed();
    nodes.forEach(this::visit);
    List<Value> order = new ArrayList<>();
    program.parameters().stream().map(Parameter::value).forEach(order::add);
    program.nodes().forEach(n -> n.results().forEach(r -> order.add(r.value())));
    for (Value value : order) {
      SequencedSet<Demand> of = demands.get(value);
      if (of != null && !(flow.role(value) instanceof Role.Moved)) {
        sites.put(value, of);
      }
    }
    program.nodes().forEach(this::connect);
  }

  /// Nodes come in reverse, so all demands on a result are known when its node comes.
  private void visit(Node node) {
    if (node.results().size() == 1 && flow.role(node.value()) instanceof Role.Moved(Value source)) {
      for (Demand demand : demands(node.value())) {
        demand(source, demand.before(node));
      }
      return;
    }
    List<Need> wanted = needs.of(node);
    List<Value> operands = node.op().operands();
    for (int i = 0; i < wanted.size(); i++) {
      switch (wanted.get(i)) {
        case Need.Raw _, Need.Weight _, Need.Absorbed _, Need.ConstantTerm _, Need.Signs _ -> {}
        case Need.Activation _,
            Need.Transformed _,
            Need.TableInput _,
            Need.Logits _,
            Need.Term _,
            Need.Result _,
            Need.Part _ ->
            demand(operands.get(i), new Demand(wanted.get(i), List.of()));
      }
    }
  }

  private void demand(Value value, Demand demand) {
    demands.computeIfAbsent(value, _ -> new LinkedHashSet<>()).add(demand);
  }

  /// Values that a sum connects share one scale, so that the stream through all blocks has one.
  private void connect(Node node) {
    if (node.results().size() != 1 || !(flow.role(node.value()) instanceof Role.Sum)) {
      return;
    }
    List<Need> wanted = needs.of(node);
    List<Value> operands = node.op().operands();
    for (int i = 0; i < wanted.size(); i++) {
      boolean sameSum = wanted.get(i) instanceof Need.Raw && flow.isRawSum(operands.get(i));
      if (wanted.get(i) instanceof Need.Term || sameSum) {
        groups.put(group(site(operands.get(i))), group(node.value()));
      }
    }
  }

  /// A representative of all values that share the scale of their 16-bit codes with `value`.
  public Value group(Value value) {
    Value representative = value;
    while (groups.containsKey(representative)
        && !groups.get(representative).equals(representative)) {
      representative = groups.get(representative);
    }
    return representative;
  }

  /// The value before all movement.
  public Value site(Value value) {
    Value source = value;
    while (flow.role(source) instanceof Role.Moved(Value before)) {
      source = before;
    }
    return source;
  }

  /// What a demand on `value` is at its site.
  public Demand atSite(Value value, Demand demand) {
    Demand moved = demand;
    Value source = value;
    while (flow.role(source) instanceof Role.Moved(Value before)) {
      moved = moved.before(Objects.requireNonNull(definitions.get(source)));
      source = before;
    }
    return moved;
  }

  /// Every site with its demands, in order of definition.
  public SequencedMap<Value, SequencedSet<Demand>> all() {
    return Collections.unmodifiableSequencedMap(sites);
  }

  /// The demands on a value, moved or not.
  public SequencedSet<Demand> demands(Value value) {
    return demands.getOrDefault(value, new LinkedHashSet<>());
  }

  /// The extent of the last axis of a value, which must be fixed.
  public long channels(Value value) {
    Shape shape = flow.type(value).shape();
    return shape.dim(shape.rank() - 1).fixed();
  }

  /// Whether the last axis of a value has a fixed extent.
  public boolean hasFixedChannels(Value value) {
    Shape shape = flow.type(value).shape();
    return shape.rank() > 0 && shape.dim(shape.rank() - 1).isFixed();
  }

  public Flow flow() {
    return flow;
  }

  /// The name under which a value is calibrated and explained.
  public String name(Value value) {
    return names.of(value);
  }

  ValueNames names() {
    return names;
  }

  /// Whether a range of `site` decides about codes.
  boolean needsRange(Value site) {
    return demands(site).stream().anyMatch(d -> !(d.need() instanceof Need.Logits));
  }

  /// In which form `node` takes each operand.
  public List<Need> needs(Node node) {
    return needs.of(node);
  }
}
