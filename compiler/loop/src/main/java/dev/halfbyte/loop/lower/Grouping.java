package dev.halfbyte.loop.lower;

import dev.halfbyte.ir.Node;
import dev.halfbyte.ir.Output;
import dev.halfbyte.ir.Program;
import dev.halfbyte.ir.Value;
import dev.halfbyte.ir.op.Append;
import dev.halfbyte.ir.op.Cast;
import dev.halfbyte.ir.op.Concat;
import dev.halfbyte.ir.op.Constant;
import dev.halfbyte.ir.op.Contract;
import dev.halfbyte.ir.op.CoreOp;
import dev.halfbyte.ir.op.Lookup;
import dev.halfbyte.ir.op.Mask;
import dev.halfbyte.ir.op.Reduce;
import dev.halfbyte.ir.op.Reshape;
import dev.halfbyte.ir.op.Scan;
import dev.halfbyte.ir.op.Unary;
import dev.halfbyte.ir.op.View;
import dev.halfbyte.source.CompilerBug;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/// Fusion: which nodes share a nest.
///
/// A group is a root value, the elementwise nodes whose only users are in the group, and at most
/// one reduction, its *core*, whose result the group consumes element by element. Elementwise nodes
/// that only a `reduce` reads are computed inside it. Nothing but casts is computed twice;
/// everything else that two groups need has memory. Where the first of them is a float `reduce`
/// along rows, it computes and stores the value in passing ([InPassing]). A place takes in only so
/// much, since compilers give up on long methods.
final class Grouping {
  /// Most nodes of one place, a float function counted as `FUNCTION_WEIGHT`.
  private static final int LARGEST_PLACE = 64;

  private static final int FUNCTION_WEIGHT = 8;

  private final Map<Value, Placement> placements = new HashMap<>();
  private final Map<Value, Node> cores = new HashMap<>();
  private final Map<Value, List<Node>> users = new HashMap<>();
  private final Set<Value> outputs = new HashSet<>();
  private final Set<Value> stored = new HashSet<>();
  private final Set<Value> absorbed;
  private final Map<Placement, Integer> weights = new HashMap<>();
  private final Map<Value, List<Value>> stores = new HashMap<>();
  private final Optional<InPassing> passing;

  /// @param absorbed results of reductions that are computed where they are read
  /// @param storesInPassing whether reductions may store what they compute for others too
  Grouping(Program program, Set<Value> absorbed, boolean storesInPassing) {
    this.absorbed = Set.copyOf(absorbed);
    this.passing = storesInPassing ? Optional.of(new InPassing(program)) : Optional.empty();
    program.outputs().stream().map(Output::value).forEach(outputs::add);
    for (Node node : program.nodes()) {
      for (Value operand : node.op().operands()) {
        users.computeIfAbsent(operand, v -> new ArrayList<>()).add(node);
      }
    }
    program.nodes().reversed().forEach(this::place);
  }

  Placement of(Value value) {
    return placements.getOrDefault(value, new Placement.Access());
  }

  /// The reduction of the group of `root`.
  Optional<Node> core(Value root) {
    return Optional.ofNullable(cores.get(root));
  }

  /// What the reduction with result `core` computes and stores, in the order of definition.
  List<Value> inPassing(Value core) {
    return stores.getOrDefault(core, List.of()).reversed();
  }

  /// Live uses of a value.
  List<Node> users(Value value) {
    return users.getOrDefault(value, List.of()).stream().filter(n -> !isDead(n)).toList();
  }

  boolean isOutput(Value value) {
    return outputs.contains(value);
  }

  private boolean isDead(Node node) {
    return node.results().stream()
        .allMatch(r -> Objects.equals(placements.get(r.value()), new Placement.Dead()));
  }

  private void place(Node node) {
    boolean used =
        node.results().stream()
            .anyMatch(r -> outputs.contains(r.value()) || !users(r.value()).isEmpty());
    for (Node.Result result : node.results()) {
      placements.put(result.value(), used ? placement(node) : new Placement.Dead());
    }
  }

  private Placement placement(Node node) {
    return switch (coreOp(node)) {
      case Scan scan -> {
        stored.addAll(ScanParameters.addressed(scan));
        yield new Placement.Root(node.results().getFirst().value());
      }
      case Constant c -> source(node);
      case Mask m -> source(node);
      case View view -> source(node);
      case Reshape reshape -> {
        stored.add(reshape.operand());
        yield source(node);
      }
      case Concat concat -> root(node);
      case Append append -> root(node);
      case CoreOp.Elementwise elementwise -> computed(node, false);
      case CoreOp.Quantized quantized -> computed(node, false);
      case CoreOp.Reduction reduction -> computed(node, true);
    };
  }

  /// What costs nothing gets memory only where somebody needs an address.
  private Placement source(Node node) {
    Value value = node.value();
    boolean isConstant = node.op() instanceof Constant;
    boolean isAlias = node.op() instanceof Reshape;
    boolean addressed = stored.contains(value) && !isConstant && !isAlias;
    return outputs.contains(value) || addressed || usedAsTable(node)
        ? root(node)
        : new Placement.Access();
  }

