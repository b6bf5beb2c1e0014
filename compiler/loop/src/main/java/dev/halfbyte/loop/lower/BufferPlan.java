package dev.halfbyte.loop.lower;

import dev.halfbyte.ir.Node;
import dev.halfbyte.ir.Output;
import dev.halfbyte.ir.Parameter;
import dev.halfbyte.ir.TensorType;
import dev.halfbyte.ir.Value;
import dev.halfbyte.ir.op.Lookup;
import dev.halfbyte.ir.op.Reshape;
import dev.halfbyte.ir.op.Scan;
import dev.halfbyte.loop.Argument;
import dev.halfbyte.loop.Buffer;
import dev.halfbyte.loop.MemoryType;
import dev.halfbyte.loop.Space;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SequencedMap;

/// Decides where parameters, outputs and the roots of groups lie, of a kernel or of the body of a
/// scan.
///
/// A root that only a tile contraction wants is stored in the form that the leaf reads, so that
/// nothing is packed again.
final class BufferPlan {
  private final ProgramContext context;
  private final List<Argument> inputs = new ArrayList<>();
  private final SequencedMap<Output, Storage> outputs = new LinkedHashMap<>();
  private final List<Output> copies = new ArrayList<>();
  private final Map<Node, TilePlan> tiles = new HashMap<>();
  private final Map<Value, TilePlan> preferred = new HashMap<>();

  private BufferPlan(ProgramContext context) {
    this.context = context;
  }

  /// Parameters and outputs are arguments of the caller.
  static BufferPlan ofKernel(ProgramContext context) {
    BufferPlan plan = new BufferPlan(context);
    context.program().parameters().forEach(plan::parameter);
    for (Output output : context.program().outputs()) {
      TensorType type = context.type(output.value());
      plan.output(output, Storage.dense(argument("out_" + output.name(), type), type.shape()));
    }
    plan.roots();
    return plan;
  }

  /// Parameters are placed already; outputs go to a slice of a stacked result, or stay in memory of
  /// the body until they are carried over.
  ///
  /// @param slices places of the last outputs, which are stacked
  static BufferPlan ofBody(ProgramContext context, List<Storage> slices) {
    BufferPlan plan = new BufferPlan(context);
    List<Output> outputs = context.program().outputs();
    int carried = outputs.size() - slices.size();
    for (int i = 0; i < slices.size(); i++) {
      plan.output(outputs.get(carried + i), slices.get(i));
    }
    plan.roots();
    for (int i = 0; i < carried; i++) {
      plan.carried(outputs.get(i), context.program().parameters().get(i).value());
    }
    return plan;
  }

  private void roots() {
    for (Node node : context.program().nodes()) {
      TilePlanner.plan(context, node).ifPresent(plan -> tiles.put(node, plan));
    }
    for (Node node : context.program().nodes()) {
      tile(node)
          .filter(TilePlan::rowsAreContiguous)
          .ifPresent(plan -> preferred.putIfAbsent(plan.rows().value(), plan));
    }
    for (Node node : context.program().nodes()) {
      for (Node.Result result : node.results()) {
        root(result.value());
      }
    }
  }

  List<Argument> arguments() {
    List<Argument> all = new ArrayList<>(inputs);
    outputs.forEach((output, storage) ->
        all.add(
            new Argument(
                output.name(),
                context.type(output.value()),
                storage.buffer(),
                Argument.Direction.OUTPUT)));
    return all;
  }

  /// Outputs whose value lies elsewhere: parameters, constants, or a value that is given twice.
  List<Output> copiedOutputs() {
    return copies;
  }

  Storage outputStorage(Output output) {
    return Objects.requireNonNull(outputs.get(output));
  }

  Optional<TilePlan> tile(Node node) {
    return Optional.ofNullable(tiles.get(node));
  }

