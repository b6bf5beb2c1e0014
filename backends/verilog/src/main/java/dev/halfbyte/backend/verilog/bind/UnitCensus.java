package dev.halfbyte.backend.verilog.bind;

import dev.halfbyte.backend.verilog.match.Form;
import dev.halfbyte.backend.verilog.match.Forms;
import dev.halfbyte.ir.Node;
import dev.halfbyte.ir.Origin;
import dev.halfbyte.ir.Parameter;
import dev.halfbyte.ir.Program;
import dev.halfbyte.ir.Value;
import dev.halfbyte.ir.op.Append;
import dev.halfbyte.ir.op.Binary;
import dev.halfbyte.ir.op.Cast;
import dev.halfbyte.ir.op.Compare;
import dev.halfbyte.ir.op.Concat;
import dev.halfbyte.ir.op.Constant;
import dev.halfbyte.ir.op.Contract;
import dev.halfbyte.ir.op.CoreOp;
import dev.halfbyte.ir.op.Dequantize;
import dev.halfbyte.ir.op.Lookup;
import dev.halfbyte.ir.op.Mask;
import dev.halfbyte.ir.op.Op;
import dev.halfbyte.ir.op.Quantize;
import dev.halfbyte.ir.op.Reduce;
import dev.halfbyte.ir.op.Requantize;
import dev.halfbyte.ir.op.RequantizeAdd;
import dev.halfbyte.ir.op.Reshape;
import dev.halfbyte.ir.op.Scan;
import dev.halfbyte.ir.op.Select;
import dev.halfbyte.ir.op.SugarOp;
import dev.halfbyte.ir.op.Unary;
import dev.halfbyte.ir.op.View;
import dev.halfbyte.ir.scan.ScanIterations;
import dev.halfbyte.rtl.AcceleratorConfig;
import dev.halfbyte.rtl.ArrayKind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/// Which units a program needs that an accelerator does not have, judged by kinds of ops alone.
///
/// What [Forms] finds has its unit. A sealed program holds no softmax and no layernorm, only the
/// core ops that they became. So ops without a unit are judged by the company they keep, see
/// [OpGroups] and [#unit].
final class UnitCensus {
  private final Program program;
  private final Map<Value, Node> definitions;
  private final Shapes shapes;
  private final AcceleratorConfig config;
  private final Forms forms;
  private final Set<Value> known;
  private final List<Need> needs = new ArrayList<>();

  private UnitCensus(Program program, AcceleratorConfig config, Set<Value> known) {
    this.program = program;
    this.config = config;
    this.forms = Forms.of(program, config);
    this.definitions = program.definitions();
    this.shapes = new Shapes(program);
    this.known = new HashSet<>(known);
  }

  /// One function of the source and the unit it needs.
  ///
  /// @param names paths of its values, or what stands for them, with backquotes
  /// @param origin its place in the source
  record Need(MissingUnit unit, List<String> names, Optional<Origin> origin) {}

  /// Returns the needs in program order, those inside loops too.
  static List<Need> of(Program program, AcceleratorConfig config) {
    Set<Value> weights = new HashSet<>();
    program.parameters(Parameter.Kind.WEIGHT).forEach(weight -> weights.add(weight.value()));
    return of(program, config, weights);
  }

  private static List<Need> of(Program program, AcceleratorConfig config, Set<Value> known) {
    UnitCensus census = new UnitCensus(program, config, known);
    census.run();
    return List.copyOf(census.needs);
  }

  private void run() {
    for (Parameter state : program.parameters(Parameter.Kind.STATE)) {
      String name = "`" + state.name() + "`";
      needs.add(new Need(MissingUnit.STATE, List.of(name), Optional.empty()));
    }
    List<Node> computed = new ArrayList<>();
    for (Node node : program.nodes()) {
      if (isKnown(node.op())) {
        known.add(node.value());
      } else if (!isInForm(node)) {
        computed.add(node);
      }
    }
    List<Node> elementwise = computed.stream().filter(node -> isInGroup(node.op())).toList();
    Map<Value, List<Node>> groups = new HashMap<>();
    OpGroups.of(elementwise)
        .forEach(group ->
            group.stream()
                .filter(node -> lacksUnit(node, node.op()))
                .findFirst()
                .ifPresent(first -> groups.put(first.value(), group)));
    computed.forEach(node -> count(node, groups));
  }

