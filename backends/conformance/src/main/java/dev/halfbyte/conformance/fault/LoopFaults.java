package dev.halfbyte.conformance.fault;

import java.util.List;
import java.util.stream.Stream;

/// Mistakes in the lowering to loops and in the fusion of stages.
final class LoopFaults {
  private static final String LOWER = "compiler/loop/src/main/java/dev/halfbyte/loop/lower/";
  private static final String FUSE = "compiler/loop/src/main/java/dev/halfbyte/loop/fuse/";
  private static final String JVM = "jvm";
  private static final String LOOPS = "loops";

  private LoopFaults() {}

  static List<FaultClass> all() {
    return Stream.of(rounding(), edges(), floats(), tiles(), memory(), fusion())
        .flatMap(List::stream)
        .toList();
  }

  private static FaultClass lowering(String name, String models, Patch... patches) {
    return new FaultClass(name, Area.LOOP_LOWERING, models, JVM, List.of(patches));
  }

  private static FaultClass placing(String name, String models, Patch... patches) {
    return new FaultClass(name, Area.LOOP_LOWERING, models, LOOPS, List.of(patches));
  }

  private static FaultClass fusing(String name, String models, Patch... patches) {
    return new FaultClass(name, Area.FUSION, models, LOOPS, List.of(patches));
  }

  private static Patch in(String file, String find, String replacement) {
    return new Patch(LOWER + file + ".java", find, replacement);
  }

  private static Patch fuse(String file, String find, String replacement) {
    return new Patch(FUSE + file + ".java", find, replacement);
  }

  private static List<FaultClass> rounding() {
    String ops = "QuantizedOps";
    return List.of(
        lowering(
            "rounding-half",
            "a requantizer adds a half of the wrong place, or none",
            in(ops, "sub(places, i64(1))", "sub(places, i64(2))"),
            in(ops, "shr(add(sum, half), places)", "shr(sum, places)")),
        lowering(
            "rounding-ties",
            "a quantizer rounds ties up instead of to even",
            in(
                ops,
                "add(inside, f32(TIES_TO_EVEN))",
                "add(add(inside, f32(0x1p-12f)), f32(TIES_TO_EVEN))")),
        lowering(
            "digit-weight",
            "the sum of numbers adds their digits as if all were the lowest",
            in("DigitSums", "shift == 0 ? wide", "shift >= 0 ? wide")),
        lowering(
            "clamp-bound",
            "codes are clamped one before the end of their type",
            in(ops, "i64(encoding.storage().min())", "i64(encoding.storage().min() + 1)"),
            in(ops, "i64(encoding.storage().max())", "i64(encoding.storage().max() - 1)"),
            in(ops, "affine.storage().max() - affine.zeroPoint()", "affine.storage().max()")),
        lowering(
            "zero-point",
            "a zero point is left out",
            in(ops, "sub(code, i32(affine.zeroPoint()))", "code"),
            in(ops, "add(number, i64(encoding.zeroPoint()))", "number"),
            in(ops, "add(number, i32(affine.zeroPoint()))", "number")),
        lowering(
            "quantized-nan",
            "NaN is quantized to the largest code instead of the least",
            in(ops, "keepIf(Expression.CompareKind.GE, scaled, f32(lo))", "max(f32(lo), scaled)")),
        lowering(
            "product-width",
            "a product is taken in 32 bits before it is widened",
            in(
                ops,
                "mul( widen(scaled.value(), RegisterType.I64),"
                    + " widen(scaled.multiplier(), RegisterType.I64))",
                "widen(mul(scaled.value(), scaled.multiplier()), RegisterType.I64)"),
            in(
                "PlainContraction",
                "Expressions.mul(Expressions.widen(left, type), Expressions.widen(right, type))",
                "Expressions.widen(Expressions.mul(left, right), type)")),
        lowering(
            "table-entry",
            "a table is read one entry off",
            in(ops, "Index.of(-storage.min())", "Index.of(-storage.min() - 1)")));
  }

  private static List<FaultClass> edges() {
    return List.of(
        lowering(
            "block-edge",
            "the last element of a ragged block is left out",
            in(
                "Nest",
                "Index.of(extent).minus(start)",
                "Index.of(extent).minus(start).minus(Index.of(1))")),
        lowering(
            "ragged-block",
            "the last block is left out where it is ragged",
            in("Nest", "extent.plus(Dim.of(size - 1)).floorDiv(size)", "extent.floorDiv(size)")),
        lowering(
            "view-stride",
            "a view forgets its stride",
            in(
                "Access",
                "at.get(term.position()).times(Dim.of(term.coefficient()))",
                "at.get(term.position())")),
        lowering(
            "padding-bound",
            "a bound of padding is off by one, or not looked at",
            in("Access", "if (!neverNegative)", "if (false)"),
            in("Access", "room.fixed() < 0", "room.fixed() < -1"),
            in("Access", "Index.of(extent.minus(Dim.ONE)).minus(index)", "Index.of(extent)")),
        lowering(
            "padding-zero",
            "padding reads 0 instead of the code of zero",
            in("Access", "c.encoding().zeroCode().orElseThrow()", "0")),
        lowering(
            "missed-mask",
            "a mask is not looked at",
            in(
                "PlainContraction",
                "new Expression.Select(elements.at(body, mask, leftAt), next, sum)",
                "next"),
            in(
                "ReduceNest",
                "new Expression.Select(elements.at(body, mask, at), next, accumulator)",
                "next"),
            in(
                "TileElements",
                "new Expression.Select( elements.at(body, mask, at), element,"
                    + " Expressions.i32(digit.center()))",
                "element")),
        lowering(
            "leading-one",
            "the leading one of 0 is not what it is said to be",
            in(
                "ElementwiseOps",
                "Expressions.max(x, Expressions.integer(type, 1))",
                "Expressions.max(x, Expressions.integer(type, 2))")));
  }