  /// The rows of `plan`, where they already lie in its form.
  Optional<Storage> direct(TilePlan plan) {
    if (!plan.rowsAreContiguous()) {
      return Optional.empty();
    }
    Storage wanted = workspace("", plan);
    return context
        .storage(plan.rows().value())
        .filter(s -> s.buffer().elem() == wanted.buffer().elem())
        .filter(s -> s.offset() == wanted.offset() && s.strides().equals(wanted.strides()))
        .filter(s -> isWhole(plan) || s.buffer().size().equals(wanted.buffer().size()))
        .filter(s -> plan.isFloat() || s.buffer().space() == Space.WORKSPACE);
  }

  /// Whether the leaf reads no more than the rows; a single row shows by its strides no padding.
  private static boolean isWhole(TilePlan plan) {
    return plan.depth().equals(plan.paddedDepth());
  }

  private void parameter(Parameter parameter) {
    Buffer buffer = argument("in_" + parameter.name(), parameter.type());
    inputs.add(new Argument(parameter.name(), parameter.type(), buffer, Argument.Direction.INPUT));
    context.store(parameter.value(), Storage.dense(buffer, parameter.type().shape()));
  }

  private void output(Output output, Storage storage) {
    outputs.put(output, storage);
    if (isComputed(output.value()) && context.storage(output.value()).isEmpty()) {
      context.store(output.value(), storage);
    } else {
      copies.add(output);
    }
  }

  /// The next value of a carried one; what is computed lies somewhere already, and what is not
  /// changed needs no second place.
  private void carried(Output output, Value parameter) {
    Value value = output.value();
    if (isComputed(value)) {
      outputs.put(output, context.storage(value).orElseThrow());
    } else if (value.equals(parameter)) {
      outputs.put(output, context.storage(parameter).orElseThrow());
    } else {
      outputs.put(output, dense("next_" + output.name(), context.type(value)));
      copies.add(output);
    }
  }

  private boolean isComputed(Value value) {
    return switch (context.grouping.of(value)) {
      case Placement.Root _, Placement.InPassing _ -> true;
      case Placement.Inline _,
          Placement.Prologue _,
          Placement.Access _,
          Placement.Repeated _,
          Placement.Dead _ ->
          false;
    };
  }

  private Storage dense(String name, TensorType type) {
    Buffer buffer =
        new Buffer(
            context.unique(plain(name)),
            MemoryType.of(type.elem()),
            type.shape().count(),
            Space.WORKSPACE);
    return Storage.dense(buffer, type.shape());
  }

  private static Buffer argument(String name, TensorType type) {
    MemoryType elem = MemoryType.of(type.elem());
    return new Buffer(plain(name), elem, type.shape().count(), Space.ARGUMENT);
  }

  private static String plain(String name) {
    return name.replaceAll("[^A-Za-z0-9_]", "_");
  }

  private void root(Value value) {
    if (!isComputed(value) || context.storage(value).isPresent()) {
      return;
    }
    TilePlan plan = preferred.get(value);
    String name = "t" + value.id();
    if (plan != null && !isAddressed(value)) {
      context.store(value, workspace(context.unique(name), plan));
      return;
    }
    context.store(value, dense(name, context.type(value)));
  }

  private Storage workspace(String name, TilePlan plan) {
    TileOperand rows = plan.rows();
    Buffer buffer = new Buffer(name, rows.form(), plan.rowsSize(), Space.WORKSPACE);
    long offset = rows.offset(context.type(rows.value()).elem());
    return new Storage(buffer, plan.strides(rows.labels()), offset);
  }

  /// True when somebody relies on the plain row-major form; of what a scan makes, its body may.
  private boolean isAddressed(Value value) {
    boolean scanned = context.definition(value).filter(n -> n.op() instanceof Scan).isPresent();
    return scanned
        || context.grouping.users(value).stream()
            .anyMatch(node ->
                node.op() instanceof Reshape
                    || (node.op() instanceof Scan scan
                        && ScanParameters.addressed(scan).contains(value))
                    || (node.op() instanceof Lookup lookup && lookup.table().equals(value)));
  }
}
