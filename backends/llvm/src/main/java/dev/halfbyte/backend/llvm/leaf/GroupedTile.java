package dev.halfbyte.backend.llvm.leaf;

import dev.halfbyte.backend.llvm.text.FunctionText;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/// A loop over the groups of the depth: their sums are made in registers, multiplied there and
/// added up in the output, which lies in the first level of a cache.
///
/// @param vector type of a result, `lanes` of 32 bits
record GroupedTile(LeafKind kind, FunctionText text, String vector, int lanes) {
  /// Writes the totals of `rows` rows from `row` on.
  ///
  /// @param columns first column of each result vector
  /// @param products writes the sums over a range of the depth: the result vectors of each row
  void write(
      String row,
      int rows,
      List<Integer> columns,
      Function<DepthRange, List<List<String>>> products) {
    List<List<String>> places = new ArrayList<>();
    for (int r = 0; r < rows; r++) {
      places.add(places(row, r, columns));
    }
    for (int v = 0; v < columns.size(); v++) {
      String at = text.value("getelementptr inbounds i32, ptr %%initial, i64 %d", columns.get(v));
      String initial = text.value("load %s, ptr %s, align 4", vector, at);
      for (List<String> ofRow : places) {
        store(initial, ofRow.get(v));
      }
    }
    RowLoop.write(
        text,
        "groups",
        "0",
        kind.groupDepth(),
        "%depth",
        begin -> group(begin, columns, places, products));
  }

  private void group(
      String begin,
      List<Integer> columns,
      List<List<String>> places,
      Function<DepthRange, List<List<String>>> products) {
    String end = text.value("add nuw nsw i64 %s, %d", begin, kind.groupDepth());
    List<List<String>> sums = products.apply(new DepthRange(begin, end));
    String number = text.value("udiv exact i64 %s, %d", begin, kind.groupDepth());
    String line = text.value("mul nuw nsw i64 %s, %d", number, kind.tile().columns());
    String base = text.value("getelementptr inbounds i8, ptr %%multipliers, i64 %s", line);
    for (int v = 0; v < columns.size(); v++) {
      String bytes =
          text.value(
              "load <%d x i8>, ptr %s, align 1",
              lanes, VectorText.advance(text, base, columns.get(v)));
      String multipliers = text.value("zext <%d x i8> %s to %s", lanes, bytes, vector);
      for (int r = 0; r < places.size(); r++) {
        String place = places.get(r).get(v);
        String product = text.value("mul %s %s, %s", vector, sums.get(r).get(v), multipliers);
        String total = text.value("load %s, ptr %s, align 4", vector, place);
        store(text.value("add %s %s, %s", vector, total, product), place);
      }
    }
  }

  private List<String> places(String row, int extra, List<Integer> columns) {
    String line = text.value("mul nuw nsw i64 %s, %d", row, kind.tile().columns());
    List<String> places = new ArrayList<>();
    for (int column : columns) {
      int more = extra * kind.tile().columns() + column;
      String at = text.value("add nuw nsw i64 %s, %d", line, more);
      places.add(text.value("getelementptr inbounds i32, ptr %%output, i64 %s", at));
    }
    return places;
  }

  private void store(String sums, String place) {
    text.line("store %s %s, ptr %s, align 4".formatted(vector, sums, place));
  }
}
