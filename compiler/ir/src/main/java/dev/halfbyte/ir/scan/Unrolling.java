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
import java.util.stream.IntStream;

/// Writes the iterations of scans out one behind the other, for targets without loops.
///
/// What an iteration scans over constants is a constant of its own in it, and its values have
/// [IterationNames]. Constants keep their paths: equal ones of all iterations are one.
public final class Unrolling {
  /// Nodes that iterations may have in all; a program of that size is a mistake.
  private static final long MAX_NODES = 1 << 16;

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
    List<Value> results = new Body(original, Optional.empty(), parameters).inline();
    for (int i = 0; i < results.size(); i++) {
      builder.output(original.outputs().get(i).name(), results.get(i));
    }
    return builder.build();
  }

  /// A program whose nodes are added to the one that is built: the original, or an iteration.
  private final class Body {
    private final Program program;
    private final Optional<IterationNames> names;
    private final Map<Value, Node> definitions;
    private final Map<Value, Value> values = new HashMap<>();

    /// @param arguments values of its parameters
    Body(Program program, Optional<IterationNames> names, List<Value> arguments) {
      this.program = program;
      this.names = names;
      this.definitions = program.definitions();
      define(program.parameters().stream().map(Parameter::value).toList(), arguments);
    }

    private void define(List<Value> originals, List<Value> copies) {
      for (int i = 0; i < originals.size(); i++) {
        values.put(originals.get(i), copies.get(i));
      }
    }

    /// Adds the nodes; returns the outputs.
    List<Value> inline() {
      for (Node node : program.nodes()) {
        List<Value> originals = node.results().stream().map(Node.Result::value).toList();
        switch (node.op()) {
          case Constant _ -> {
            // Added where it is used: what only scans run over is not.
          }
          case Scan scan -> define(originals, scan(node, scan));
          case Op op -> {
            Op copy = op.withOperands(values(op.operands()));
            at(node);
            define(originals, builder.addAll(copy));
          }
        }
      }
      return values(program.outputs().stream().map(Output::value).toList());
    }

    private void at(Node node) {
      Optional<String> path = node.path();
      builder.at(path.map(p -> names.map(n -> n.path(p)).orElse(p)), node.origin());
    }

    private List<Value> values(List<Value> originals) {
      return originals.stream().map(this::value).toList();
    }

    private Value value(Value value) {
      return Optional.ofNullable(values.get(value)).orElseGet(() -> constant(value));
    }

    private Value constant(Value value) {
      Node node = Optional.ofNullable(definitions.get(value)).orElseThrow();
      String name = ((Constant) node.op()).name();
      builder.at(node.path(), node.origin());
      Tensor data = Optional.ofNullable(program.constants().get(name)).orElseThrow();
      Value copy = builder.constant(name, data);
      values.put(value, copy);
      return copy;
    }

    private List<Value> scan(Node node, Scan scan) {
      TensorType scanned =
          Optional.ofNullable(program.types().get(scan.scanned().getFirst())).orElseThrow();
      int length = length(node, scan, scanned.shape().dim(0));
      ScanIterations iterations = ScanIterations.of(program, scan, original.dims());
      List<Value> carried = values(scan.carried());
      List<List<Value>> slices = new ArrayList<>();
      for (int i = 0; i < length; i++) {
        IterationNames inside = IterationNames.of(node.path(), i, names);
        List<Value> arguments = new ArrayList<>(carried);
        for (int operand : computed(iterations)) {
          builder.at(Optional.of(inside.iteration()), node.origin());
          arguments.add(argument(scan, operand, i));
        }
        Program body = iterations.body(Math.min(i, iterations.count() - 1));
        List<Value> results = new Body(body, Optional.of(inside), arguments).inline();
        carried = results.subList(0, carried.size());
        slices.add(results.subList(carried.size(), results.size()));
      }
      at(node);
      List<Value> results = new ArrayList<>(carried);
      for (int i = 0; i < node.results().size() - carried.size(); i++) {
        int number = i;
        TensorType type = node.results().get(carried.size() + i).type();
        results.add(stacked(type, slices.stream().map(s -> s.get(number)).toList()));
      }
      return results;
    }

    /// Returns the numbers of the operands that are parameters of every iteration, beside the
    /// carried ones.
    private static List<Integer> computed(ScanIterations iterations) {
      return IntStream.range(
              iterations.scan().carried().size(), iterations.scan().operands().size())
          .filter(operand -> !iterations.isKnown(operand))
          .boxed()
          .toList();
    }

    private Value argument(Scan scan, int operand, int iteration) {
      Value value = value(scan.operands().get(operand));
      if (operand >= scan.carried().size() + scan.scanned().size()) {
        return value;
      }
      TensorType slice = scan.body().parameters().get(operand).type();
      return builder.add(IterationWriter.element(value, slice, iteration));
    }
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

  private int length(Node node, Scan scan, Dim length) {
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

  private static DiagnosticException fault(ScanCode code, Node node, String message, String help) {
    String name = node.path().map(path -> " `" + path + "`").orElse("");
    String place = node.origin().map(origin -> " at " + origin).orElse("");
    return new DiagnosticException(
        Diagnostic.error(code, "the scan" + name + place + " " + message).help(help));
  }
}
