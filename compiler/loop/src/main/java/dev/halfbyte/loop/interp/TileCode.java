package dev.halfbyte.loop.interp;

import dev.halfbyte.loop.TileContract;
import dev.halfbyte.loop.TileShape;
import java.util.Optional;

/// The matrix leaf by its definition: one product after the other.
///
/// What an emitter may touch must lie in bounds: whole rows, whole panels, whole initial sums. What
/// it must not rely on is spoiled: outputs beyond the valid rows and columns.
final class TileCode implements Runnable {
  private final TileContract tile;
  private final TileShape shape;
  private final RunState state;
  private final BufferMemory output;
  private final BufferMemory initial;
  private final BufferMemory activations;
  private final BufferMemory weights;
  private final Evaluator initialAt;
  private final Evaluator activationsAt;
  private final Evaluator weightsAt;
  private final Evaluator rows;
  private final Evaluator columns;
  private final long pitch;
  private final long depth;
  private final Optional<ListMemory> steps;
  private final Optional<BufferMemory> multipliers;
  private final Optional<Evaluator> multipliersAt;

  TileCode(TileContract tile, Scope scope, MemoryMap memory, RunState state) {
    this.tile = tile;
    this.shape = tile.tile();
    this.state = state;
    this.output = memory.of(tile.output());
    this.initial = memory.of(tile.initial());
    this.activations = memory.of(tile.activations());
    this.weights = memory.of(tile.weights());
    this.initialAt = scope.index(tile.initialAt());
    this.activationsAt = scope.index(tile.activationsAt());
    this.weightsAt = scope.index(tile.weightsAt());
    this.rows = scope.bound(tile.rows());
    this.columns = scope.bound(tile.columns());
    this.pitch = scope.dims().of(tile.pitch());
    this.depth = scope.dims().of(tile.depth());
    this.steps = tile.steps().map(s -> new ListMemory(s, scope, memory));
    this.multipliers = tile.groups().map(g -> memory.of(g.multipliers()));
    this.multipliersAt = tile.groups().map(g -> scope.index(g.at()));
  }

  @Override
  public void run() {
    int validRows = extent(rows.value(), shape.rows(), "rows");
    int validColumns = extent(columns.value(), shape.columns(), "columns");
    if (depth < 0 || depth % shape.depth() != 0 || pitch < depth) {
      throw state.fault(
          LoopFault.Kind.EXTENT, "depth %d of pitch %d in %s".formatted(depth, pitch, shape));
    }
    requireWholeOperands(validRows);
    for (int row = 0; row < shape.rows(); row++) {
      for (int column = 0; column < shape.columns(); column++) {
        long place = (long) row * shape.columns() + column;
        if (row < validRows && column < validColumns) {
          output.write(place, tile.isFloat() ? floatSum(row, column) : sum(row, column));
        } else {
          output.spoil(place);
        }
      }
    }
  }

  private int extent(long extent, int most, String what) {
    if (extent < 1 || extent > most) {
      throw state.fault(LoopFault.Kind.EXTENT, extent + " " + what + " of a tile " + shape);
    }
    return (int) extent;
  }

  private void requireWholeOperands(int validRows) {
    initial.peek(initialAt.value());
    initial.peek(initialAt.value() + shape.columns() - 1);
    if (depth > 0) {
      activations.peek(activationsAt.value());
      activations.peek(activationsAt.value() + (validRows - 1) * pitch + depth - 1);
      weights.peek(weightsAt.value());
      weights.peek(weightsAt.value() + tile.format().panelBytes(shape, depth) - 1);
      multipliers.ifPresent(memory -> {
        long groups = depth / tile.groups().orElseThrow().depth();
        memory.peek(multipliersAt.orElseThrow().value());
        memory.peek(multipliersAt.orElseThrow().value() + groups * shape.columns() - 1);
      });
    }
  }

  private long sum(int row, int column) {
    long sum = initial.read(initialAt.value() + column);
    if (steps.isEmpty()) {
      sum += sum(row, column, 0, depth);
    } else {
      ListMemory list = steps.get();
      for (long i = 0; i < list.count(); i++) {
        long first = list.number(i) * list.unit();
        sum += sum(row, column, first, first + list.unit());
      }
    }
    return (int) sum;
  }

  private long sum(int row, int column, long begin, long end) {
    long first = activationsAt.value() + row * pitch;
    long sum = 0;
    for (long k = begin; k < end; k++) {
      long weight = weight(k, column);
      // Between the true and the padded depth activations hold anything.
      if (weight != 0) {
        sum += activations.read(first + k) * weight * multiplier(k, column);
      }
    }
    return sum;
  }

  private long multiplier(long k, int column) {
    return multipliers
        .map(memory -> {
          long row = k / tile.groups().orElseThrow().depth() * shape.columns();
          return memory.read(multipliersAt.orElseThrow().value() + row + column);
        })
        .orElse(1L);
  }

  /// Bits of the sum in ascending order.
  private long floatSum(int row, int column) {
    float sum = number(initial.read(initialAt.value() + column));
    for (long k = 0; k < depth; k++) {
      float factor = number(activations.read(activationsAt.value() + row * pitch + k));
      sum = Math.fma(factor, number(weight(k, column)), sum);
    }
    return Float.floatToRawIntBits(sum);
  }

  private static float number(long bits) {
    return Float.intBitsToFloat((int) bits);
  }

  private long weight(long k, int column) {
    long from = weightsAt.value();
    int half = shape.columns() / 2;
    int quarter = shape.columns() / 4;
    return switch (tile.format()) {
      case STEPS_S8 -> whole(from + step(k, column, shape.columns()));
      case STEPS_S4 -> inStep(from + step(k, column % half, half), column >= half);
      case COLUMNS_S8 -> whole(from + column * depth + k);
      case COLUMNS_S4 -> nibble(from + column % half * depth + k, column >= half);
      case STEPS_S2 -> raised(from + step(k, column % quarter, quarter), column / quarter);
      case COLUMNS_S2 -> twoBits(from + column % quarter * depth + k, column / quarter);
    };
  }

  /// The place of a weight in `[K/KU][width][KU]`.
  private long step(long k, int column, int width) {
    int unit = shape.depth();
    return (k / unit * width + column) * unit + k % unit;
  }

  private long whole(long at) {
    long weight = weights.read(at);
    return weights.elem().bytes() > 1 ? weight : (byte) weight;
  }

  private long inStep(long at, boolean high) {
    int pair = (byte) weights.read(at);
    return high ? pair >> 4 : (pair & 15) - 8;
  }

  private long nibble(long at, boolean high) {
    int pair = (byte) weights.read(at);
    return high ? pair >> 4 : pair << 28 >> 28;
  }

  /// Two bits in two's complement.
  private long twoBits(long at, int field) {
    int four = (byte) weights.read(at);
    int highest = four << (30 - 2 * field);
    return highest >> 30;
  }

  /// Two bits, of which all but the top ones hold 2 more.
  private long raised(long at, int field) {
    int four = (byte) weights.read(at);
    return field == 3 ? four >> 6 : ((four >> (2 * field)) & 3) - 2;
  }
}
