package dev.halfbyte.loop.lower;

import dev.halfbyte.ir.AffineIndex;
import dev.halfbyte.ir.Node;
import dev.halfbyte.ir.Program;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.TensorType;
import dev.halfbyte.ir.Value;
import dev.halfbyte.ir.op.Constant;
import dev.halfbyte.ir.op.Reshape;
import dev.halfbyte.ir.op.View;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/// Reads constants through unpadded views and reshapes, so that weights can be packed at build
/// time; in the body of a scan also slices of constants that the scan runs over.
final class ConstantFolder {
  private final Program program;
  private final Map<Value, Node> definitions;
  private final Map<Value, ProgramContext.Source> sources;

  /// @param sources what the parameters of a body stand for
  ConstantFolder(Program program, Map<Value, ProgramContext.Source> sources) {
    this.program = program;
    this.definitions = program.definitions();
    this.sources = sources;
  }

  /// The data of `value` where it is known at build time, of fixed shape and always the same.
  Optional<Tensor> tensor(Value value) {
    return slice(value).filter(s -> s.leading().isEmpty()).map(ConstantSlice::data);
  }

  /// The data of `value` where it is known at build time and of fixed shape.
  Optional<ConstantSlice> slice(Value value) {
    Node node = definitions.get(value);
    if (node == null) {
      return Optional.ofNullable(sources.get(value))
          .flatMap(s -> s.context().folder.slice(s.value()).map(outer -> outer.slice(s.leading())));
    }
    if (node.op() instanceof Constant constant) {
      Tensor data = Objects.requireNonNull(program.constants().get(constant.name()));
      return Optional.of(new ConstantSlice(data, List.of()));
    }
    if (node.op() instanceof Reshape reshape && node.type().shape().isFixed()) {
      return slice(reshape.operand()).map(s -> s.map(node.type(), t -> t.as(node.type())));
    }
    if (node.op() instanceof View view
        && !view.map().padded()
        && node.type().shape().isFixed()
        && view.map().indices().stream().allMatch(i -> i.constant().isFixed())) {
      return slice(view.operand())
          .map(s -> s.map(node.type(), t -> gather(t, view.map().indices(), node.type())));
    }
    return Optional.empty();
  }

  /// The single bit pattern of all elements, where a constant holds the same element everywhere.
  Optional<Tensor> uniform(Value value) {
    return tensor(value).filter(ConstantFolder::isUniform);
  }

  /// Whether all elements have one bit pattern; false for none.
  static boolean isUniform(Tensor tensor) {
    byte[] data = tensor.bytes();
    int width = tensor.type().elem().bytes();
    for (int i = width; i < data.length; i++) {
      if (data[i] != data[i - width]) {
        return false;
      }
    }
    return data.length > 0;
  }

  private static Tensor gather(Tensor from, List<AffineIndex> indices, TensorType type) {
    int width = type.elem().bytes();
    byte[] source = from.bytes();
    long[] extents = type.shape().extents();
    long[] inner = from.type().shape().extents();
    int count = Math.toIntExact(type.shape().count().fixed());
    byte[] data = new byte[count * width];
    long[] at = new long[extents.length];
    for (int i = 0; i < count; i++) {
      int linear = 0;
      for (int axis = 0; axis < inner.length; axis++) {
        linear = Math.toIntExact(linear * inner[axis] + position(indices.get(axis), at));
      }
      System.arraycopy(source, linear * width, data, i * width, width);
      increment(at, extents);
    }
    return Tensor.ofBytes(type, data);
  }

  private static long position(AffineIndex index, long[] at) {
    long sum = index.constant().fixed();
    for (AffineIndex.Term term : index.terms()) {
      sum += term.coefficient() * at[term.position()];
    }
    return sum;
  }

  /// The next index in row-major order.
  static void increment(long[] at, long[] extents) {
    for (int axis = at.length - 1; axis >= 0; axis--) {
      if (++at[axis] < extents[axis]) {
        return;
      }
      at[axis] = 0;
    }
  }
}
