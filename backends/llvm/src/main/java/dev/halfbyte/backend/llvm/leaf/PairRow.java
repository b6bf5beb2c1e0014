package dev.halfbyte.backend.llvm.leaf;

import dev.halfbyte.backend.llvm.text.FunctionText;
import dev.halfbyte.backend.llvm.toolchain.IsaVariant;
import dev.halfbyte.source.CompilerBug;
import java.util.ArrayList;
import java.util.List;

/// A single row on panels in steps of two ([dev.halfbyte.loop.StepList]): listed pairs, or all of
/// them where too many are listed.
///
/// Pairs, since they are half as wide as what a dot product takes: one more instruction for a
/// vector of weights brings two of them together, which hides behind the products, so that the
/// whole row is taken as fast as from panels in steps of four. Single elements would need three, of
/// which dense rows would take 1.4 times as long; steps of four are seldom empty (.32 of them where
/// .75 of the activations are, and .56 of the pairs).
final class PairRow {
  private final LeafKind kind;
  private final PairDot dot;
  private final FunctionText text;
  private final int most;

  PairRow(LeafKind kind, IsaVariant variant, FunctionText text) {
    this.kind = kind;
    this.text = text;
    this.most = SkipLimits.of(kind, variant);
    this.dot =
        switch (variant) {
          case AVX2 ->
              kind.isPacked()
                  ? new Avx2NibblePairs(new Avx2NibbleDot(kind))
                  : new Avx2BytePairs(new Avx2ByteDot(kind));
          case AVX512_VNNI, AMX, AMX_EMULATED -> new VnniPairs(kind);
          case NEON, DOTPROD, I8MM -> throw new CompilerBug("pairs on " + variant);
        };
  }

  void write() {
    String count = text.value("sext i32 %s to i64", text.value("load i32, ptr %%count, align 4"));
    String dense = text.label("dense");
    String sparse = text.label("sparse");
    SkipLimits.branch(text, count, kind.tile().depth(), most, dense, sparse);
    text.start(dense);
    int elements = PairDot.PAIRS * kind.tile().depth();
    groups(group ->
        CountedLoop.write(
            text,
            "0",
            elements,
            dot.start(),
            (depth, now, next) ->
                dot.write(
                    text, inRow(depth, group), pointer("%activations", depth, 1), now, next)));
    text.line("ret void");
    text.start(sparse);
    String more = text.value("add nuw nsw i64 %s, %d", count, PairDot.PAIRS - 1);
    String entries = text.value("and i64 %s, %d", more, -PairDot.PAIRS);
    groups(group ->
        CountedLoop.write(
            text,
            "0",
            PairDot.PAIRS,
            entries,
            dot.start(),
            (at, now, next) ->
                dot.write(
                    text,
                    listed(at, group),
                    pointer("%values", at, kind.tile().depth()),
                    now,
                    next)));
    text.line("ret void");
  }

  /// The loop over the depth of a group of columns.
  private interface Depth {
    CountedLoop.End write(int group);
  }

  private void groups(Depth depth) {
    int columnsInBytes = dot.vectorBytes() / kind.tile().depth();
    for (int group = 0; group < kind.stepBytes() / dot.vectorBytes(); group++) {
      List<String> carried =
          depth.write(group).carried().stream().map(CountedLoop.Carried::value).toList();
      int column = group * columnsInBytes;
      for (PairDot.Halves halves : dot.results(text, carried)) {
        List<String> sums = dot.inOrder(text, halves);
        store(column, sums.get(0));
        store(column + columnsInBytes / 2, sums.get(1));
        column += kind.tile().columns() / 2;
      }
    }
  }

  /// Pointers to the weights from depth `depth` on.
  private List<String> inRow(String depth, int group) {
    String base = pointer("%weights", depth, kind.stepBytes() / kind.tile().depth());
    List<String> pairs = new ArrayList<>();
    for (int p = 0; p < PairDot.PAIRS; p++) {
      long at = (long) p * kind.stepBytes() + (long) group * dot.vectorBytes();
      pairs.add(VectorText.advance(text, base, at));
    }
    return pairs;
  }

  /// Pointers to the weights of the pairs listed from `at` on.
  private List<String> listed(String at, int group) {
    String list = pointer("%steps", at, Integer.BYTES);
    List<String> pairs = new ArrayList<>();
    for (int p = 0; p < PairDot.PAIRS; p++) {
      String entry = VectorText.advance(text, list, (long) Integer.BYTES * p);
      String wide =
          text.value("zext i32 %s to i64", text.value("load i32, ptr %s, align 4", entry));
      String step = pointer("%weights", wide, kind.stepBytes());
      pairs.add(VectorText.advance(text, step, (long) group * dot.vectorBytes()));
    }
    return pairs;
  }

  private String pointer(String base, String number, int bytes) {
    String distance = bytes == 1 ? number : text.value("mul nuw nsw i64 %s, %d", number, bytes);
    return text.value("getelementptr inbounds i8, ptr %s, i64 %s", base, distance);
  }

  private void store(int column, String sums) {
    String vector = "<%d x i32>".formatted(dot.vectorBytes() / Integer.BYTES);
    String from = text.value("getelementptr inbounds i32, ptr %%initial, i64 %d", column);
    String initial = text.value("load %s, ptr %s, align 4", vector, from);
    String sum = text.value("add %s %s, %s", vector, sums, initial);
    String to = text.value("getelementptr inbounds i32, ptr %%output, i64 %d", column);
    text.line("store %s %s, ptr %s, align 4".formatted(vector, sum, to));
  }
}
