package dev.halfbyte.loop.lower;

import dev.halfbyte.ir.Dim;
import dev.halfbyte.ir.Node;
import dev.halfbyte.ir.Output;
import dev.halfbyte.ir.Parameter;
import dev.halfbyte.ir.TensorType;
import dev.halfbyte.ir.Value;
import dev.halfbyte.ir.op.Lookup;
import dev.halfbyte.ir.op.Reshape;
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

/// Decides where parameters, outputs and the roots of groups lie.
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

  BufferPlan(ProgramContext context) {
    this.context = context;
    context.program().parameters().forEach(this::parameter);
    context.program().outputs().forEach(this::output);
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
        .filter(s -> s.buffer().space() == Space.WORKSPACE);
  }

  private void parameter(Parameter parameter) {
    Buffer buffer = argument("in_" + parameter.name(), parameter.type());
    inputs.add(new Argument(parameter.name(), parameter.type(), buffer, Argument.Direction.INPUT));
    context.store(parameter.value(), Storage.dense(buffer, parameter.type().shape()));
  }

  private void output(Output output) {
    TensorType type = context.type(output.value());
    Storage storage = Storage.dense(argument("out_" + output.name(), type), type.shape());
    outputs.put(output, storage);
    boolean computed = context.grouping.of(output.value()) instanceof Placement.Root;
    if (computed && context.storage(output.value()).isEmpty()) {
      context.store(output.value(), storage);
    } else {
      copies.add(output);
    }
  }

  private static Buffer argument(String name, TensorType type) {
    String plain = name.replaceAll("[^A-Za-z0-9_]", "_");
    return new Buffer(plain, MemoryType.of(type.elem()), type.shape().count(), Space.ARGUMENT);
  }

  private void root(Value value) {
    boolean computed = context.grouping.of(value) instanceof Placement.Root;
    if (!computed || context.storage(value).isPresent()) {
      return;
    }
    TilePlan plan = preferred.get(value);
    if (plan != null && !isAddressed(value)) {
      context.store(value, workspace("t" + value.id(), plan));
      return;
    }
    TensorType type = context.type(value);
    Dim count = type.shape().count();
    Buffer buffer =
        new Buffer("t" + value.id(), MemoryType.of(type.elem()), count, Space.WORKSPACE);
    context.store(value, Storage.dense(buffer, type.shape()));
  }

  private Storage workspace(String name, TilePlan plan) {
    TileOperand rows = plan.rows();
    Buffer buffer = new Buffer(name, rows.form(), plan.rowsSize(), Space.WORKSPACE);
    long offset = rows.offset(context.type(rows.value()).elem());
    return new Storage(buffer, plan.strides(rows.labels()), offset);
  }

  /// True when somebody relies on the plain row-major form.
  private boolean isAddressed(Value value) {
    return context.grouping.users(value).stream()
        .anyMatch(node ->
            node.op() instanceof Reshape
                || (node.op() instanceof Lookup lookup && lookup.table().equals(value)));
  }
}