  private boolean usedAsTable(Node node) {
    return !(node.op() instanceof Constant)
        && users(node.value()).stream()
            .anyMatch(n -> n.op() instanceof Lookup l && l.table().equals(node.value()));
  }

  private Placement computed(Node node, boolean reduction) {
    Value value = node.value();
    if (absorbed.contains(value)) {
      return new Placement.Access();
    }
    Optional<Placement> context = context(node);
    if (outputs.contains(value) || stored.contains(value)) {
      return reduction ? reductionRoot(node) : root(node);
    }
    if (context.isEmpty()) {
      return reduction
          ? reductionRoot(node)
          : isRepeatable(node) ? new Placement.Repeated() : inPassing(node).orElse(root(node));
    }
    Placement place = context.get();
    if (!reduction) {
      int weight = weights.merge(place, weight(node), Integer::sum);
      return weight > LARGEST_PLACE ? root(node) : place;
    }
    if (place instanceof Placement.Inline inline && !cores.containsKey(inline.group())) {
      cores.put(inline.group(), node);
      return place;
    }
    return reductionRoot(node);
  }

  /// The reduction that reads a node before all others, if it can store the node in passing.
  private Optional<Placement> inPassing(Node node) {
    List<Optional<Placement>> readers =
        users(node.value()).stream().map(user -> elementContext(user, node.value())).toList();
    if (passing.isEmpty() || readers.stream().anyMatch(Optional::isEmpty)) {
      return Optional.empty();
    }
    return passing
        .get()
        .first(node.value(), readers.stream().map(Optional::orElseThrow).toList(), this::group)
        .filter(place -> weights.merge(place, weight(node), Integer::sum) <= LARGEST_PLACE)
        .map(place -> {
          stores.computeIfAbsent(place.reduction(), _ -> new ArrayList<>()).add(node.value());
          return new Placement.InPassing(place.reduction());
        });
  }

  /// The root of the group of a reduction.
  private Optional<Value> group(Value reduction) {
    return switch (of(reduction)) {
      case Placement.Root root -> Optional.of(root.group());
      case Placement.Inline inline -> Optional.of(inline.group());
      case Placement.Prologue _,
          Placement.InPassing _,
          Placement.Access _,
          Placement.Repeated _,
          Placement.Dead _ ->
          Optional.empty();
    };
  }

  /// A cast that several groups read element by element.
  private boolean isRepeatable(Node node) {
    return node.op() instanceof Cast
        && users(node.value()).stream()
            .allMatch(user -> elementContext(user, node.value()).isPresent());
  }

  private static int weight(Node node) {
    if (!(node.op() instanceof Unary unary)) {
      return 1;
    }
    return switch (unary.kind()) {
      case NEG, ABS, SQRT, LEADING_ONE, NORMALIZE -> 1;
      case EXP, EXP2, LOG, ERF, TANH -> FUNCTION_WEIGHT;
    };
  }

  private Placement root(Node node) {
    return new Placement.Root(node.value());
  }

  private Placement reductionRoot(Node node) {
    cores.put(node.value(), node);
    return root(node);
  }

  /// The one place in which all users of a node read it element by element, if there is one.
  private Optional<Placement> context(Node node) {
    Set<Placement> contexts = new HashSet<>();
    for (Node user : users(node.value())) {
      Optional<Placement> context = elementContext(user, node.value());
      if (context.isEmpty()) {
        return Optional.empty();
      }
      contexts.add(context.get());
    }
    return contexts.size() == 1 ? Optional.of(contexts.iterator().next()) : Optional.empty();
  }

  private Optional<Placement> elementContext(Node user, Value operand) {
    return switch (coreOp(user)) {
      case Lookup lookup when lookup.table().equals(operand) -> Optional.empty();
      case CoreOp.Elementwise elementwise -> inside(user);
      case CoreOp.Quantized quantized -> inside(user);
      case Reduce reduce -> Optional.of(new Placement.Prologue(user.value()));
      case Contract contract -> Optional.empty();
      case CoreOp.Source source -> Optional.empty();
      case CoreOp.Movement movement -> Optional.empty();
      case CoreOp.Structured structured -> Optional.empty();
    };
  }

  private Optional<Placement> inside(Node user) {
    return switch (of(user.value())) {
      case Placement.Root root -> Optional.of(new Placement.Inline(root.group()));
      case Placement.Inline inline -> Optional.of(inline);
      case Placement.Prologue prologue -> Optional.of(prologue);
      case Placement.InPassing stored -> Optional.of(new Placement.Prologue(stored.reduction()));
      case Placement.Access access -> Optional.empty();
      case Placement.Repeated repeated -> Optional.empty();
      case Placement.Dead dead -> Optional.empty();
    };
  }

  static CoreOp coreOp(Node node) {
    if (node.op() instanceof CoreOp core) {
      return core;
    }
    throw new CompilerBug("sugar op in a core program: " + node.op());
  }
}
