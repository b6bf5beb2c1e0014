package dev.halfbyte.loop.tables;

import dev.halfbyte.ir.Dim;
import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.Shape;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.TensorType;
import dev.halfbyte.loop.Buffer;
import dev.halfbyte.loop.ConstantData;
import dev.halfbyte.loop.MemoryType;
import dev.halfbyte.loop.RegisterType;
import dev.halfbyte.loop.Space;
import dev.halfbyte.loop.TableMap;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongUnaryOperator;

/// The constants of a program, and tables of bytes that are made from them.
///
/// Not thread-safe: it grows while a program is rewritten.
final class Tables {
  private final List<ConstantData> constants;
  private final Map<Tensor, Buffer> made = new HashMap<>();

  Tables(List<ConstantData> constants) {
    this.constants = new ArrayList<>(constants);
  }

  List<ConstantData> all() {
    return List.copyOf(constants);
  }

  /// What `buffer` holds, where it is a table of integers that a byte can index.
  Optional<List<Long>> entries(Buffer buffer) {
    return constants.stream()
        .filter(c -> c.buffer().equals(buffer))
        .filter(c -> buffer.elem().register() == RegisterType.I32)
        .filter(c -> c.data().count() <= TableMap.MOST_ENTRIES)
        .findFirst()
        .map(c -> Arrays.stream(c.data().longs()).boxed().toList());
  }

  /// A table whose entry for the low bits of byte `k - bias` is the low byte of
  /// `image(entries[k])`.
  Buffer bytes(List<Long> entries, long bias, LongUnaryOperator image) {
    int size = size(entries.size());
    byte[] bytes = new byte[size];
    for (int k = 0; k < entries.size(); k++) {
      bytes[(int) (k - bias) & (size - 1)] = (byte) image.applyAsLong(entries.get(k));
    }
    Tensor data = Tensor.ofBytes(new TensorType(ElemType.U8, Shape.of(size)), bytes);
    return made.computeIfAbsent(data, this::add);
  }

  /// Low bits tell all bytes apart whatever the bias is, as long as there are as many entries.
  private static int size(int count) {
    int least = Math.max(count, TableMap.LEAST_ENTRIES);
    return Integer.highestOneBit(2 * least - 1);
  }

  private Buffer add(Tensor data) {
    String name = "c_bytes_" + made.size();
    while (isTaken(name)) {
      name += "_";
    }
    Buffer buffer = new Buffer(name, MemoryType.U8, Dim.of(data.count()), Space.CONSTANT);
    constants.add(new ConstantData(buffer, data, "table of bytes"));
    return buffer;
  }

  private boolean isTaken(String name) {
    return constants.stream().anyMatch(c -> c.buffer().name().equals(name));
  }
}
