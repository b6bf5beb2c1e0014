package dev.halfbyte.passes.rewrite;

import dev.halfbyte.ir.Node;
import dev.halfbyte.ir.Output;
import dev.halfbyte.ir.Parameter;
import dev.halfbyte.ir.Program;
import dev.halfbyte.ir.ProgramBuilder;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.TensorType;
import dev.halfbyte.ir.Value;
import dev.halfbyte.ir.op.Append;
import dev.halfbyte.ir.op.Constant;
import dev.halfbyte.ir.op.Op;
import dev.halfbyte.ir.op.Scan;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/// Copies a program node by node, so that a transformation only says what becomes of a node.
///
/// The copy numbers its values in order and stores equal constants once; a copy without changes is
/// therefore the canonical form of a program. A replaced node hands its path on to its replacement
/// where that has none, so that named values stay addressable.
public final class Rewriter {
  /// Decides about one node.
  public interface Step {
    /// The value that replaces the only result of `node`, whose operands are values of the copy
    /// already; empty to copy the node.
    Optional<Value> replace(Node node, Rewriter copy);
  }

  private static final Step KEEP = (_, _) -> Optional.empty();

  private final Program original;
  private final ProgramBuilder builder;
  private final Map<Value, Value> mapped = new HashMap<>();
  private final Map<Value, Op> definitions = new HashMap<>();
  private final Map<Value, Tensor> data = new HashMap<>();
  private final Map<Value, String> paths = new HashMap<>();
  private final Set<Value> states = new HashSet<>();

  /// A copy that has the dims and parameters of `original` and no nodes yet.
  public Rewriter(Program original) {
    this.original = original;
    builder = new ProgramBuilder(original.name());
    original.dims().forEach(builder::dim);
    for (Parameter p : original.parameters()) {
      map(p.value(), builder.parameter(p.name(), p.type(), p.kind()));
      if (p.kind() == Parameter.Kind.STATE) {
        states.add(mapped(p.value()));
      }
    }
  }

  /// The program with `step` applied to every node in order, also inside scan bodies.
  public static Program rewrite(Program program, Step step) {
    Rewriter copy = new Rewriter(program);
    program.nodes().forEach(node -> copy.copyOrReplace(node, step));
    return copy.finish();
  }

  /// The same program with values numbered in order and equal constants stored once.
  public static Program canonical(Program program) {
    return rewrite(program, KEEP);
  }

  private void copyOrReplace(Node node, Step step) {
    if (node.op() instanceof Constant(String name)) {
      at(node);
      map(node.value(), constant(name, Objects.requireNonNull(original.constants().get(name))));
      return;
    }
    Node local = localize(node, step);
    Optional<Value> replacement =
        node.results().size() == 1 ? replace(local, step) : Optional.empty();
    if (replacement.isPresent()) {
      map(node.value(), replacement.get());
      node.path().ifPresent(path -> paths.putIfAbsent(replacement.get(), path));
    } else {
      copy(node, local.op());
    }
  }

  private Optional<Value> replace(Node local, Step step) {
    builder.at(Optional.empty(), local.origin());
    return step.replace(local, this);
  }

  /// The node with operands of the copy, and scan bodies rewritten.
  private Node localize(Node node, Step step) {
    Op op = node.op().withOperands(node.op().operands().stream().map(this::mapped).toList());
    if (op instanceof Scan(Program body, var carried, var scanned, var captured)) {
      op = new Scan(rewrite(body, step), carried, scanned, captured);
    }
    return new Node(node.results(), op, node.path(), node.origin());
  }

  /// Adds a copy of `node`, a node of the original program.
  public void copyOriginal(Node node) {
    copyOrReplace(node, KEEP);
  }

  /// Adds a node like `node`, whose op is on values of the copy and has one result.
  public Value copied(Node node) {
    copy(node, node.op());
    return mapped(node.value());
  }

  /// Adds `op`, given on values of the copy, in place of `node`.
  public void copy(Node node, Op op) {
    at(node);
    List<Value> results = builder.addAll(op);
    for (int i = 0; i < results.size(); i++) {
      map(node.results().get(i).value(), results.get(i));
      definitions.put(results.get(i), op);
      if (yieldsState(op, i)) {
        states.add(results.get(i));
      }
    }
    node.path().ifPresent(path -> paths.put(results.getFirst(), path));
  }

  private static boolean yieldsState(Op op, int result) {
    return op instanceof Append
        || (op instanceof Scan(Program body, var carried, var _, var _)
            && result < carried.size()
            && body.parameters().get(result).kind() == Parameter.Kind.STATE);
  }

  /// Whether a value of the copy is linear state: what reads it must stay before what consumes it,
  /// and no other value may become it.
  public boolean isState(Value value) {
    return states.contains(value);
  }

  /// States that `original` has become `copied`.
  public void map(Value original, Value copied) {
    mapped.put(original, copied);
  }

  /// What a value of the original program has become.
  public Value mapped(Value original) {
    return Objects.requireNonNull(mapped.get(original), () -> "not yet copied: " + original);
  }

  /// Path and origin of `node` for what is added next.
  public void at(Node node) {
    builder.at(node.path(), node.origin());
  }

  /// Names `value` unless it has a name.
  public void name(Value value, Optional<String> path) {
    path.ifPresent(p -> paths.putIfAbsent(value, p));
  }

  /// Appends an op with one result.
  public Value add(Op op) {
    Value value = builder.add(op);
    definitions.put(value, op);
    return value;
  }

  /// A constant node for `tensor`; `hint` names it.
  public Value constant(String hint, Tensor tensor) {
    Value value = builder.constant(hint, tensor);
    data.put(value, tensor);
    return value;
  }

  public TensorType type(Value value) {
    return builder.type(value);
  }

  /// The op that defines a value of the copy; empty for parameters and constants.
  public Optional<Op> definition(Value value) {
    return Optional.ofNullable(definitions.get(value));
  }

  /// The data of a value of the copy that a constant node defines.
  public Optional<Tensor> data(Value value) {
    return Optional.ofNullable(data.get(value));
  }

  /// Where sugar expands itself: the builder of the copy.
  public ProgramBuilder builder() {
    return builder;
  }

  /// The copy, with what the outputs of the original have become.
  public Program finish() {
    return finish(output -> mapped(output.value()));
  }

  /// The copy, with a value of it for each output of the original.
  public Program finish(Function<Output, Value> outputs) {
    for (Output output : original.outputs()) {
      builder.output(output.name(), outputs.apply(output));
    }
    Program built = builder.build();
    return new Program(
        built.name(),
        built.dims(),
        built.parameters(),
        built.constants(),
        built.nodes().stream().map(this::named).toList(),
        built.outputs());
  }

  private Node named(Node node) {
    Optional<String> path =
        node.path()
            .or(() ->
                node.results().stream()
                    .findFirst()
                    .map(Node.Result::value)
                    .flatMap(v -> Optional.ofNullable(paths.get(v))));
    return new Node(node.results(), node.op(), path, node.origin());
  }
}
