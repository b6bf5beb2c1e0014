package dev.halfbyte.backend.llvm.leaf;

import dev.halfbyte.backend.llvm.text.FunctionText;
import dev.halfbyte.backend.llvm.toolchain.IsaFamily;
import dev.halfbyte.backend.llvm.toolchain.IsaVariant;
import dev.halfbyte.loop.MemoryType;
import dev.halfbyte.source.CompilerBug;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;

/// Writes the function of a leaf: blocks of rows, groups of columns, and one loop over the depth
/// with all accumulators in registers.
public final class LeafEmitter {
  private final LeafKind kind;
  private final DotProduct dot;
  private final FunctionText text;

  private LeafEmitter(LeafKind kind, DotProduct dot, FunctionText text) {
    this.kind = kind;
    this.dot = dot;
    this.text = text;
  }

  /// The definition of function `name`, for calls by [LeafCall].
  ///
  /// @param attributes of the function, e.g. `#1`
  /// @param declarations gets the intrinsics used
  public static String emit(
      String name,
      LeafKind kind,
      IsaVariant variant,
      String attributes,
      SortedSet<String> declarations) {
    String signature =
        "define internal void @%s(%s) %s".formatted(name, LeafCall.PARAMETERS, attributes);
    FunctionText text = new FunctionText(signature, declarations);
    new LeafEmitter(kind, dotProduct(kind, variant), text).write();
    return text.finish();
  }

  private static DotProduct dotProduct(LeafKind kind, IsaVariant variant) {
    MemoryType expected = variant.family() == IsaFamily.X86_64 ? MemoryType.U8 : MemoryType.I8;
    if (kind.activations() != expected || !kind.isSteps()) {
      throw new CompilerBug("no leaf for " + kind + " on " + variant.fullName());
    }
    return switch (variant) {
      case AVX2 -> kind.isPacked() ? new Avx2NibbleDot(kind) : new Avx2ByteDot(kind);
      case AVX512_VNNI -> new VnniDot(kind);
      case NEON -> new NeonDot(kind);
      case DOTPROD -> new SdotDot(kind);
    };
  }

  private void write() {
    String row = "0";
    for (int rows : dot.rowBlocks()) {
      row = rowLoop(row, rows);
    }
    text.line("ret void");
  }

  /// Computes blocks of `rows` rows while as many are left; gives the first row left over.
  private String rowLoop(String first, int rows) {
    String head = text.label("rows" + rows);
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
    text.branch(text.value("icmp sle i64 %s, %%rows", next), body, exit);
    text.start(body);
    List<String> pointers = rowPointers(row, rows);
    for (int group = 0; group < dot.groups(); group++) {
      column(row, pointers, group);
    }
    text.jumpTo(latch);
    text.line("br label %" + head);
    text.start(exit);
    return row;
  }

  private List<String> rowPointers(String row, int rows) {
    List<String> pointers = new ArrayList<>();
    String offset = text.value("mul i64 %s, %%pitch", row);
    for (int r = 0; r < rows; r++) {
      pointers.add(text.value("getelementptr inbounds i8, ptr %%activations, i64 %s", offset));
      offset = text.value("add i64 %s, %%pitch", offset);
    }
    return pointers;
  }

  private void column(String row, List<String> pointers, int group) {
    Optional<SingleRow> single = pointers.size() == 1 ? dot.singleRow() : Optional.empty();
    if (single.isPresent()) {
      store(row, 0, group, single.get().write(text, pointers.getFirst(), group));
      return;
    }
    List<List<String>> sums = new DepthLoop(kind, dot, text, pointers, group).write();
    for (int r = 0; r < pointers.size(); r++) {
      store(row, r, group, dot.results(text, sums.get(r)));
    }
  }

  private void store(String row, int extra, int group, List<String> results) {
    for (int v = 0; v < results.size(); v++) {
      store(row, extra, dot.columns(group).get(v), results.get(v));
    }
  }

  private void store(String row, int extra, int column, String result) {
    String initialAt = text.value("getelementptr inbounds i32, ptr %%initial, i64 %d", column);
    String initial = text.value("load %s, ptr %s, align 4", dot.vector(), initialAt);
    String sum = text.value("add %s %s, %s", dot.vector(), result, initial);
    String line = text.value("mul nuw nsw i64 %s, %d", row, kind.tile().columns());
    String at = text.value("add nuw nsw i64 %s, %d", line, extra * kind.tile().columns() + column);
    String address = text.value("getelementptr inbounds i32, ptr %%output, i64 %s", at);
    text.line("store %s %s, ptr %s, align 4".formatted(dot.vector(), sum, address));
  }
}
