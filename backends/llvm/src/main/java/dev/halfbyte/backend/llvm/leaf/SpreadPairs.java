package dev.halfbyte.backend.llvm.leaf;

import dev.halfbyte.backend.llvm.text.FunctionText;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/// AArch64 with the matrix extension: `smmla` multiplies two rows by two columns, eight depths
/// each, and adds the four sums s8 x s8 to the lanes of a vector.
///
/// The panel lies as `[K/8][NR/2][2][8]`, one vector for two columns. Rows are brought side by side
/// as they are loaded, once for all columns of a group.
record SpreadPairs(LeafKind kind) implements Spread {
  private static final int VECTOR_BYTES = 16;
  private static final int MOST_COLUMNS = 16;
  private static final String SUM = "<4 x i32>";

  /// From two vectors of four columns, four depths a lane, to two vectors of two columns.
  private static final List<String> SIDE_BY_SIDE =
      List.of("<i32 0, i32 4, i32 1, i32 5>", "<i32 2, i32 6, i32 3, i32 7>");

  @Override
  public List<Integer> rowBlocks() {
    return List.of(4, 2, 1);
  }

  @Override
  public int groups() {
    return kind.tile().columns() / width();
  }

  private int width() {
    return Math.min(kind.tile().columns(), MOST_COLUMNS);
  }

  @Override
  public List<Integer> columns(int group) {
    return IntStream.range(0, width() / 4).mapToObj(v -> group * width() + 4 * v).toList();
  }

  @Override
  public void fill(FunctionText text, String target) {
    int step = kind.tile().depth();
    CountedLoop.End end =
        CountedLoop.write(
            text,
            "0",
            DEPTH,
            List.of(),
            (depth, now, next) -> {
              List<String> first = columnsOf(text, depth, 0);
              fill(text, target, depth, first, columnsOf(text, depth, 1));
            });
    CountedLoop.write(
        text,
        end.depth(),
        step,
        List.of(),
        (depth, now, next) -> {
          List<String> first = columnsOf(text, depth, 0);
          fill(text, target, depth, first, Collections.nCopies(first.size(), "zeroinitializer"));
        });
  }

  /// Weights of a step, four columns a vector.
  private List<String> columnsOf(FunctionText text, String depth, int step) {
    int bytes = kind.stepBytes();
    String offset = text.value("mul nuw nsw i64 %s, %d", depth, bytes / kind.tile().depth());
    String base = text.value("getelementptr inbounds i8, ptr %%weights, i64 %s", offset);
    List<List<String>> fields = new ArrayList<>();
    for (int field = 0; field < kind.format().together(); field++) {
      fields.add(new ArrayList<>());
    }
    for (int at = 0; at < bytes; at += VECTOR_BYTES) {
      String address = VectorText.advance(text, base, (long) step * bytes + at);
      String vector = VectorText.load(text, address, VECTOR_BYTES);
      List<String> weights = NeonBytes.weights(text, kind, vector);
      for (int field = 0; field < fields.size(); field++) {
        fields.get(field).add(weights.get(field));
      }
    }
    return fields.stream()
        .flatMap(List::stream)
        .map(v -> text.value("bitcast <16 x i8> %s to <4 x i32>", v))
        .toList();
  }

  private void fill(
      FunctionText text, String target, String depth, List<String> first, List<String> second) {
    String base = place(text, target, depth);
    for (int v = 0; v < first.size(); v++) {
      for (int half = 0; half < 2; half++) {
        String pair =
            text.value(
                "shufflevector <4 x i32> %s, <4 x i32> %s, <4 x i32> %s",
                first.get(v), second.get(v), SIDE_BY_SIDE.get(half));
        String bytes = text.value("bitcast <4 x i32> %s to <16 x i8>", pair);
        String address = VectorText.advance(text, base, (2L * v + half) * VECTOR_BYTES);
        VectorText.store(text, bytes, address, VECTOR_BYTES);
      }
    }
  }

  /// Where the vectors of depth `depth`, a multiple of eight, begin.
  private String place(FunctionText text, String panel, String depth) {
    String offset = text.value("mul nuw nsw i64 %s, %d", depth, kind.tile().columns());
    return text.value("getelementptr inbounds i8, ptr %s, i64 %s", panel, offset);
  }

