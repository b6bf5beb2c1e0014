package dev.halfbyte.quant.scan;

import dev.halfbyte.ir.Dim;
import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.Node;
import dev.halfbyte.ir.Output;
import dev.halfbyte.ir.Parameter;
import dev.halfbyte.ir.Program;
import dev.halfbyte.ir.ProgramBuilder;
import dev.halfbyte.ir.Shape;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.TensorType;
import dev.halfbyte.ir.Value;
import dev.halfbyte.ir.op.Constant;
import dev.halfbyte.ir.op.OpSchema;
import dev.halfbyte.ir.op.Scan;
import dev.halfbyte.passes.rewrite.Rewriter;
import dev.halfbyte.quant.QuantCode;
import dev.halfbyte.source.Diagnostic;
import dev.halfbyte.source.DiagnosticException;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.stream.IntStream;

/// One body of the programs of all iterations, which have the same ops and may differ in their
/// constants: a constant that differs becomes a parameter that the scan runs over.
///
/// What depends on constants only is compared where it is used, so that it does not matter which
/// equal constants an iteration happens to share.
public final class Stacking {
  private final Node scan;
  private final List<Iteration> iterations;
  private final ProgramBuilder body;
  private final Map<Value, Value> computed = new HashMap<>();
  private final Map<List<Value>, Value> constants = new HashMap<>();
  private final SequencedMap<List<Tensor>, Slices> slices = new LinkedHashMap<>();

  /// A constant of each iteration.
  private record Slices(Value parameter, String name, Optional<String> path) {}

  private Stacking(Node scan, List<Program> programs) {
    this.scan = scan;
    this.iterations = programs.stream().map(Iteration::new).toList();
    this.body = new ProgramBuilder(programs.getFirst().name());
  }

  /// @param scan the node, for messages
  /// @param programs of all iterations, at least one
  /// @throws DiagnosticException where iterations differ in more than their constants
  public static Stacking of(Node scan, List<Program> programs) {
    Stacking stacking = new Stacking(scan, programs);
    stacking.build();
    return stacking;
  }

  private Iteration first() {
    return iterations.getFirst();
  }

  private void build() {
    for (int i = 0; i < first().parameters().size(); i++) {
      int number = i;
      Parameter parameter = first().parameters().get(i);
      iterations.forEach(it -> it.match(it.parameters().get(number).value(), parameter.value()));
      Value copy = body.parameter(parameter.name(), parameter.type(), parameter.kind());
      computed.put(parameter.value(), copy);
    }
    List<List<Node>> nodes = iterations.stream().map(Iteration::computedNodes).toList();
    for (int i = 0; i < nodes.size(); i++) {
      require(nodes.get(i).size() == nodes.getFirst().size(), i, "the number of ops");
    }
    for (int n = 0; n < nodes.getFirst().size(); n++) {
      int number = n;
      node(nodes.stream().map(list -> list.get(number)).toList());
    }
    for (int i = 0; i < first().program().outputs().size(); i++) {
      int number = i;
      Output output = first().program().outputs().get(i);
      List<Value> values =
          iterations.stream().map(it -> it.program().outputs().get(number).value()).toList();
      body.output(output.name(), operand(values));
    }
  }

  private void node(List<Node> nodes) {
    Node node = nodes.getFirst();
    requireEqualOps(nodes);
    List<Value> operands = new ArrayList<>();
    for (int k = 0; k < node.op().operands().size(); k++) {
      int number = k;
      operands.add(operand(nodes.stream().map(n -> n.op().operands().get(number)).toList()));
    }
    body.at(node.path(), node.origin());
    List<Value> results = body.addAll(node.op().withOperands(operands));
    for (int r = 0; r < results.size(); r++) {
      computed.put(node.results().get(r).value(), results.get(r));
      for (int i = 0; i < nodes.size(); i++) {
        Value result = nodes.get(i).results().get(r).value();
        iterations.get(i).match(result, node.results().get(r).value());
      }
    }
  }

  private void requireEqualOps(List<Node> nodes) {
    Node node = nodes.getFirst();
    for (int i = 1; i < nodes.size(); i++) {
      Node other = nodes.get(i);
      boolean equal =
          other.op().getClass().equals(node.op().getClass())
              && other.op().operands().size() == node.op().operands().size()
              && other.op().withOperands(node.op().operands()).equals(node.op());
      require(equal, i, "`" + mnemonic(other) + "` in place of `" + mnemonic(node) + "`");
    }
  }

  /// What the values of all iterations are in the body.
  private Value operand(List<Value> values) {
    boolean constant = first().isConstant(values.getFirst());
    for (int i = 0; i < values.size(); i++) {
      boolean same = iterations.get(i).isConstant(values.get(i)) == constant;
      require(same, i, "a constant in place of a computed value");
      require(
          constant || iterations.get(i).matching(values.get(i)).equals(values.getFirst()),
          i,
          "an operand");
    }
    return constant
        ? constant(values)
        : Optional.ofNullable(computed.get(values.getFirst())).orElseThrow();
  }

