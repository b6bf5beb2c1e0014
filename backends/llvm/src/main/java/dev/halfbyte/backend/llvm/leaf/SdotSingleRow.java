package dev.halfbyte.backend.llvm.leaf;

import dev.halfbyte.backend.llvm.text.FunctionText;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/// One row with `sdot`. Packed weights serve as they are, as `16 * high + low + 8`, and masked, as
/// `low + 8`: one instruction unpacks 32 weights. The sum of the row takes the 8 out again. Weights
/// of two bits are masked three times ([TwoBits#nested]).
///
/// Sums of whole bytes are at most `128 * 128` a product: exact where [LeafKind#deep] is not said.
record SdotSingleRow(LeafKind kind) implements SingleRow {
  /// Steps at a time, each with sums of its own: as many as activations are loaded together.
  private static final int STEPS = 4;

  private static final int MOST_COLUMNS = 16;
  private static final int VECTOR_BYTES = SdotDot.VECTOR_BYTES;

  @Override
  public int groups() {
    return kind.tile().columns() / width();
  }

  private int width() {
    return Math.min(kind.tile().columns(), MOST_COLUMNS);
  }

  /// Vectors of a group in memory, of one step.
  private int vectors() {
    return width() * kind.stepBytes() / kind.tile().columns() / VECTOR_BYTES;
  }

  private int sums() {
    return kind.format().together() * vectors();
  }

  @Override
  public List<Integer> columns(int group) {
    int lanes = VECTOR_BYTES / kind.tile().depth();
    List<Integer> columns = new ArrayList<>();
    for (int v = group * vectors(); v < (group + 1) * vectors(); v++) {
      columns.addAll(NeonBytes.columns(kind, v * lanes));
    }
    return columns;
  }

  @Override
  public List<String> write(FunctionText text, String activations, int group, DepthRange range) {
    CountedLoop.Carried zero = new CountedLoop.Carried(SdotDot.SUM, "zeroinitializer");
    int step = kind.tile().depth();
    CountedLoop.End many =
        CountedLoop.write(
            text,
            range.begin(),
            STEPS * step,
            range.end(),
            Collections.nCopies(STEPS * sums() + 1, zero),
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
  private List<CountedLoop.Carried> joined(FunctionText text, List<CountedLoop.Carried> carried) {
    List<CountedLoop.Carried> joined = new ArrayList<>();
    for (int i = 0; i < sums(); i++) {
      String sum = carried.get(i).value();
      for (int s = 1; s < STEPS; s++) {
        String more = carried.get(s * sums() + i).value();
        sum = text.value("add <4 x i32> %s, %s", sum, more);
      }
      joined.add(new CountedLoop.Carried(SdotDot.SUM, sum));
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
    String bytes = VectorText.load(text, row, VECTOR_BYTES);
    for (int s = 0; s < STEPS; s++) {
      String four = SdotDot.repeated(text, bytes, s);
      products(text, weights(text, depth, s, group), four, s * sums(), now, next);
    }
    rowSum(text, bytes, now, next);
  }

  private void last(
      FunctionText text,
      String activations,
      int group,
      String depth,
      List<String> now,
      List<String> next) {
    String row = text.value("getelementptr inbounds i8, ptr %s, i64 %s", activations, depth);
    String quad = text.value("load i32, ptr %s, align 1", row);
    String alone = text.value("insertelement <4 x i32> zeroinitializer, i32 %s, i64 0", quad);
    String bytes = text.value("bitcast <4 x i32> %s to <16 x i8>", alone);
    String four = SdotDot.repeated(text, bytes, 0);
    products(text, weights(text, depth, 0, group), four, 0, now, next);
    rowSum(text, bytes, now, next);
  }

  /// Operands of one step, as many as there are sums.
  private List<String> weights(FunctionText text, String depth, int step, int group) {
    String offset =
        text.value("mul nuw nsw i64 %s, %d", depth, kind.stepBytes() / kind.tile().depth());
    String base = text.value("getelementptr inbounds i8, ptr %%weights, i64 %s", offset);
    List<String> operands = new ArrayList<>();
    for (int v = group * vectors(); v < (group + 1) * vectors(); v++) {
      long at = (long) step * kind.stepBytes() + v * VECTOR_BYTES;
      String bytes = VectorText.load(text, VectorText.advance(text, base, at), VECTOR_BYTES);
      switch (kind.format()) {
        case STEPS_S2, COLUMNS_S2 -> operands.addAll(TwoBits.nested(text, bytes, VECTOR_BYTES));
        case STEPS_S4, COLUMNS_S4 ->
            operands.addAll(List.of(Nibbles.raised(text, bytes, VECTOR_BYTES), bytes));
        case STEPS_S8, COLUMNS_S8 -> operands.add(bytes);
      }
    }
    return operands;
  }

  private static void products(
      FunctionText text,
      List<String> weights,
      String activations,
      int first,
      List<String> now,
      List<String> next) {
    for (int i = 0; i < weights.size(); i++) {
      SdotDot.sdot(text, next.get(first + i), now.get(first + i), weights.get(i), activations);
    }
  }

  private void rowSum(FunctionText text, String bytes, List<String> now, List<String> next) {
    if (kind.isPacked()) {
      SdotDot.sdot(text, next.getLast(), now.getLast(), bytes, "splat (i8 1)");
    } else {
      text.define(next.getLast(), "or <4 x i32> %s, zeroinitializer", now.getLast());
    }
  }

  /// @param sums of the operands, then of the row
  private List<String> results(FunctionText text, List<String> sums) {
    if (!kind.isPacked()) {
      return sums.subList(0, sums());
    }
    String row = text.call("i32", "llvm.vector.reduce.add.v4i32", "<4 x i32> " + sums.getLast());
    if (kind.isTwoBits()) {
      String twice = VectorText.splat(text, "i32", text.value("shl i32 %s, 1", row), 4);
      return IntStream.range(0, vectors())
          .mapToObj(v -> sums.subList(v * TwoBits.FIELDS, (v + 1) * TwoBits.FIELDS))
          .flatMap(s -> TwoBits.unnested(text, SdotDot.SUM, s, twice).stream())
          .toList();
    }
    String eight = text.value("shl i32 %s, 3", row);
    String everywhere = VectorText.splat(text, "i32", eight, 4);
    return IntStream.range(0, sums())
        .mapToObj(i ->
            i % 2 == 0
                ? text.value("sub <4 x i32> %s, %s", sums.get(i), everywhere)
                : Nibbles.unscale(
                    text,
                    SdotDot.SUM,
                    text.value("sub <4 x i32> %s, %s", sums.get(i), sums.get(i - 1))))
        .toList();
  }
}
