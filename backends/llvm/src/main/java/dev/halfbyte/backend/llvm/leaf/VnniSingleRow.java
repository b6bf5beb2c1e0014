package dev.halfbyte.backend.llvm.leaf;

import dev.halfbyte.backend.llvm.text.FunctionText;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// One row with `vpdpbusd` and packed weights: the bytes as they are give `16 * high + low + 8`,
/// and masked `low + 8`, so that unpacking is one instruction for 128 weights. The sum of the row
/// takes the 8 out again.
///
/// Sums of whole bytes are at most `255 * 128` a product: exact where [LeafKind#deep] is not said.
record VnniSingleRow(LeafKind kind) implements SingleRow {
  private static final int VECTOR_BYTES = 64;

  /// Steps at a time, each with sums of its own: what hides the latency, and keeps enough loads
  /// under way. Prefetching was slower.
  private static final int STEPS = 8;

  private static final String SUM = "<16 x i32>";
  private static final String ROW_SUM = "<" + STEPS + " x i32>";

  @Override
  public int groups() {
    return new VnniDot(kind).groups();
  }

  @Override
  public List<Integer> columns(int group) {
    return new VnniDot(kind).columns(group);
  }

  @Override
  public List<String> write(FunctionText text, String activations, int group, DepthRange range) {
    List<CountedLoop.Carried> sums =
        new ArrayList<>(
            Collections.nCopies(2 * STEPS, new CountedLoop.Carried(SUM, "zeroinitializer")));
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
    List<CountedLoop.Carried> joined =
        List.of(chain(text, many, 0), chain(text, many, 1), many.carried().getLast());
    CountedLoop.End end =
        CountedLoop.write(
            text,
            many.depth(),
            step,
            range.end(),
            joined,
            (depth, now, next) -> last(text, activations, group, depth, now, next));
    return results(text, end.carried().stream().map(CountedLoop.Carried::value).toList());
  }

  /// Four activations in the first lane.
  private static String quad(FunctionText text, String pointer) {
    String four = text.value("load i32, ptr %s, align 1", pointer);
    return text.value("insertelement %s zeroinitializer, i32 %s, i64 0", ROW_SUM, four);
  }

  /// Adds up the chains of whole bytes (0) or low nibbles (1).
  private static CountedLoop.Carried chain(FunctionText text, CountedLoop.End end, int which) {
    String sum = end.carried().get(which).value();
    for (int s = 1; s < STEPS; s++) {
      sum = text.value("add %s %s, %s", SUM, sum, end.carried().get(2 * s + which).value());
    }
    return new CountedLoop.Carried(SUM, sum);
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
      String weights = weights(text, depth, (long) s * kind.stepBytes() + group * VECTOR_BYTES);
      String quad = VectorText.advance(text, row, (long) s * kind.tile().depth());
      products(text, now, next, 2 * s, quad, weights);
    }
    String bytes = text.value("load <%d x i32>, ptr %s, align 1", STEPS, row);
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
    products(text, now, next, 0, row, weights(text, depth, (long) group * VECTOR_BYTES));
    rowSum(text, next.getLast(), now.getLast(), quad(text, row));
  }

  private String weights(FunctionText text, String depth, long at) {
    int bytesPerDepth = kind.stepBytes() / kind.tile().depth();
    String offset = text.value("mul nuw nsw i64 %s, %d", depth, bytesPerDepth);
    String base = text.value("getelementptr inbounds i8, ptr %%weights, i64 %s", offset);
    return VectorText.advance(text, base, at);
  }

  /// Adds to the sums `first` of whole bytes and `first + 1` of low nibbles.
  private static void products(
      FunctionText text,
      List<String> now,
      List<String> next,
      int first,
      String quad,
      String weights) {
    String packed = VectorText.load(text, weights, VECTOR_BYTES);
    String low = Nibbles.raised(text, packed, VECTOR_BYTES);
    String repeated = VectorText.broadcastQuad(text, quad, 16);
    dot(text, next.get(first), now.get(first), repeated, packed);
    dot(text, next.get(first + 1), now.get(first + 1), repeated, low);
  }

  private static void dot(
      FunctionText text, String result, String sum, String activations, String weights) {
    String lanes = text.value("bitcast <64 x i8> %s to <16 x i32>", weights);
    text.callInto(
        result,
        SUM,
        "llvm.x86.avx512.vpdpbusd.512",
        SUM + " " + sum,
        SUM + " " + activations,
        SUM + " " + lanes);
  }

  private static void rowSum(FunctionText text, String result, String sum, String bytes) {
    text.callInto(
        result,
        ROW_SUM,
        "llvm.x86.avx512.vpdpbusd.256",
        ROW_SUM + " " + sum,
        ROW_SUM + " " + bytes,
        ROW_SUM + " splat (i32 " + 0x01010101 + ")");
  }

  /// @param sums of whole bytes, of low nibbles, of the row
  private static List<String> results(FunctionText text, List<String> sums) {
    String row = text.call("i32", "llvm.vector.reduce.add.v8i32", ROW_SUM + " " + sums.get(2));
    String eight = text.value("shl i32 %s, 3", row);
    String everywhere = VectorText.splat(text, "i32", eight, 16);
    String low = text.value("sub %s %s, %s", SUM, sums.get(1), everywhere);
    String sixteen = text.value("sub %s %s, %s", SUM, sums.get(0), sums.get(1));
    return List.of(low, text.value("ashr exact %s %s, splat (i32 4)", SUM, sixteen));
  }
}