  private Value constant(List<Value> values) {
    Value known = constants.get(values);
    if (known != null) {
      return known;
    }
    List<Node> nodes =
        IntStream.range(0, values.size())
            .mapToObj(i -> iterations.get(i).definition(values.get(i)))
            .toList();
    Value made;
    if (nodes.stream().allMatch(node -> node.op() instanceof Constant)) {
      made =
          data(
              nodes,
              IntStream.range(0, nodes.size())
                  .mapToObj(i -> iterations.get(i).data(nodes.get(i)))
                  .toList());
    } else {
      requireEqualOps(nodes);
      List<Value> operands = new ArrayList<>();
      for (int k = 0; k < nodes.getFirst().op().operands().size(); k++) {
        int number = k;
        operands.add(constant(nodes.stream().map(n -> n.op().operands().get(number)).toList()));
      }
      body.at(nodes.getFirst().path(), nodes.getFirst().origin());
      made = body.add(nodes.getFirst().op().withOperands(operands));
    }
    constants.put(values, made);
    return made;
  }

  private Value data(List<Node> nodes, List<Tensor> tensors) {
    Node node = nodes.getFirst();
    String name = ((Constant) node.op()).name();
    if (tensors.stream().distinct().count() == 1) {
      body.at(node.path(), node.origin());
      return body.constant(name, tensors.getFirst());
    }
    TensorType type = tensors.getFirst().type();
    for (int i = 0; i < tensors.size(); i++) {
      require(tensors.get(i).type().equals(type), i, "the type of constant `" + name + "`");
    }
    return slices
        .computeIfAbsent(
            tensors,
            _ -> {
              String unique = name + "." + slices.size();
              return new Slices(
                  body.parameter(unique, type, Parameter.Kind.INPUT), name, node.path());
            })
        .parameter();
  }

  /// The scan over what differs.
  ///
  /// @param outer the program that gets the scan, and the constants that it runs over
  public Scan scan(ScanParts parts, Rewriter outer) {
    List<Value> scanned = new ArrayList<>(parts.scanned());
    outer.builder().at(Optional.empty(), Optional.empty());
    slices.forEach((tensors, slice) -> {
      Value stacked = outer.constant(slice.name(), stacked(tensors));
      outer.name(stacked, slice.path());
      scanned.add(stacked);
    });
    Program built = body.build();
    int before = parts.carried().size() + parts.scanned().size();
    int given = before + parts.captured().size();
    List<Parameter> all = built.parameters();
    List<Parameter> ordered = new ArrayList<>(all.subList(0, before));
    ordered.addAll(all.subList(given, all.size()));
    if (scanned.isEmpty()) {
      TensorType type = new TensorType(ElemType.U8, Shape.of(parts.iterations()));
      scanned.add(outer.constant("iterations", Tensor.generateInts(type, _ -> 0)));
      TensorType element = new TensorType(ElemType.U8, Shape.SCALAR);
      Value unused = new Value(1 + largest(built));
      ordered.add(new Parameter(unused, "iteration", element, Parameter.Kind.INPUT));
    }
    ordered.addAll(all.subList(before, given));
    Program reordered =
        new Program(
            built.name(), built.dims(), ordered, built.constants(), built.nodes(), built.outputs());
    return new Scan(reordered, parts.carried(), scanned, parts.captured());
  }

  private static int largest(Program program) {
    return program.types().keySet().stream().mapToInt(Value::id).max().orElse(-1);
  }

  private static Tensor stacked(List<Tensor> tensors) {
    TensorType slice = tensors.getFirst().type();
    List<Dim> dims = new ArrayList<>(List.of(Dim.of(tensors.size())));
    dims.addAll(slice.shape().dims());
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    tensors.forEach(tensor -> bytes.writeBytes(tensor.bytes()));
    return Tensor.ofBytes(new TensorType(slice.elem(), new Shape(dims)), bytes.toByteArray());
  }

  private void require(boolean holds, int iteration, String what) {
    if (!holds) {
      throw differ(scan, iteration, what);
    }
  }

  /// The fault of a scan whose iterations cannot share a body.
  public static DiagnosticException differ(Node scan, int iteration, String what) {
    String name = scan.path().orElse("scan");
    String place = scan.origin().map(origin -> " at " + origin).orElse("");
    return new DiagnosticException(
        Diagnostic.error(
                QuantCode.ITERATIONS_DIFFER,
                "iterations 0 and %d of the scan `%s`%s need different code: %s"
                    .formatted(iteration, name, place, what))
            .help("write the iterations out, or give the constants of all of them one form"));
  }

  private static String mnemonic(Node node) {
    return OpSchema.of(node.op().getClass()).mnemonic();
  }
}