  @Override
  public List<List<String>> write(
      FunctionText text, List<String> rows, String panel, int group, DepthRange range) {
    int pairs = (rows.size() + 1) / 2;
    CountedLoop.Carried zero = new CountedLoop.Carried(SUM, "zeroinitializer");
    CountedLoop.End end =
        new CountedLoop.End(range.begin(), Collections.nCopies(pairs * width() / 2, zero));
    for (int depths : List.of(2 * DEPTH, DEPTH, kind.tile().depth())) {
      end =
          CountedLoop.write(
              text,
              end.depth(),
              depths,
              range.end(),
              end.carried(),
              (depth, now, next) -> products(text, rows, panel, group, depths, depth, now, next));
    }
    List<String> sums = end.carried().stream().map(CountedLoop.Carried::value).toList();
    return IntStream.range(0, rows.size()).mapToObj(r -> results(text, sums, r)).toList();
  }

  private void products(
      FunctionText text,
      List<String> rows,
      String panel,
      int group,
      int depths,
      String depth,
      List<String> now,
      List<String> next) {
    List<String> loaded = rows.stream().map(row -> activations(text, row, depth, depths)).toList();
    String base = place(text, panel, depth);
    int columns = width() / 2;
    List<String> sums = now;
    for (int begin = 0; begin < depths; begin += DEPTH) {
      boolean last = begin + DEPTH >= depths;
      List<String> after = last ? next : sums.stream().map(_ -> text.uniqueName("sum")).toList();
      List<String> pairs = pairs(text, loaded, begin / DEPTH);
      for (int c = 0; c < columns; c++) {
        long at = (long) begin * kind.tile().columns() + (group * columns + c) * VECTOR_BYTES;
        String weights = VectorText.load(text, VectorText.advance(text, base, at), VECTOR_BYTES);
        for (int p = 0; p < pairs.size(); p++) {
          int i = p * columns + c;
          text.callInto(
              after.get(i),
              SUM,
              "llvm.aarch64.neon.smmla.v4i32.v16i8",
              SUM + " " + sums.get(i),
              "<16 x i8> " + pairs.get(p),
              "<16 x i8> " + weights);
        }
      }
      sums = after;
    }
  }

  /// `depths` bytes of a row as two words of eight, zeros behind them.
  private static String activations(FunctionText text, String row, String depth, int depths) {
    String pointer = text.value("getelementptr inbounds i8, ptr %s, i64 %s", row, depth);
    if (depths == 2 * DEPTH) {
      return text.value("load <2 x i64>, ptr %s, align 1", pointer);
    }
    String bits = text.value("load i%d, ptr %s, align 1", Byte.SIZE * depths, pointer);
    String word =
        depths == DEPTH ? bits : text.value("zext i%d %s to i64", Byte.SIZE * depths, bits);
    return text.value("insertelement <2 x i64> zeroinitializer, i64 %s, i64 0", word);
  }

  /// Word `word` of two rows side by side; a last row alone stands twice.
  private static List<String> pairs(FunctionText text, List<String> rows, int word) {
    List<String> pairs = new ArrayList<>();
    for (int r = 0; r < rows.size(); r += 2) {
      String second = rows.get(Math.min(r + 1, rows.size() - 1));
      String both =
          text.value(
              "shufflevector <2 x i64> %s, <2 x i64> %s, <2 x i32> <i32 %d, i32 %d>",
              rows.get(r), second, word, word + 2);
      pairs.add(text.value("bitcast <2 x i64> %s to <16 x i8>", both));
    }
    return pairs;
  }

  private List<String> results(FunctionText text, List<String> sums, int row) {
    int columns = width() / 2;
    int first = row / 2 * columns;
    String mask = row % 2 == 0 ? "<i32 0, i32 1, i32 4, i32 5>" : "<i32 2, i32 3, i32 6, i32 7>";
    return IntStream.range(0, columns / 2)
        .mapToObj(v ->
            text.value(
                "shufflevector <4 x i32> %s, <4 x i32> %s, <4 x i32> %s",
                sums.get(first + 2 * v), sums.get(first + 2 * v + 1), mask))
        .toList();
  }
}