  private boolean isKnown(Op op) {
    return !(op instanceof CoreOp.Structured) && op.operands().stream().allMatch(known::contains);
  }

  /// Whether a unit executes the op together with others, or nothing outside such a group reads it.
  private boolean isInForm(Node node) {
    return node.results().size() == 1
        && (forms.of(node.value()).filter(this::hasUnit).isPresent()
            || !forms.needed().contains(node.value()));
  }

  /// Words with elements of several rows cannot be reduced.
  private boolean hasUnit(Form form) {
    return !(form instanceof Form.RowReduction) || config.rows() == 1;
  }

  private static boolean isInGroup(Op op) {
    return !(op instanceof Contract
        || op instanceof Quantize
        || op instanceof Dequantize
        || op instanceof CoreOp.Structured);
  }

  /// @param groups the groups that lack a unit, by the first value for which they do
  private void count(Node node, Map<Value, List<Node>> groups) {
    switch (node.op()) {
      case Contract contract -> contract(node, contract);
      case Scan scan -> scan(node, scan);
      case Append _ -> need(MissingUnit.STATE, List.of(node), node);
      case Op _ -> {
        List<Node> group = groups.getOrDefault(node.value(), List.of());
        if (!group.isEmpty()) {
          need(unit(group), group, node);
        }
      }
    }
  }

  private void need(MissingUnit unit, List<Node> group, Node first) {
    List<String> paths = group.stream().flatMap(node -> node.path().stream()).distinct().toList();
    List<String> names =
        paths.stream()
            .filter(path -> paths.stream().noneMatch(outer -> path.startsWith(outer + ".")))
            .map(path -> "`" + path + "`")
            .toList();
    needs.add(
        new Need(
            unit, names.isEmpty() ? List.of(BindFaults.mnemonic(first)) : names, first.origin()));
  }

  private void contract(Node node, Contract contract) {
    boolean computed = !known.contains(contract.left()) && !known.contains(contract.right());
    if (computed && config.arrayKind() != ArrayKind.ROW) {
      need(MissingUnit.COMPUTED_OPERANDS, List.of(node), node);
    }
    if (!computed && isOfSums(contract)) {
      need(MissingUnit.GROUP_SUMS, List.of(node), node);
    }
    boolean zeros =
        forms.of(contract.left()).orElse(null) instanceof Form.Softmax softmax
            && softmax.mask().equals(contract.mask());
    if (contract.mask().isPresent() && !zeros) {
      need(MissingUnit.MASKED_ARRAY, List.of(node), node);
    }
  }

  /// Whether sums of products are summed again, as those of groups of weights are.
  private boolean isOfSums(Contract contract) {
    return contract.operands().stream()
        .map(definitions::get)
        .anyMatch(node -> node != null && node.op() instanceof Contract);
  }

  /// Iterations are written out, so that they need what their ops need, and a data mover for what
  /// is computed of which they take or give slices.
  private void scan(Node node, Scan scan) {
    int carried = scan.carried().size();
    ScanIterations iterations = ScanIterations.of(program, scan, program.dims());
    boolean slices =
        IntStream.range(carried, carried + scan.scanned().size())
            .anyMatch(i -> !iterations.isKnown(i));
    if (slices || node.results().size() > carried) {
      need(MissingUnit.DATA_MOVER, List.of(node), node);
    }
    Set<Need> inside = new LinkedHashSet<>();
    for (int i = 0; i < iterations.count(); i++) {
      inside.addAll(of(iterations.body(i), config, Set.of()));
    }
    needs.addAll(inside);
  }