  private static List<FaultClass> floats() {
    return List.of(
        lowering(
            "sum-order",
            "lanes are joined in another order",
            in(
                "Lanes",
                "values.get(lane), values.get(lane + half)",
                "values.get(2 * lane), values.get(2 * lane + 1)"),
            in("ReduceNest", "&& reduce.order() != Order.SERIAL", "")),
        lowering(
            "lost-fma",
            "a product is rounded before it is added",
            in(
                "PlainContraction",
                "new Expression.Fma(left, right, sum)",
                "Expressions.add(Expressions.mul(left, right), sum)"),
            in(
                "FloatExpansion",
                "sum = fma(sum, x, f32(coefficient))",
                "sum = add(mul(sum, x), f32(coefficient))")),
        lowering(
            "long-sum",
            "a sum of more than one block is taken as one",
            in("ReduceNest", "> Order.BLOCK", "> 2 * Order.BLOCK")),
        lowering(
            "canonical-nan",
            "NaN is stored as it comes",
            in(
                "Elements",
                "new Expression.Unary(Expression.UnaryKind.CANONICAL_NAN, element)",
                "element")),
        lowering(
            "signed-zero",
            "a sum starts at -0",
            in("ReduceNest", "floats ? Expressions.f32(0)", "floats ? Expressions.f32(-0f)"),
            in(
                "PlainContraction",
                "type == RegisterType.F32 ? Expressions.f32(0)",
                "type == RegisterType.F32 ? Expressions.f32(-0f)")),
        lowering(
            "maximum-of-nothing",
            "a maximum starts at the largest number instead of infinity",
            in("ReduceNest", "Float.NEGATIVE_INFINITY", "-Float.MAX_VALUE"),
            in("ReduceNest", "Float.POSITIVE_INFINITY", "Float.MAX_VALUE")));
  }

  private static List<FaultClass> tiles() {
    return List.of(
        placing(
            "missed-row-sum",
            "the zero point of a digit of the columns is left out",
            in("TileContraction", "column.center() != 0", "column.center() > 0")),
        placing(
            "digit-shift",
            "a digit counts as one of a lower place",
            in("TileContraction", "row.shift() + column.shift()", "row.shift()"),
            in("TileContraction", "row.shift() + column.shift()", "column.shift()")),
        placing(
            "digit-carry",
            "the high digit of a negative number misses its borrow",
            in(
                "Digit",
                "number >> shift & LOW : number >> shift",
                "number >> shift & LOW : number / (1L << shift)")),
        placing(
            "swapped-nibbles",
            "two weights of a byte change places",
            in("WeightPacker", "high ? 4 : 0", "high ? 0 : 4")),
        placing(
            "weight-column",
            "columns beyond a ragged panel count as real ones",
            in("WeightMatrix", "inside >= lastColumns", "inside > lastColumns")));
  }

  private static List<FaultClass> memory() {
    return List.of(
        placing(
            "aliased-buffers",
            "memory is given to another value while it is still read",
            in("WorkspacePlanner", "busyUntil.get(slot) < first", "busyUntil.get(slot) <= first"),
            in("WorkspacePlanner", "Math.max(last, other.last)", "Math.min(last, other.last)")),
        placing(
            "loop-lifetime",
            "what a loop needs in every iteration is given away in the first",
            in("WorkspacePlanner", "meets && !inside ?", "meets && false ?")),
        placing(
            "lost-carry",
            "the next value of a carried one is not copied over",
            in("ScanLowering", "if (!next.equals(result(i)))", "if (false)")),
        placing(
            "uniform-constant",
            "a constant with equal first elements counts as all equal",
            in(
                "ConstantFolder",
                "i < data.length; i++",
                "i < Math.min(data.length, 2 * width); i++")));
  }

  private static List<FaultClass> fusion() {
    return List.of(
        fusing(
            "row-of-block",
            "the last row of a ragged block of rows is left out",
            fuse(
                "Header",
                "Index.of(own.extent()).minus(first)",
                "Index.of(own.extent()).minus(first).minus(Index.of(1))")),
        fusing(
            "cell-size",
            "what one iteration keeps in scratch is one element too small",
            fuse("Cells", "most + 1", "most")),
        fusing(
            "cell-origin",
            "addresses in scratch keep their place in the whole buffer",
            fuse("Rewriter", "index.minus(target.origin())", "index")),
        fusing(
            "lost-dependence",
            "a stage moves before one that it depends on",
            fuse("Trial", "if (program.conflict(stage, after))", "if (false)")),
        fusing(
            "shared-rows",
            "iterations that touch each other's rows count as apart",
            fuse("Group", ".allMatch(b -> cell(b, part).isPresent())", ".allMatch(b -> true)")));
  }
}
