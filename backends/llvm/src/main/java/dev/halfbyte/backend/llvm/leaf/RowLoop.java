package dev.halfbyte.backend.llvm.leaf;

import dev.halfbyte.backend.llvm.text.FunctionText;
import java.util.function.Consumer;

/// A loop over blocks of rows.
final class RowLoop {
  private RowLoop() {}

  /// Writes `block` for the first row of each, from row `first` on, while `rows` of `%rows` are
  /// left; gives the first row left over.
  static String write(FunctionText text, String first, int rows, Consumer<String> block) {
    return write(text, "rows" + rows, first, rows, "%rows", block);
  }

  /// The same over blocks of another extent; `block` may hold loops of its own.
  static String write(
      FunctionText text,
      String label,
      String first,
      int rows,
      String extent,
      Consumer<String> block) {
    String head = text.label(label);
    String body = head + ".body";
    String exit = head + ".exit";
    String row = text.uniqueName("row");
    String next = text.uniqueName("row");
    String before = text.block();
    text.jumpTo(head);
    // The block that jumps back is the last one of the body.
    String latch = head + ".next";
    text.line("%s = phi i64 [ %s, %%%s ], [ %s, %%%s ]".formatted(row, first, before, next, latch));
    text.line("%s = add nuw nsw i64 %s, %d".formatted(next, row, rows));
    text.branch(text.value("icmp sle i64 %s, %s", next, extent), body, exit);
    text.start(body);
    block.accept(row);
    text.jumpTo(latch);
    text.line("br label %" + head);
    text.start(exit);
    return row;
  }
}