  /// Returns whether no unit executes the op, whatever its company.
  private boolean lacksUnit(Node node, Op op) {
    return switch (op) {
      case Reduce _, Unary _, Compare _, Select _, Mask _, Concat _ -> true;
      case View view -> shapes.run(node, view).isEmpty();
      case Cast cast -> !isSums(cast.operand());
      case Binary binary -> !isBiasOrBound(binary);
      case Requantize _, RequantizeAdd _ -> isScaledByRows(op);
      case Constant _, Contract _, Lookup _, Quantize _, Dequantize _, Reshape _ -> false;
      case Scan _, Append _, SugarOp _ -> false;
    };
  }

  private boolean isScaledByRows(Op op) {
    return switch (op) {
      case Requantize(var _, var multiplier, var shift, var _) ->
          !known.containsAll(List.of(multiplier, shift));
      case RequantizeAdd(var _, var left, var _, var right, var shift, var _) ->
          !known.containsAll(List.of(left, right, shift));
      case Op _ -> false;
    };
  }

  /// Returns whether the op adds a constant to sums, or bounds them by one: the epilogue does.
  private boolean isBiasOrBound(Binary binary) {
    boolean constantLeft = known.contains(binary.left());
    boolean one = constantLeft || known.contains(binary.right());
    return switch (binary.kind()) {
      case ADD, SUB, MAX, MIN -> one && isSums(constantLeft ? binary.right() : binary.left());
      case MUL, DIV, SHL, SHR -> false;
    };
  }

  /// Returns whether a value is sums of a matrix product or reduced rows, on which the epilogue
  /// works.
  private boolean isSums(Value value) {
    Node definition = definitions.get(value);
    if (definition == null) {
      return false;
    }
    return switch (definition.op()) {
      case Contract _ -> true;
      case Reduce _ -> forms.of(value).filter(this::hasUnit).isPresent();
      case Cast cast -> isSums(cast.operand());
      case Reshape reshape -> isSums(reshape.operand());
      case View view -> isSums(view.operand());
      case Binary binary -> isBiasOrBound(binary);
      case Op _ -> false;
    };
  }

  /// Returns the unit that a group of ops stands for, by what only that function does: softmax
  /// takes the maximum of a row and then weighs and sums, a norm takes a root.
  private MissingUnit unit(List<Node> group) {
    List<Op> ops = group.stream().map(Node::op).toList();
    List<Op> lacking = group.stream().filter(n -> lacksUnit(n, n.op())).map(Node::op).toList();
    boolean weighs =
        ops.stream()
            .dropWhile(op -> !reduces(op, Reduce.Kind.MAX))
            .anyMatch(op -> op instanceof Lookup || reduces(op, Reduce.Kind.SUM));
    if (weighs) {
      return config.hasSoftmax() ? MissingUnit.OTHER_SOFTMAX : MissingUnit.SOFTMAX;
    }
    if (lacking.stream()
        .anyMatch(op -> op instanceof Unary(var kind, _) && kind == Unary.Kind.SQRT)) {
      return MissingUnit.LAYER_NORM;
    }
    if (lacking.stream().anyMatch(Reduce.class::isInstance)) {
      return config.rows() == 1 ? MissingUnit.OTHER_REDUCTION : MissingUnit.ROW_REDUCTION;
    }
    if (lacking.stream().anyMatch(this::isScaledByRows)) {
      return MissingUnit.ROW_SCALE;
    }
    if (lacking.stream().anyMatch(op -> op instanceof Select || op instanceof Compare)) {
      return MissingUnit.MASK;
    }
    return lacking.stream().allMatch(CoreOp.Movement.class::isInstance)
        ? MissingUnit.DATA_MOVER
        : MissingUnit.ARITHMETIC;
  }

  private static boolean reduces(Op op, Reduce.Kind kind) {
    return op instanceof Reduce reduce && reduce.kind() == kind;
  }
}
