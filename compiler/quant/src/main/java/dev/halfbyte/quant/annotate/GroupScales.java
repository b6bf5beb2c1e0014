package dev.halfbyte.quant.annotate;

import dev.halfbyte.ir.AccessMap;
import dev.halfbyte.ir.AffineIndex;
import dev.halfbyte.ir.Dim;
import dev.halfbyte.ir.Node;
import dev.halfbyte.ir.Shape;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.Value;
import dev.halfbyte.ir.op.Binary;
import dev.halfbyte.ir.op.Reshape;
import dev.halfbyte.ir.op.View;
import dev.halfbyte.passes.rewrite.Rewriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/// Scales of channels times multipliers of groups, as the scale operand of `dequantize`: a product
/// of two constants, of which the second repeats each multiplier along its group by a reshape.
///
/// @param channels scales, of which axis `k` is axis `channels.axes[k]` of the value
/// @param multipliers f32 holding whole numbers from 1 to 255
/// @param owners the axis of the value that each axis of the multipliers is
/// @param axis of the value along which groups follow each other
/// @param per indices of that axis in a group
public record GroupScales(
    ConstantValues.Repeated channels, Tensor multipliers, List<Integer> owners, int axis, int per) {
  public GroupScales {
    owners = List.copyOf(owners);
  }

  /// Adds the scales of a constant to `copy`.
  ///
  /// @param shape of the value
  /// @param axes the axis of the value that each axis of the data is
  static Value write(
      Rewriter copy, String name, GroupedConstant coded, Shape shape, List<Integer> axes) {
    GroupAxis cut = coded.axis();
    Value channels = copy.constant(name + ".scale", coded.scale());
    List<Integer> channelAxes = coded.channels().stream().map(axes::get).toList();
    Value multipliers = copy.constant(name + ".multipliers", coded.multipliers());
    int group = coded.owners().indexOf(cut.axis());
    List<Dim> split = new ArrayList<>(copy.type(multipliers).shape().dims());
    split.add(group + 1, Dim.of(cut.per()));
    List<Integer> before =
        IntStream.range(0, coded.owners().size()).map(k -> k <= group ? k : k + 1).boxed().toList();
    Value repeated = copy.builder().broadcast(multipliers, new Shape(split), before);
    List<Dim> joined = new ArrayList<>(copy.type(multipliers).shape().dims());
    joined.set(group, Dim.of((long) cut.count() * cut.per()));
    Value rows = copy.add(new Reshape(repeated, new Shape(joined)));
    joined.set(group, Dim.of(cut.extent()));
    List<Integer> all = IntStream.range(0, joined.size()).boxed().toList();
    Value cropped = copy.builder().broadcast(rows, new Shape(joined), all);
    List<Integer> owners = coded.owners().stream().map(axes::get).toList();
    return copy.add(
        new Binary(
            Binary.Kind.MUL,
            copy.builder().broadcast(channels, shape, channelAxes),
            copy.builder().broadcast(cropped, shape, owners)));
  }

  /// The scales that `scale` is a product of; absent where it has another form.
  public static Optional<GroupScales> read(
      Map<Value, Node> definitions, ConstantValues constants, Value scale) {
    Node product = definitions.get(scale);
    if (product == null
        || !(product.op() instanceof Binary(var kind, Value channels, Value groups))
        || kind != Binary.Kind.MUL
        || !constants.isConstant(scale)) {
      return Optional.empty();
    }
    int rank = product.type().shape().rank();
    List<Integer> axes = IntStream.range(0, rank).boxed().toList();
    Node node = definitions.get(groups);
    while (node != null && node.op() instanceof View(Value operand, AccessMap map)) {
      axes = positions(map).stream().map(axes::get).toList();
      node = definitions.get(operand);
    }
    if (node == null || !(node.op() instanceof Reshape(Value repeated, var _))) {
      return Optional.empty();
    }
    Node split = definitions.get(repeated);
    if (split == null || !(split.op() instanceof View(Value multipliers, AccessMap map))) {
      return Optional.empty();
    }
    List<Integer> own = positions(map);
    int inside =
        IntStream.range(0, map.extents().size())
            .filter(p -> !own.contains(p))
            .findFirst()
            .orElse(0);
    List<Integer> joined = axes;
    List<Integer> owners = own.stream().map(p -> joined.get(p < inside ? p : p - 1)).toList();
    return constants
        .repeated(channels)
        .map(scales ->
            new GroupScales(
                scales,
                constants.evaluate(multipliers),
                owners,
                joined.get(inside - 1),
                Math.toIntExact(map.extents().get(inside).fixed())));
  }

  /// The axis of the result that each axis of the operand is.
  private static List<Integer> positions(AccessMap map) {
    return map.indices().stream()
        .map(AffineIndex::terms)
        .map(terms -> terms.getFirst().position())
        .toList();
  }
}
