package dev.halfbyte.backend.jvm.runtime;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// Makes the constant arrays of a kernel from its image: little-endian elements, one constant after
/// another.
final class ConstantImage {
  private final byte[] image;
  private final LeafChoice choice;

  ConstantImage(byte[] image, LeafChoice choice) {
    this.image = image;
    this.choice = choice;
  }

  /// The array; weights are `int[]` in columns, or strips of vectors in `float[]` or `double[]`.
  Object array(KernelSpec.Memory memory) {
    return switch (memory.source()) {
      case WEIGHTS_S8, WEIGHTS_S4, WEIGHTS_S2 -> weights(memory);
      case WEIGHTS_F32 -> floats(memory, (float[]) plain(memory));
      case CONSTANT, ARGUMENT, WORKSPACE -> plain(memory);
    };
  }

  private Object plain(KernelSpec.Memory memory) {
    int bytes = memory.count() * memory.type().bytes();
    ByteBuffer data = ByteBuffer.wrap(image, memory.position(), bytes);
    return memory.type().read(data.order(ByteOrder.LITTLE_ENDIAN), memory.count());
  }

  private float[] floats(KernelSpec.Memory memory, float[] panels) {
    int depth = memory.depth();
    int columns = memory.columns();
    if (!choice.takes(columns, depth)) {
      return panels;
    }
    int size = FloatTiles.panelSize(columns, depth);
    float[] strips = new float[Kernel.size((long) panels.length / depth / columns * size)];
    for (int i = 0; i < panels.length; i++) {
      int column = i / depth;
      int base = column / columns * size;
      FloatTiles.put(strips, base, depth, i % depth, column % columns, panels[i]);
    }
    return strips;
  }

  /// Takes the weights of a panel, one by one.
  private interface Panel {
    /// @param panel its number
    void put(int panel, int k, int n, int weight);
  }

  private Object weights(KernelSpec.Memory memory) {
    int depth = memory.depth();
    int columns = memory.columns();
    boolean vectors = choice.takes(columns, depth);
    int panels = depth == 0 ? 0 : count(memory) / (columns * depth);
    return switch (vectors ? memory.form() : TileForm.COLUMNS) {
      case COLUMNS -> {
        int[] weights = new int[count(memory)];
        read(memory, (panel, k, n, w) -> weights[(panel * columns + n) * depth + k] = w);
        yield weights;
      }
      case FLOATS -> {
        int size = FloatTiles.panelSize(columns, depth);
        float[] strips = new float[Kernel.size((long) panels * size)];
        read(memory, (panel, k, n, w) -> FloatTiles.put(strips, panel * size, depth, k, n, w));
        yield strips;
      }
      case DOUBLES -> {
        int size = DoubleTiles.panelSize(columns, depth);
        double[] strips = new double[Kernel.size((long) panels * size)];
        read(memory, (panel, k, n, w) -> DoubleTiles.put(strips, panel * size, depth, k, n, w));
        yield strips;
      }
    };
  }

  /// Weights of all panels.
  private static int count(KernelSpec.Memory memory) {
    return together(memory) * memory.count();
  }

  /// Weights in a byte.
  private static int together(KernelSpec.Memory memory) {
    return switch (memory.source()) {
      case WEIGHTS_S2 -> 4;
      case WEIGHTS_S4 -> 2;
      case WEIGHTS_S8, WEIGHTS_F32, CONSTANT, ARGUMENT, WORKSPACE -> 1;
    };
  }

  /// Gives each weight, which lie in columns, two or four columns in a byte where they are narrow.
  private void read(KernelSpec.Memory memory, Panel target) {
    int depth = memory.depth();
    int together = together(memory);
    int stored = memory.columns() / together;
    int bits = Byte.SIZE / together;
    for (int i = 0; i < memory.count(); i++) {
      byte value = image[memory.position() + i];
      int panel = i / depth / stored;
      int n = i / depth % stored;
      for (int field = 0; field < together; field++) {
        int top = value << (Integer.SIZE - bits * (field + 1));
        target.put(panel, i % depth, n + field * stored, top >> (Integer.SIZE - bits));
      }
    }
  }
}
