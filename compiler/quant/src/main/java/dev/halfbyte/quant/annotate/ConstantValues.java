package dev.halfbyte.quant.annotate;

import dev.halfbyte.ir.AccessMap;
import dev.halfbyte.ir.AffineIndex;
import dev.halfbyte.ir.Dim;
import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.Node;
import dev.halfbyte.ir.Program;
import dev.halfbyte.ir.ProgramBuilder;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.Value;
import dev.halfbyte.ir.op.Constant;
import dev.halfbyte.ir.op.Mask;
import dev.halfbyte.ir.op.Scan;
import dev.halfbyte.ir.op.View;
import dev.halfbyte.passes.Evaluation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/// The values of a program that are known at build time.
public final class ConstantValues {
  private final Program program;
  private final Map<Value, Node> definitions;
  private final Set<Value> constants = new HashSet<>();

  public ConstantValues(Program program) {
    this.program = program;
    definitions = program.definitions();
    for (Node node : program.nodes()) {
      if (isKnown(node)) {
        node.results().forEach(r -> constants.add(r.value()));
      }
    }
  }

  private boolean isKnown(Node node) {
    if (node.op() instanceof Constant) {
      return true;
    }
    if (node.op() instanceof Mask mask) {
      return isFree(mask.conditions());
    }
    List<Value> operands = node.op().operands();
    boolean free = !(node.op() instanceof View view) || isFree(view.map().indices());
    return free
        && !(node.op() instanceof Scan)
        && !operands.isEmpty()
        && constants.containsAll(operands)
        && !closes(node);
  }

  /// Whether a result of fixed shape comes from open axes: a sum of ones depends on how many.
  private boolean closes(Node node) {
    return node.type().shape().isFixed()
        && node.op().operands().stream().anyMatch(v -> !definition(v).type().shape().isFixed());
  }

  /// Whether no index depends on a dimension that a run gives.
  private static boolean isFree(List<AffineIndex> indices) {
    return indices.stream().allMatch(index -> index.constant().symbols().isEmpty());
  }

  /// Whether `value` depends on constants only, and on no dimension but by its extents.
  public boolean isConstant(Value value) {
    return constants.contains(value);
  }

  /// Data that a view repeats: axis `k` of `data` is axis `axes[k]` of the value.
  public record Repeated(Tensor data, List<Integer> axes) {
    /// The number that all elements equal, if it is only one.
    public Optional<Float> splat() {
      return data.count() == 1 && data.type().elem().equals(ElemType.F32)
          ? Optional.of(data.floatAt(0))
          : Optional.empty();
    }
  }

  /// The data of a constant value, without the axes along which views repeat it.
  ///
  /// Empty for computed values and for constants of symbolic extents that are no repetition.
  public Optional<Repeated> repeated(Value value) {
    if (!isConstant(value)) {
      return Optional.empty();
    }
    Node node = definition(value);
    if (node.op() instanceof View(Value operand, AccessMap map)) {
      Optional<List<Integer>> axes = wholeAxes(map);
      Optional<Repeated> inner = repeated(operand);
      if (axes.isPresent() && inner.isPresent()) {
        List<Integer> to = inner.get().axes.stream().map(axes.get()::get).toList();
        return Optional.of(new Repeated(inner.get().data, to));
      }
    }
    return node.type().shape().isFixed()
        ? Optional.of(evaluated(value, node.type().shape().rank()))
        : Optional.empty();
  }

  private Repeated evaluated(Value value, int rank) {
    return new Repeated(evaluate(value), IntStream.range(0, rank).boxed().toList());
  }

  /// The output axis of each operand axis, where every operand axis is read whole and in order.
  private static Optional<List<Integer>> wholeAxes(AccessMap map) {
    List<Integer> axes = new ArrayList<>();
    for (AffineIndex index : map.indices()) {
      boolean whole =
          index.terms().size() == 1
              && index.terms().getFirst().coefficient() == 1
              && index.constant().equals(Dim.ZERO)
              && (axes.isEmpty() || axes.getLast() < index.terms().getFirst().position());
      if (!whole) {
        return Optional.empty();
      }
      axes.add(index.terms().getFirst().position());
    }
    return map.padded() ? Optional.empty() : Optional.of(axes);
  }

  /// The elements of a constant value of fixed shape, computed by the interpreter.
  public Tensor evaluate(Value value) {
    Node node = definition(value);
    if (node.op() instanceof Constant(String name)) {
      return Objects.requireNonNull(program.constants().get(name));
    }
    ProgramBuilder builder = new ProgramBuilder("constant");
    builder.output("result", copy(value, builder, new HashMap<>()));
    return Evaluation.constant(builder.build());
  }

  private Value copy(Value value, ProgramBuilder builder, Map<Value, Value> copied) {
    Value known = copied.get(value);
    if (known != null) {
      return known;
    }
    Node node = definition(value);
    Value copy;
    if (node.op() instanceof Constant(String name)) {
      copy = builder.constant(name, Objects.requireNonNull(program.constants().get(name)));
    } else {
      List<Value> operands =
          node.op().operands().stream().map(v -> copy(v, builder, copied)).toList();
      copy = builder.add(node.op().withOperands(operands));
    }
    copied.put(value, copy);
    return copy;
  }

  private Node definition(Value value) {
    return Objects.requireNonNull(definitions.get(value), () -> "no node defines " + value);
  }
}
