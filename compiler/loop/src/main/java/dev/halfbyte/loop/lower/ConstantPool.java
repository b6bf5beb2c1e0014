package dev.halfbyte.loop.lower;

import dev.halfbyte.ir.Dim;
import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.Shape;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.TensorType;
import dev.halfbyte.loop.Buffer;
import dev.halfbyte.loop.ConstantData;
import dev.halfbyte.loop.MemoryType;
import dev.halfbyte.loop.Space;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.Set;

/// The constant buffers of a program under construction; equal content appears once.
final class ConstantPool {
  private record Content(Tensor data, String layout) {}

  private final SequencedMap<Content, Buffer> buffers = new LinkedHashMap<>();
  private final Map<Buffer, ConstantData> data = new HashMap<>();
  private final Set<String> names = new HashSet<>();

  /// Row-major, as in the program.
  Storage dense(String name, Tensor tensor) {
    Buffer buffer = add(name, tensor, "dense " + tensor.type().shape());
    return Storage.dense(buffer, tensor.type().shape());
  }

  /// With axis `order[0]` outermost, `order[last]` innermost; the storage still takes indices in
  /// the order of the tensor's own axes.
  Storage permuted(String name, Tensor tensor, List<Integer> order) {
    long[] extents = tensor.type().shape().extents();
    long[] stored = order.stream().mapToLong(axis -> extents[axis]).toArray();
    List<Dim> packed = Storage.denseStrides(Arrays.stream(stored).mapToObj(Dim::of).toList());
    long[] strides = new long[extents.length];
    for (int i = 0; i < stored.length; i++) {
      strides[order.get(i)] = packed.get(i).fixed();
    }
    int width = tensor.type().elem().bytes();
    byte[] source = tensor.bytes();
    byte[] target = new byte[source.length];
    long[] at = new long[extents.length];
    for (int i = 0; i < tensor.count(); i++) {
      int linear = 0;
      for (int axis = 0; axis < at.length; axis++) {
        linear += Math.toIntExact(at[axis] * strides[axis]);
      }
      System.arraycopy(source, i * width, target, linear * width, width);
      ConstantFolder.increment(at, extents);
    }
    TensorType type = new TensorType(tensor.type().elem(), Shape.of(stored));
    Buffer buffer = add(name, Tensor.ofBytes(type, target), "axes " + order + " of " + name);
    return new Storage(buffer, Arrays.stream(strides).mapToObj(Dim::of).toList(), 0);
  }

  /// Decoded entries of a table encoding.
  Buffer entries(List<Long> entries) {
    boolean narrow = entries.stream().allMatch(e -> e == e.intValue());
    TensorType type =
        new TensorType(narrow ? ElemType.S32 : ElemType.S64, Shape.of(entries.size()));
    return add("table", Tensor.generateInts(type, entries::get), "entries");
  }

  /// A buffer with the given content.
  Buffer add(String name, Tensor tensor, String layout) {
    return buffers.computeIfAbsent(
        new Content(tensor, layout),
        content -> {
          Buffer buffer =
              new Buffer(
                  unique(name),
                  MemoryType.of(tensor.type().elem()),
                  Dim.of(tensor.count()),
                  Space.CONSTANT);
          data.put(buffer, new ConstantData(buffer, tensor, layout));
          return buffer;
        });
  }

  List<ConstantData> data() {
    List<ConstantData> all = new ArrayList<>();
    for (Buffer buffer : buffers.values()) {
      all.add(Objects.requireNonNull(data.get(buffer)));
    }
    return all;
  }

  private String unique(String name) {
    String plain = "c_" + name.replaceAll("[^A-Za-z0-9_]", "_");
    String candidate = plain;
    for (int i = 2; !names.add(candidate); i++) {
      candidate = plain + "_" + i;
    }
    return candidate;
  }
}
