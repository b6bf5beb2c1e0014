package dev.halfbyte.loop.lower;

import dev.halfbyte.ir.AccessMap;
import dev.halfbyte.ir.AffineIndex;
import dev.halfbyte.ir.Dim;
import dev.halfbyte.ir.Einsum;
import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.Node;
import dev.halfbyte.ir.Output;
import dev.halfbyte.ir.Program;
import dev.halfbyte.ir.TensorType;
import dev.halfbyte.ir.Value;
import dev.halfbyte.ir.op.Contract;
import dev.halfbyte.ir.op.View;
import dev.halfbyte.loop.TargetFacts;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A sum of sums of groups times constant multipliers: a contraction with constant weights that
/// keeps the labels of the groups, and one that sums over them. Both are one product of tiles,
/// whose partial sums stay in scratch.
///
/// @param outer the node that sums over groups
/// @param inner the contraction that it takes
/// @param labels of the groups, outermost first
record GroupedSum(
    Node outer,
    Contract inner,
    List<String> labels,
    List<String> multiplierLabels,
    ConstantSlice multipliers) {
  /// Multipliers are read as unsigned bytes.
  private static final long MOST = 255;

  private static final long MOST_WEIGHT = 127;

  GroupedSum {
    labels = List.copyOf(labels);
    multiplierLabels = List.copyOf(multiplierLabels);
  }

  /// The grouped sums of `program`, by the partial sums that need no memory then.
  static Map<Value, GroupedSum> find(Program program, TargetFacts facts, ConstantFolder folder) {
    Map<Value, GroupedSum> found = new HashMap<>();
    Map<Value, Node> definitions = program.definitions();
    Map<Value, Integer> uses = new HashMap<>();
    program.nodes().forEach(n -> n.op().operands().forEach(v -> uses.merge(v, 1, Integer::sum)));
    program.outputs().stream().map(Output::value).forEach(v -> uses.merge(v, 1, Integer::sum));
    for (Node node : program.nodes()) {
      if (facts.tile().isPresent()
          && node.op() instanceof Contract outer
          && uses.getOrDefault(outer.left(), 0) == 1) {
        Optional.ofNullable(definitions.get(outer.left()))
            .flatMap(partial -> of(node, outer, partial, program.types(), facts, folder))
            .ifPresent(sum -> found.put(outer.left(), sum));
      }
    }
    return found;
  }

  private static Optional<GroupedSum> of(
      Node node,
      Contract outer,
      Node partial,
      Map<Value, TensorType> types,
      TargetFacts facts,
      ConstantFolder folder) {
    if (!(partial.op() instanceof Contract inner)
        || outer.mask().isPresent()
        || !inner.accumulator().equals(ElemType.S32)
        || !isSum(outer.accumulator())) {
      return Optional.empty();
    }
    List<String> labels = outer.einsum().reduced();
    boolean shared =
        inner.einsum().left().containsAll(labels) && inner.einsum().right().containsAll(labels);
    Optional<ConstantSlice> multipliers =
        folder.slice(outer.right()).filter(GroupedSum::areMultipliers);
    Optional<ConstantSlice> right = folder.slice(inner.right());
    Optional<ConstantSlice> weights =
        right.isPresent() || inner.mask().isPresent() ? right : folder.slice(inner.left());
    List<String> own = right.isPresent() ? inner.einsum().right() : inner.einsum().left();
    long depth = depth(inner, types);
    boolean fits =
        shared
            && !labels.isEmpty()
            && own.containsAll(outer.einsum().right())
            && depth > 0
            && depth % facts.tile().orElseThrow().shape().depth() == 0
            && multipliers.isPresent()
            && weights.isPresent()
            && weights.get().leading().equals(multipliers.get().leading())
            && weights.flatMap(DecodedWeights::of).filter(GroupedSum::areBytes).isPresent();
    return fits
        ? Optional.of(
            new GroupedSum(node, inner, labels, outer.einsum().right(), multipliers.orElseThrow()))
        : Optional.empty();
  }

  private static boolean isSum(ElemType accumulator) {
    return accumulator.equals(ElemType.S32) || accumulator.equals(ElemType.S64);
  }

  private static boolean areMultipliers(ConstantSlice slice) {
    return ElemType.storage(slice.data().type().elem()).isPresent()
        && slice.data().type().elem() instanceof ElemType.IntType
        && slice.data().count() > 0
        && slice.data().least() >= 0
        && slice.data().greatest() <= MOST;
  }

  private static boolean areBytes(DecodedWeights weights) {
    return weights.least() >= -MOST_WEIGHT - 1 && weights.most() <= MOST_WEIGHT;
  }

  /// Elements of a group; 0 where that depends on a run.
  private static long depth(Contract inner, Map<Value, TensorType> types) {
    long depth = 1;
    TensorType left = types.get(inner.left());
    for (String label : inner.einsum().reduced()) {
      Dim extent = left == null ? Dim.ZERO : left.shape().dim(inner.einsum().left().indexOf(label));
      depth *= extent.isFixed() ? extent.fixed() : 0;
    }
    return inner.einsum().reduced().isEmpty() ? 0 : depth;
  }

  /// The contraction over everything that is summed, as a tile sees it.
  Contract whole() {
    Contract sum = (Contract) outer.op();
    Einsum einsum =
        new Einsum(inner.einsum().left(), inner.einsum().right(), sum.einsum().result());
    return new Contract(
        inner.left(), inner.right(), inner.mask(), einsum, inner.order(), sum.accumulator());
  }

  /// Summed labels, those of the groups first.
  List<String> reduced() {
    List<String> all = new ArrayList<>(labels);
    all.addAll(inner.einsum().reduced());
    return all;
  }

  /// Rows whose groups follow each other in one axis of what `rows` is a view of.
  ///
  /// @param source that value
  /// @param label of its axis, that of the indices in a group
  /// @param labels of its axes
  record Joined(Value source, String label, List<String> labels) {}

  /// Where the rows only cut the last axis of another value in two.
  Optional<Joined> joined(ProgramContext context, Value rows, List<String> rowLabels) {
    int at = rowLabels.size() - 2;
    boolean last =
        inner.mask().isEmpty()
            && labels.size() == 1
            && inner.einsum().reduced().size() == 1
            && at >= 0
            && rowLabels.get(at).equals(labels.getFirst())
            && rowLabels.get(at + 1).equals(inner.einsum().reduced().getFirst());
    if (!last
        || !(context.definition(rows).map(Node::op).orElse(null)
            instanceof View(Value source, AccessMap map))
        || map.padded()
        || map.indices().size() != at + 1) {
      return Optional.empty();
    }
    for (int axis = 0; axis < at; axis++) {
      boolean same =
          map.indices().get(axis).equals(AffineIndex.of(axis))
              && map.extents().get(axis).equals(context.type(source).shape().dim(axis));
      if (!same) {
        return Optional.empty();
      }
    }
    List<AffineIndex.Term> cut =
        List.of(
            new AffineIndex.Term(at, map.extents().get(at + 1).fixed()),
            new AffineIndex.Term(at + 1, 1));
    AffineIndex index = map.indices().get(at);
    boolean whole =
        index.equals(new AffineIndex(cut, Dim.ZERO))
            && map.extents()
                .get(at)
                .times(map.extents().get(at + 1))
                .equals(context.type(source).shape().dim(at));
    List<String> own = new ArrayList<>(rowLabels);
    own.remove(at);
    return whole ? Optional.of(new Joined(source, own.getLast(), own)) : Optional.empty();
  }
}
