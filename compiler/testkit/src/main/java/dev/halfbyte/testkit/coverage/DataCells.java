package dev.halfbyte.testkit.coverage;

import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.ElemType.IntType;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.testkit.coverage.Cell.Aspect;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// Elements of tensors at which formulas change.
enum DataCells {
  NAN,
  POSITIVE_INFINITY,
  NEGATIVE_INFINITY,
  NEGATIVE_ZERO,
  SUBNORMAL,
  GREATEST_FLOAT,
  /// Half way between two integers.
  HALF,
  LEAST_INTEGER,
  GREATEST_INTEGER;

  private static final int MOST_READ = 512;

  private Cell cell() {
    return new Cell(Aspect.DATA, name().toLowerCase(Locale.ROOT).replace('_', ' '));
  }

  static void all(Set<Cell> cells) {
    for (DataCells kind : values()) {
      cells.add(kind.cell());
    }
  }

  /// Looks at the first elements, which are as random as the others.
  static void add(Tensor tensor, Set<Cell> cells) {
    int count = Math.min(tensor.count(), MOST_READ);
    Optional<IntType> storage = ElemType.storage(tensor.type().elem());
    for (int i = 0; i < count; i++) {
      if (storage.isPresent()) {
        long value = tensor.longAt(i);
        add(value == storage.get().min(), LEAST_INTEGER, cells);
        add(value == storage.get().max(), GREATEST_INTEGER, cells);
      } else if (tensor.type().elem().equals(ElemType.F32)) {
        number(tensor.floatAt(i), cells);
      }
    }
  }

  private static void number(float value, Set<Cell> cells) {
    float magnitude = Math.abs(value);
    add(Float.isNaN(value), NAN, cells);
    add(value == Float.POSITIVE_INFINITY, POSITIVE_INFINITY, cells);
    add(value == Float.NEGATIVE_INFINITY, NEGATIVE_INFINITY, cells);
    add(Float.floatToRawIntBits(value) == Integer.MIN_VALUE, NEGATIVE_ZERO, cells);
    add(magnitude > 0 && magnitude < Float.MIN_NORMAL, SUBNORMAL, cells);
    add(magnitude == Float.MAX_VALUE, GREATEST_FLOAT, cells);
    add(magnitude - Math.floor(magnitude) == 0.5, HALF, cells);
  }

  private static void add(boolean seen, DataCells kind, Set<Cell> cells) {
    if (seen) {
      cells.add(kind.cell());
    }
  }
}
