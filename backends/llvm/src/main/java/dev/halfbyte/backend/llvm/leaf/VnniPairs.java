package dev.halfbyte.backend.llvm.leaf;

import dev.halfbyte.backend.llvm.text.FunctionText;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// Pairs with `vpdpbusd`; packed weights as in [VnniSingleRow], by their bytes as they are and by
/// their low nibbles, and by the sum of the row.
record VnniPairs(LeafKind kind) implements PairDot {
  private static final int VECTOR_BYTES = 64;
  private static final int QUADS = PAIRS / 2;
  private static final String SUM = "<16 x i32>";
  private static final String ROW_SUM = "<" + QUADS + " x i32>";

  @Override
  public int vectorBytes() {
    return VECTOR_BYTES;
  }

  /// Sums of four pairs each, so that they do not wait for each other.
  private int sums() {
    return kind.isPacked() ? 4 : 2;
  }

  @Override
  public List<CountedLoop.Carried> start() {
    List<CountedLoop.Carried> start =
        new ArrayList<>(
            Collections.nCopies(QUADS * sums(), new CountedLoop.Carried(SUM, "zeroinitializer")));
    start.add(new CountedLoop.Carried(ROW_SUM, "zeroinitializer"));
    return start;
  }

  @Override
  public void write(
      FunctionText text,
      List<String> pairs,
      String activations,
      List<String> now,
      List<String> next) {
    for (int q = 0; q < QUADS; q++) {
      Halves halves =
          PairDot.interleaved(text, pairs.get(2 * q), pairs.get(2 * q + 1), VECTOR_BYTES);
      String quad = VectorText.advance(text, activations, (long) Integer.BYTES * q);
      String repeated = VectorText.broadcastQuad(text, quad, VECTOR_BYTES / Integer.BYTES);
      int at = q * sums();
      for (String bytes : List.of(halves.lower(), halves.upper())) {
        dot(text, next.get(at), now.get(at), repeated, bytes);
        at++;
        if (kind.isPacked()) {
          String low = Nibbles.raised(text, bytes, VECTOR_BYTES);
          dot(text, next.get(at), now.get(at), repeated, low);
          at++;
        }
      }
    }
    if (kind.isPacked()) {
      String row = text.value("load %s, ptr %s, align 1", ROW_SUM, activations);
      text.callInto(
          next.getLast(),
          ROW_SUM,
          "llvm.x86.avx512.vpdpbusd.128",
          ROW_SUM + " " + now.getLast(),
          ROW_SUM + " " + row,
          ROW_SUM + " splat (i32 " + 0x01010101 + ")");
    } else {
      text.define(next.getLast(), "or %s %s, zeroinitializer", ROW_SUM, now.getLast());
    }
  }

  private static void dot(
      FunctionText text, String result, String sum, String activations, String weights) {
    String lanes = text.value("bitcast <64 x i8> %s to %s", weights, SUM);
    text.callInto(
        result,
        SUM,
        "llvm.x86.avx512.vpdpbusd.512",
        SUM + " " + sum,
        SUM + " " + activations,
        SUM + " " + lanes);
  }

  @Override
  public List<Halves> results(FunctionText text, List<String> carried) {
    List<String> sums = new ArrayList<>(carried.subList(0, sums()));
    for (int i = sums(); i < QUADS * sums(); i++) {
      String more = carried.get(i);
      sums.set(i % sums(), text.value("add %s %s, %s", SUM, sums.get(i % sums()), more));
    }
    if (!kind.isPacked()) {
      return List.of(new Halves(sums.get(0), sums.get(1)));
    }
    String row =
        text.call("i32", "llvm.vector.reduce.add.v4i32", ROW_SUM + " " + carried.getLast());
    String eight = text.value("shl i32 %s, 3", row);
    String everywhere = VectorText.splat(text, "i32", eight, VECTOR_BYTES / Integer.BYTES);
    return List.of(
        new Halves(low(text, sums.get(1), everywhere), low(text, sums.get(3), everywhere)),
        new Halves(high(text, sums.get(0), sums.get(1)), high(text, sums.get(2), sums.get(3))));
  }

  private static String low(FunctionText text, String raised, String eight) {
    return text.value("sub %s %s, %s", SUM, raised, eight);
  }

  private static String high(FunctionText text, String whole, String raised) {
    String sixteen = text.value("sub %s %s, %s", SUM, whole, raised);
    return Nibbles.unscale(text, SUM, sixteen);
  }
}
