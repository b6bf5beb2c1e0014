package dev.halfbyte.backend.llvm.leaf;

import dev.halfbyte.backend.llvm.text.FunctionText;
import dev.halfbyte.backend.llvm.toolchain.IsaVariant;
import java.util.List;
import java.util.SortedSet;

/// Writes the function of the table leaf: whole vectors, then what is left under a mask; without
/// masks a last vector that ends with the last byte, and single bytes where there are fewer than a
/// vector holds.
public final class TableLeaf {
  private static final String PARAMETERS =
      "ptr noalias nocapture writeonly %output, ptr noalias nocapture readonly %input, "
          + "ptr noalias nocapture readonly %table, i64 %count";

  private final int entries;
  private final VectorLookup lookup;
  private final FunctionText text;

  private TableLeaf(int entries, VectorLookup lookup, FunctionText text) {
    this.entries = entries;
    this.lookup = lookup;
    this.text = text;
  }

  /// Name of the function of a variant.
  static String name(IsaVariant variant, int entries) {
    return variant.label() + ".table." + entries;
  }

  /// The definition of function `name`.
  ///
  /// @param attributes of the function, e.g. `#1`
  /// @param declarations gets the intrinsics used
  public static String emit(
      String name,
      int entries,
      IsaVariant variant,
      String attributes,
      SortedSet<String> declarations) {
    String signature = "define internal void @%s(%s) %s".formatted(name, PARAMETERS, attributes);
    FunctionText text = new FunctionText(signature, declarations);
    new TableLeaf(entries, VectorLookup.of(variant, entries), text).write();
    return text.finish();
  }

  /// The arguments of a call; pointers point at the first byte.
  public static String arguments(String output, String input, String table, String count) {
    return "ptr %s, ptr %s, ptr %s, i64 %s".formatted(output, input, table, count);
  }

  private void write() {
    List<String> table = lookup.table(text, "%table");
    String rest = loop("0", lookup.bytes(), at -> whole(table, at));
    String done = text.label("done");
    String more = text.label("more");
    text.branch(text.value("icmp eq i64 %s, %%count", rest), done, more);
    text.start(more);
    if (lookup.isMasked()) {
      masked(table, rest);
    } else {
      unmasked(table, done);
    }
    text.jumpTo(done);
    text.line("ret void");
  }

  /// The code of one iteration, for the element number `at`.
  private interface Iteration {
    void write(String at);
  }

  /// Takes `step` at a time from `first` on while as much is left; gives where it ended.
  private String loop(String first, int step, Iteration iteration) {
    String head = text.label("step" + step);
    String body = head + ".body";
    String exit = head + ".exit";
    String before = text.block();
    String at = text.uniqueName("at");
    String next = text.uniqueName("at");
    text.jumpTo(head);
    text.define(at, "phi i64 [ %s, %%%s ], [ %s, %%%s ]", first, before, next, body);
    text.define(next, "add nuw nsw i64 %s, %d", at, step);
    text.branch(text.value("icmp sle i64 %s, %%count", next), body, exit);
    text.start(body);
    iteration.write(at);
    text.line("br label %" + head);
    text.start(exit);
    return at;
  }

  private void whole(List<String> table, String at) {
    String indices = VectorText.load(text, pointer("%input", at), lookup.bytes());
    String found = lookup.entries(text, table, indices);
    text.line(
        "store <%d x i8> %s, ptr %s, align 1"
            .formatted(lookup.bytes(), found, pointer("%output", at)));
  }

  private void masked(List<String> table, String at) {
    int bytes = lookup.bytes();
    String vector = "<%d x i8>".formatted(bytes);
    String left = text.value("trunc i64 %s to i32", text.value("sub i64 %%count, %s", at));
    String bits = text.value("sub i32 %s, 1", text.value("shl i32 1, %s", left));
    String mask = text.value("bitcast i32 %s to <%d x i1>", bits, bytes);
    String indices =
        text.call(
            vector,
            "llvm.masked.load.v%di8.p0".formatted(bytes),
            "ptr " + pointer("%input", at),
            "i32 1",
            "<%d x i1> %s".formatted(bytes, mask),
            vector + " zeroinitializer");
    String found = lookup.entries(text, table, indices);
    text.callVoid(
        "llvm.masked.store.v%di8.p0".formatted(bytes),
        vector + " " + found,
        "ptr " + pointer("%output", at),
        "i32 1",
        "<%d x i1> %s".formatted(bytes, mask));
  }

  private void unmasked(List<String> table, String done) {
    String many = text.label("last");
    String few = text.label("few");
    String enough = text.value("icmp sge i64 %%count, %d", lookup.bytes());
    text.branch(enough, many, few);
    text.start(many);
    whole(table, text.value("sub i64 %%count, %d", lookup.bytes()));
    text.line("br label %" + done);
    text.start(few);
    loop("0", 1, this::single);
  }

  private void single(String at) {
    String index = text.value("load i8, ptr %s, align 1", pointer("%input", at));
    String inside = text.value("and i8 %s, %d", index, (byte) (entries - 1));
    String wide = text.value("zext i8 %s to i64", inside);
    String found = text.value("load i8, ptr %s, align 1", pointer("%table", wide));
    text.line("store i8 %s, ptr %s, align 1".formatted(found, pointer("%output", at)));
  }

  private String pointer(String base, String at) {
    return text.value("getelementptr inbounds i8, ptr %s, i64 %s", base, at);
  }
}
