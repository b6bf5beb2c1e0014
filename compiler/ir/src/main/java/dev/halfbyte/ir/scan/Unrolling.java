package dev.halfbyte.ir.scan;

import dev.halfbyte.ir.Dim;
import dev.halfbyte.ir.Node;
import dev.halfbyte.ir.Output;
import dev.halfbyte.ir.Parameter;
import dev.halfbyte.ir.Program;
import dev.halfbyte.ir.ProgramBuilder;
import dev.halfbyte.ir.Shape;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.TensorType;
import dev.halfbyte.ir.Value;
import dev.halfbyte.ir.op.Concat;
import dev.halfbyte.ir.op.Constant;
import dev.halfbyte.ir.op.Op;
import dev.halfbyte.ir.op.Reshape;
import dev.halfbyte.ir.op.Scan;
import dev.halfbyte.source.Diagnostic;
import dev.halfbyte.source.DiagnosticException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Writes the iterations of scans out one behind the other, for targets without loops.
///
/// What an iteration scans over constants is a constant of its own in it, and its values have
/// [IterationNames]. Constants keep their paths: equal ones of all iterations are one.
public final class Unrolling {
  /// Nodes that iterations may have in all; a program of that size is a mistake.
  private static final long MAX_NODES = 1 << 18;

  private final Program original;
  private final ProgramBuilder builder;
  private long written;

  private Unrolling(Program original) {
    this.original = original;
    this.builder = new ProgramBuilder(original.name());
    original.dims().forEach(builder::dim);
  }

  /// Returns `program` without scans, at any depth; other dims than the lengths of scans may be
  /// symbolic.
  ///
  /// @throws DiagnosticException if a scan has a symbolic length, or the iterations are too many
  public static Program unroll(Program program) {
    boolean loops = program.nodes().stream().anyMatch(node -> node.op() instanceof Scan);
    return loops ? new Unrolling(program).run() : program;
  }

  private Program run() {
    List<Value> parameters = new ArrayList<>();
    for (Parameter parameter : original.parameters()) {
      parameters.add(builder.parameter(parameter.name(), parameter.type(), parameter.kind()));
    }
    List<Value> results = inline(original, parameters, Optional.empty());
    for (int i = 0; i < results.size(); i++) {
      builder.output(original.outputs().get(i).name(), results.get(i));
    }
    return builder.build();
  }

  /// Adds the nodes of `program`; returns its outputs.
  ///
  /// @param arguments values of its parameters
  /// @param names of the iteration that it is
  private List<Value> inline(
      Program program, List<Value> arguments, Optional<IterationNames> names) {
    Map<Value, Value> values = new HashMap<>();
    define(values, program.parameters().stream().map(Parameter::value).toList(), arguments);
    for (Node node : program.nodes()) {
      List<Value> results =
          switch (node.op()) {
            case Constant(String name) -> {
              builder.at(node.path(), node.origin());
              Tensor data = Optional.ofNullable(program.constants().get(name)).orElseThrow();
              yield List.of(builder.constant(name, data));
            }
            case Scan scan -> scan(program, node, scan, values, names);
            case Op op -> {
              at(node, names);
              yield builder.addAll(op.withOperands(all(values, op.operands())));
            }
          };
      define(values, node.results().stream().map(Node.Result::value).toList(), results);
    }
    return all(values, program.outputs().stream().map(Output::value).toList());
  }

  private static void define(Map<Value, Value> values, List<Value> originals, List<Value> copies) {
    for (int i = 0; i < originals.size(); i++) {
      values.put(originals.get(i), copies.get(i));
    }
  }

  private static List<Value> all(Map<Value, Value> values, List<Value> originals) {
    return originals.stream().map(v -> Optional.ofNullable(values.get(v)).orElseThrow()).toList();
  }

  private void at(Node node, Optional<IterationNames> names) {
    Optional<String> path = node.path();
    builder.at(path.map(p -> names.map(n -> n.path(p)).orElse(p)), node.origin());
  }

