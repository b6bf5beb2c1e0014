package dev.halfbyte.quant.annotate;

import dev.halfbyte.ir.AccessMap;
import dev.halfbyte.ir.AffineIndex;
import dev.halfbyte.ir.Dim;
import dev.halfbyte.ir.ElemType.IntType;
import dev.halfbyte.ir.Node;
import dev.halfbyte.ir.Program;
import dev.halfbyte.ir.Shape;
import dev.halfbyte.ir.Value;
import dev.halfbyte.ir.op.Contract;
import dev.halfbyte.ir.op.View;
import dev.halfbyte.quant.QuantCode;
import dev.halfbyte.quant.calibrate.TensorRange;
import dev.halfbyte.quant.calibrate.TensorRange.Bounds;
import dev.halfbyte.source.Diagnostic;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Scales that differ along an axis of an activation, such as the heads of an attention: exact
/// where every contraction that takes the codes has that axis in its result, since requantizers
/// have multipliers for each index of it.
final class IndexedScales {
  private final Sites sites;
  private final Map<Value, List<Node>> uses = new HashMap<>();

  IndexedScales(Program program, Sites sites) {
    this.sites = sites;
    for (Node node : program.nodes()) {
      node.op().operands().stream()
          .distinct()
          .forEach(v -> uses.computeIfAbsent(v, _ -> new ArrayList<>()).add(node));
    }
  }

  /// Why the codes of `site` cannot have scales along `axis`, if they cannot.
  Optional<String> obstacle(Value site, int axis, StoragePlan.Storage storage) {
    Shape shape = sites.flow().type(site).shape();
    if (axis >= shape.rank()) {
      return Optional.of("it has " + shape.rank() + " axes, counted from 0");
    }
    if (!shape.dim(axis).isFixed()) {
      return Optional.of("the extent of that axis is not known when the kernel is compiled");
    }
    if (storage.table().isPresent() || storage.type().bits() > 8) {
      return Optional.of("only affine codes of at most 8 bits have such scales");
    }
    return sites.flow().role(site) instanceof Role.Accumulator
        ? behind(site, axis)
        : Optional.of("it is no sum of products");
  }

  private Optional<String> behind(Value value, int axis) {
    return uses.getOrDefault(value, List.of()).stream()
        .flatMap(node -> obstacle(node, value, axis).stream())
        .findFirst();
  }

  private Optional<String> obstacle(Node node, Value value, int axis) {
    if (node.results().size() == 1
        && sites.flow().role(node.value()) instanceof Role.Moved
        && needed(node.value())) {
      int moved = node.op() instanceof View(Value _, AccessMap map) ? through(map, axis) : -1;
      return moved < 0
          ? Optional.of("`" + sites.name(node.value()) + "` takes that axis apart")
          : behind(node.value(), moved);
    }
    List<Need> needs = sites.needs(node);
    List<Value> operands = node.op().operands();
    for (int i = 0; i < operands.size(); i++) {
      if (!operands.get(i).equals(value)) {
        continue;
      }
      if (needs.get(i) instanceof Need.Part) {
        return Optional.of("`" + sites.name(node.value()) + "` joins it with other values");
      }
      if (needs.get(i) instanceof Need.Activation && !keeps(node, i, axis)) {
        return Optional.of("`" + sites.name(node.value()) + "` sums over that axis");
      }
    }
    return Optional.empty();
  }

  private boolean needed(Value value) {
    return sites.demands(value).stream().anyMatch(d -> d.need() instanceof Need.Activation);
  }

  private static boolean keeps(Node node, int operand, int axis) {
    if (!(node.op() instanceof Contract contract)) {
      return false;
    }
    List<String> labels = operand == 0 ? contract.einsum().left() : contract.einsum().right();
    return contract.einsum().result().contains(labels.get(axis));
  }

  /// The axis that `axis` becomes where a view keeps all of it, in order; else -1.
  private static int through(AccessMap map, int axis) {
    AffineIndex index = map.indices().get(axis);
    boolean whole =
        !map.padded()
            && index.terms().size() == 1
            && index.terms().getFirst().coefficient() == 1
            && index.constant().equals(Dim.ZERO);
    return whole ? index.terms().getFirst().position() : -1;
  }

  private int extent(Value site, int axis) {
    return Math.toIntExact(sites.flow().type(site).shape().dim(axis).fixed());
  }

  /// Whether `ranges` are those of the indices of `axis`, in one iteration of a scan or several.
  boolean fit(Value site, int axis, List<TensorRange> ranges) {
    return !ranges.isEmpty() && ranges.size() % Math.max(1, extent(site, axis)) == 0;
  }

  /// The scale of each index, the same in all iterations of a scan.
  List<Float> scales(Value site, int axis, List<TensorRange> ranges, IntType storage) {
    double[] magnitudes = new double[extent(site, axis)];
    for (int i = 0; i < ranges.size(); i++) {
      Bounds bounds = ranges.get(i).forBits(storage.bits());
      int index = i % magnitudes.length;
      double reach = Math.max(-(double) bounds.lo(), bounds.hi());
      magnitudes[index] = Math.max(magnitudes[index], reach);
    }
    List<Float> scales = new ArrayList<>();
    for (double magnitude : magnitudes) {
      scales.add(AffineFit.symmetricScale(magnitude, storage));
    }
    return scales;
  }

  Diagnostic fault(Value site, int axis, String obstacle, String rule) {
    return Diagnostic.error(
            QuantCode.NO_INDEXED_SCALES,
            "no scales along axis "
                + axis
                + " of `"
                + sites.name(site)
                + "`, by rule "
                + rule
                + ": "
                + obstacle)
        .help("name an axis that every contraction of it keeps, such as the heads of q, k and v");
  }
}
