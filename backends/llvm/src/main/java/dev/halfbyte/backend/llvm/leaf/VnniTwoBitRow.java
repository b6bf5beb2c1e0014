package dev.halfbyte.backend.llvm.leaf;

import dev.halfbyte.backend.llvm.text.FunctionText;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// One row with `vpdpbusd` and weights of two bits: the bytes as they are, and their low 6, 4 and 2
/// bits, so that three masks unpack 256 weights. The sum of the row takes the offsets out again.
///
/// Sums of whole bytes are at most `255 * 128` a product: exact where [LeafKind#deep] is not said.
record VnniTwoBitRow(LeafKind kind) implements SingleRow {
  /// Steps at a time, each with sums of its own.
  private static final int STEPS = 4;

  private static final String SUM = "<16 x i32>";
  private static final String ROW_SUM = "<" + STEPS + " x i32>";

  @Override
  public int groups() {
    return new VnniTwoBitDot(kind).groups();
  }

  @Override
  public List<Integer> columns(int group) {
    return new VnniTwoBitDot(kind).columns(group);
  }

  @Override
  public List<String> write(FunctionText text, String activations, int group, DepthRange range) {
    List<CountedLoop.Carried> sums =
        new ArrayList<>(
            Collections.nCopies(
                STEPS * TwoBits.FIELDS, new CountedLoop.Carried(SUM, "zeroinitializer")));
    sums.add(new CountedLoop.Carried(ROW_SUM, "zeroinitializer"));
    int step = kind.tile().depth();
    CountedLoop.End many =
        CountedLoop.write(
            text,
            range.begin(),
            STEPS * step,
            range.end(),
            sums,
            (depth, now, next) -> steps(text, activations, group, depth, now, next));
    CountedLoop.End end =
        CountedLoop.write(
            text,
            many.depth(),
            step,
            range.end(),
            joined(text, many.carried()),
            (depth, now, next) -> last(text, activations, group, depth, now, next));
    return results(text, end.carried().stream().map(CountedLoop.Carried::value).toList());
  }

  /// Adds up the sums of the steps; that of the row stays last.
  private static List<CountedLoop.Carried> joined(
      FunctionText text, List<CountedLoop.Carried> carried) {
    List<CountedLoop.Carried> joined = new ArrayList<>();
    for (int field = 0; field < TwoBits.FIELDS; field++) {
      String sum = carried.get(field).value();
      for (int s = 1; s < STEPS; s++) {
        String more = carried.get(s * TwoBits.FIELDS + field).value();
        sum = text.value("add %s %s, %s", SUM, sum, more);
      }
      joined.add(new CountedLoop.Carried(SUM, sum));
    }
    joined.add(carried.getLast());
    return joined;
  }

  private void steps(
      FunctionText text,
      String activations,
      int group,
      String depth,
      List<String> now,
      List<String> next) {
    String row = text.value("getelementptr inbounds i8, ptr %s, i64 %s", activations, depth);
    for (int s = 0; s < STEPS; s++) {
      String quad = VectorText.advance(text, row, (long) s * kind.tile().depth());
      products(text, weights(text, depth, s, group), quad, s * TwoBits.FIELDS, now, next);
    }
    String bytes = text.value("load %s, ptr %s, align 1", ROW_SUM, row);
    rowSum(text, next.getLast(), now.getLast(), bytes);
  }

  private void last(
      FunctionText text,
      String activations,
      int group,
      String depth,
      List<String> now,
      List<String> next) {
    String row = text.value("getelementptr inbounds i8, ptr %s, i64 %s", activations, depth);
    products(text, weights(text, depth, 0, group), row, 0, now, next);
    String four = text.value("load i32, ptr %s, align 1", row);
    String alone = text.value("insertelement %s zeroinitializer, i32 %s, i64 0", ROW_SUM, four);
    rowSum(text, next.getLast(), now.getLast(), alone);
  }

  private String weights(FunctionText text, String depth, int step, int group) {
    int bytesPerDepth = kind.stepBytes() / kind.tile().depth();
    String offset = text.value("mul nuw nsw i64 %s, %d", depth, bytesPerDepth);
    String base = text.value("getelementptr inbounds i8, ptr %%weights, i64 %s", offset);
    long at = (long) step * kind.stepBytes() + (long) group * VnniTwoBitDot.VECTOR_BYTES;
    return VectorText.load(text, VectorText.advance(text, base, at), VnniTwoBitDot.VECTOR_BYTES);
  }

  /// Adds to the sums of one step, of which `first` is the number of the first.
  private static void products(
      FunctionText text,
      String packed,
      String quad,
      int first,
      List<String> now,
      List<String> next) {
    String repeated = VectorText.broadcastQuad(text, quad, 16);
    List<String> factors = TwoBits.nested(text, packed, VnniTwoBitDot.VECTOR_BYTES);
    for (int i = 0; i < factors.size(); i++) {
      String lanes = text.value("bitcast <64 x i8> %s to <16 x i32>", factors.get(i));
      VnniTwoBitDot.dot(text, next.get(first + i), now.get(first + i), repeated, lanes);
    }
  }

  private static void rowSum(FunctionText text, String result, String sum, String bytes) {
    text.callInto(
        result,
        ROW_SUM,
        "llvm.x86.avx512.vpdpbusd.128",
        ROW_SUM + " " + sum,
        ROW_SUM + " " + bytes,
        ROW_SUM + " splat (i32 " + 0x01010101 + ")");
  }

  /// @param sums of the factors, then of the row
  private static List<String> results(FunctionText text, List<String> sums) {
    String row = text.call("i32", "llvm.vector.reduce.add.v4i32", ROW_SUM + " " + sums.getLast());
    String twice = text.value("shl i32 %s, 1", row);
    return TwoBits.unnested(text, SUM, sums, VectorText.splat(text, "i32", twice, 16));
  }
}