  private List<Value> scan(
      Program program,
      Node node,
      Scan scan,
      Map<Value, Value> values,
      Optional<IterationNames> names) {
    ScanIterations iterations = ScanIterations.of(program, scan, original.dims());
    int length = length(node, scan, all(values, scan.scanned()).getFirst());
    List<Value> operands = all(values, scan.operands());
    List<Value> carried = operands.subList(0, scan.carried().size());
    List<List<Value>> slices = new ArrayList<>();
    for (int i = 0; i < length; i++) {
      Optional<IterationNames> inside = Optional.of(IterationNames.of(node.path(), i, names));
      builder.at(inside.map(IterationNames::iteration), node.origin());
      List<Value> arguments = arguments(iterations, operands, carried, i);
      Program body = iterations.body(Math.min(i, iterations.count() - 1));
      List<Value> results = inline(body, arguments, inside);
      carried = results.subList(0, scan.carried().size());
      slices.add(results.subList(scan.carried().size(), results.size()));
    }
    at(node, names);
    List<Value> results = new ArrayList<>(carried);
    for (int i = carried.size(); i < node.results().size(); i++) {
      int number = i - carried.size();
      results.add(
          stacked(
              node.results().get(i).type(), slices.stream().map(s -> s.get(number)).toList()));
    }
    return results;
  }

  /// Returns what the body of an iteration takes: its carried values and what is computed.
  private List<Value> arguments(
      ScanIterations iterations, List<Value> operands, List<Value> carried, int iteration) {
    List<Value> arguments = new ArrayList<>(carried);
    int firstCaptured = carried.size() + iterations.scan().scanned().size();
    for (int i = carried.size(); i < operands.size(); i++) {
      if (!iterations.isKnown(i)) {
        Value operand = operands.get(i);
        arguments.add(
            i < firstCaptured
                ? builder.add(
                    IterationWriter.element(
                        operand,
                        iterations.scan().body().parameters().get(i).type(),
                        iteration))
                : operand);
      }
    }
    return arguments;
  }

  /// Joins the slices of all iterations.
  private Value stacked(TensorType type, List<Value> slices) {
    if (slices.isEmpty()) {
      TensorType none = new TensorType(type.elem(), Shape.of(0));
      Value empty = builder.constant("empty", Tensor.ofBytes(none, new byte[0]));
      return builder.add(new Reshape(empty, type.shape()));
    }
    List<Value> rows = new ArrayList<>();
    for (Value slice : slices) {
      List<Dim> dims = new ArrayList<>(builder.type(slice).shape().dims());
      dims.addFirst(Dim.ONE);
      rows.add(builder.add(new Reshape(slice, new Shape(dims))));
    }
    return rows.size() == 1 ? rows.getFirst() : builder.add(new Concat(rows, 0));
  }

  private int length(Node node, Scan scan, Value scanned) {
    Dim length = builder.type(scanned).shape().dim(0);
    if (!length.isFixed()) {
      throw fault(
          ScanCode.SYMBOLIC_LENGTH,
          node,
          "has " + length + " iterations, which cannot be written out",
          "fix the dims that its length depends on");
    }
    // One more than its nodes, so that iterations without nodes have an end as well.
    long nodes = scan.body().nodes().size() + 1L;
    if (length.fixed() > (MAX_NODES - written) / nodes) {
      throw fault(
          ScanCode.TOO_LONG,
          node,
          "has %d iterations of %d ops, written out can be %d ops in all"
              .formatted(length.fixed(), nodes - 1, MAX_NODES),
          "shorten the scan, or choose a target with loops");
    }
    written += length.fixed() * nodes;
    return Math.toIntExact(length.fixed());
  }

  private static DiagnosticException fault(
      ScanCode code, Node node, String message, String help) {
    String name = node.path().map(path -> " `" + path + "`").orElse("");
    String place = node.origin().map(origin -> " at " + origin).orElse("");
    return new DiagnosticException(
        Diagnostic.error(code, "the scan" + name + place + " " + message).help(help));
  }
}
