package dev.halfbyte.testkit.coverage;

import dev.halfbyte.ir.Dim;
import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.ElemType.IntType;
import dev.halfbyte.ir.Encoding;
import dev.halfbyte.ir.TensorType;
import dev.halfbyte.testkit.TableFamily;
import dev.halfbyte.testkit.coverage.Cell.Aspect;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Element types, encodings, extents and ranks.
final class TypeCells {
  private static final List<IntType> INTEGERS =
      List.of(
          ElemType.S4,
          ElemType.U4,
          ElemType.S8,
          ElemType.U8,
          ElemType.S16,
          new IntType(16, false),
          ElemType.S32,
          new IntType(32, false),
          ElemType.S64);
  private static final String OTHER_INTEGER = "integer of another width";
  private static final List<IntType> STORAGES =
      List.of(
          new IntType(2, true),
          new IntType(2, false),
          new IntType(3, true),
          new IntType(3, false),
          ElemType.S4,
          ElemType.U4,
          ElemType.S8,
          ElemType.U8,
          ElemType.S16,
          new IntType(16, false));
  private static final int MOST_RANK = 4;

  private TypeCells() {}

  static void add(TensorType type, Map<String, Long> dims, Set<Cell> cells) {
    cells.add(new Cell(Aspect.ELEMENT, element(type.elem())));
    if (type.elem() instanceof ElemType.CodeType(Encoding encoding)) {
      cells.add(new Cell(Aspect.ENCODING, name(encoding)));
    }
    cells.add(new Cell(Aspect.SHAPE, "rank " + type.shape().rank()));
    for (Dim dim : type.shape().dims()) {
      long extent = dim.evaluate(dims);
      cells.add(new Cell(Aspect.SHAPE, ExtentClass.of(extent).toString()));
      if (!dim.isFixed()) {
        cells.add(new Cell(Aspect.SHAPE, "symbolic"));
        if (extent == 0) {
          cells.add(new Cell(Aspect.SHAPE, "symbolic empty"));
        }
      }
    }
  }

  private static String element(ElemType elem) {
    return switch (elem) {
      case ElemType.FloatType _, ElemType.BoolType _ -> elem.toString();
      case ElemType.CodeType _ -> "codes";
      case IntType integer -> INTEGERS.contains(integer) ? integer.toString() : OTHER_INTEGER;
    };
  }

  /// The family of an encoding, for affine ones the storage and the place of the zero point.
  static String name(Encoding encoding) {
    return switch (encoding) {
      case Encoding.Affine(IntType storage, long zero) -> {
        boolean edge = zero == storage.min() || zero == storage.max();
        yield affine(storage, zero == 0 ? "0" : edge ? "at the edge" : "inside");
      }
      case Encoding.Table table ->
          "table " + TableFamily.of(table).map(Enum::name).orElse("of no family");
    };
  }

  private static String affine(IntType storage, String zero) {
    return "affine " + storage + ", zero " + zero;
  }

  static void all(Set<Cell> cells) {
    cells.add(new Cell(Aspect.ELEMENT, element(ElemType.F32)));
    cells.add(new Cell(Aspect.ELEMENT, element(ElemType.BOOL)));
    cells.add(new Cell(Aspect.ELEMENT, "codes"));
    INTEGERS.forEach(type -> cells.add(new Cell(Aspect.ELEMENT, element(type))));
    cells.add(new Cell(Aspect.ELEMENT, OTHER_INTEGER));
    for (IntType storage : STORAGES) {
      for (String zero : List.of("0", "at the edge", "inside")) {
        cells.add(new Cell(Aspect.ENCODING, affine(storage, zero)));
      }
    }
    for (TableFamily family : TableFamily.values()) {
      cells.add(new Cell(Aspect.ENCODING, name(family.encoding())));
    }
    for (ExtentClass extent : ExtentClass.values()) {
      cells.add(new Cell(Aspect.SHAPE, extent.toString()));
    }
    cells.add(new Cell(Aspect.SHAPE, "symbolic"));
    cells.add(new Cell(Aspect.SHAPE, "symbolic empty"));
    for (int rank = 0; rank <= MOST_RANK; rank++) {
      cells.add(new Cell(Aspect.SHAPE, "rank " + rank));
    }
  }
}
