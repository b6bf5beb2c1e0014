package dev.halfbyte.loop.lower;

import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.Shape;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.TensorType;
import dev.halfbyte.loop.PackedWeights;
import dev.halfbyte.loop.TileShape;
import dev.halfbyte.source.CompilerBug;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.IntBinaryOperator;
import java.util.stream.IntStream;

/// Lays weight panels out as [PackedWeights] says, zero in the padding.
final class WeightPacker {
  private final TileShape tile;
  private final PackedWeights format;
  private final int depth;

  /// @param depth the padded reduced extent
  WeightPacker(TileShape tile, PackedWeights format, long depth) {
    this.tile = tile;
    this.format = format;
    this.depth = Math.toIntExact(depth);
  }

  /// Packs `panels` panels; `weight(k, column)` is asked for all columns of all panels and gives
  /// zero in the padding, from several threads.
  Tensor pack(int panels, IntBinaryOperator weight) {
    int panelBytes = Math.toIntExact(format.panelBytes(tile, depth));
    byte[] data = new byte[Math.multiplyExact(panels, panelBytes)];
    // Panels share no byte, so they are packed side by side.
    IntStream.range(0, panels)
        .parallel()
        .forEach(panel -> {
          for (int k = 0; k < depth; k++) {
            for (int n = 0; n < tile.columns(); n++) {
              int value = weight.applyAsInt(k, panel * tile.columns() + n);
              put(data, panel * panelBytes, k, n, value);
            }
          }
        });
    return Tensor.ofBytes(new TensorType(ElemType.S8, Shape.of(panels, panelBytes)), data);
  }

  /// Packs floats; `weight` gives their bits, as in [#pack].
  Tensor packFloats(int panels, IntBinaryOperator weight) {
    int size = Math.multiplyExact(depth, tile.columns());
    ByteBuffer data =
        ByteBuffer.allocate(Math.multiplyExact(Float.BYTES * size, panels))
            .order(ByteOrder.LITTLE_ENDIAN);
    IntStream.range(0, panels)
        .parallel()
        .forEach(panel -> {
          for (int k = 0; k < depth; k++) {
            for (int n = 0; n < tile.columns(); n++) {
              int place = panel * size + floatPlace(k, n);
              data.putInt(Float.BYTES * place, weight.applyAsInt(k, panel * tile.columns() + n));
            }
          }
        });
    Shape shape = Shape.of(panels, size);
    return Tensor.ofBytes(new TensorType(ElemType.F32, shape), data.array());
  }

  private int floatPlace(int k, int n) {
    return switch (format) {
      case STEPS_S8 -> step(k, n, tile.columns());
      case COLUMNS_S8 -> n * depth + k;
      case STEPS_S4, COLUMNS_S4, STEPS_S2, COLUMNS_S2 -> throw new CompilerBug("packed floats");
    };
  }

  private void put(byte[] data, int base, int k, int n, int value) {
    int half = tile.columns() / 2;
    int quarter = tile.columns() / 4;
    switch (format) {
      case STEPS_S8 -> data[base + step(k, n, tile.columns())] = (byte) value;
      case STEPS_S4 ->
          nibble(data, base + step(k, n % half, half), n >= half, n >= half ? value : value + 8);
      case COLUMNS_S8 -> data[base + n * depth + k] = (byte) value;
      case COLUMNS_S4 -> nibble(data, base + n % half * depth + k, n >= half, value);
      case STEPS_S2 -> {
        int field = n / quarter;
        twoBits(data, base + step(k, n % quarter, quarter), field, field < 3 ? value + 2 : value);
      }
      case COLUMNS_S2 -> twoBits(data, base + n % quarter * depth + k, n / quarter, value);
    }
  }

  private int step(int k, int n, int columns) {
    return (k / tile.depth() * columns + n) * tile.depth() + k % tile.depth();
  }

  private static void nibble(byte[] data, int at, boolean high, int value) {
    data[at] |= (byte) ((value & 15) << (high ? 4 : 0));
  }

  private static void twoBits(byte[] data, int at, int field, int value) {
    data[at] |= (byte) ((value & 3) << (2 * field));
  }
}
