package dev.halfbyte.backend.llvm.leaf;

import dev.halfbyte.backend.llvm.text.FunctionText;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/// Blocks of up to 32 rows by 32 columns with tile registers ([TileUnit]): two registers of rows,
/// two of columns, four of sums that begin as the initial sums and stay where they are for the
/// whole depth. A block of at most 16 rows leaves out the second register of rows.
///
/// Registers are configured for the rows of a block, so nothing beyond them is read. The memory of
/// the unit tells what they are configured for, as a block is mostly like the one before. Steps are
/// of 64 depths. What a depth has beyond whole steps is one more step that ends with the depth, of
/// rows that are copied with zeros where the steps before have been.
final class TileLeaf {
  private static final int ROWS = TileUnit.ROWS;
  private static final int MOST_ROWS = 2 * ROWS;
  private static final int STEP = TileUse.DEPTH;

  /// Registers: sums `2 * half of the rows + half of the columns`, rows, columns.
  private static final int LEFT = 4;

  private static final int RIGHT = 6;

  /// Where `ldtilecfg` finds bytes of a row (u16) and rows (u8) of each register.
  private static final int ROWS_FIELD = 48;

  private static final int PARTS = 4;
  private static final int PART = TileWeights.LINES / PARTS;

  private final LeafKind kind;
  private final TileUnit unit;
  private final FunctionText text;
  private final TileWeights weights;
  private final int groups;
  private final String tail;
  private final String ring;

  /// @param groups of 32 columns
  TileLeaf(LeafKind kind, TileUnit unit, FunctionText text, int groups) {
    this.kind = kind;
    this.unit = unit;
    this.text = text;
    this.weights = TileWeights.of(kind);
    this.groups = groups;
    this.tail = text.allocate("tail", "[%d x i8]".formatted(tailBytes()), TileUnit.ALIGNMENT);
    this.ring =
        switch (weights) {
          case TileWeights.Whole _, TileWeights.Unpacked _ -> tail;
          case TileWeights.Packed _ ->
              text.allocate(
                  "ring", "[%d x i8]".formatted(TileWeights.Packed.BYTES), TileUnit.ALIGNMENT);
        };
  }

  /// Bytes on the stack of the function of `kind`.
  static int stackBytes(LeafKind kind) {
    boolean ring = kind.isPacked() && !kind.spread();
    return tailBytes() + (ring ? TileWeights.Packed.BYTES : 0);
  }

  private static int tailBytes() {
    return MOST_ROWS * TileUnit.ROW_BYTES;
  }

  /// Writes the loop over blocks; gives the first row that is left to others, and jumps there.
  String write() {
    String head = text.label("tiles");
    String body = head + ".body";
    String next = head + ".next";
    String rest = head + ".rest";
    String row = text.uniqueName("row");
    String advanced = text.uniqueName("row");
    String before = text.block();
    text.jumpTo(head);
    text.define(row, "phi i64 [ 0, %%%s ], [ %s, %%%s ]", before, advanced, next);
    String left = text.value("sub i64 %%rows, %s", row);
    String many = text.value("icmp sge i64 %s, %d", left, TileUse.LEAST_ROWS);
    String deep = text.value("icmp sge i64 %%depth, %d", STEP);
    text.branch(text.value("and i1 %s, %s", many, deep), body, rest);
    text.start(body);
    String count = text.call("i64", "llvm.smin.i64", "i64 " + left, "i64 " + MOST_ROWS);
    configure(count);
    block(row, count);
    text.jumpTo(next);
    text.define(advanced, "add i64 %s, %s", row, count);
    text.line("br label %" + head);
    text.start(rest);
    return row;
  }

  /// Makes sure that the registers are configured for `count` rows.
  private void configure(String count) {
    String other = text.label("configure");
    String ready = text.label("configured");
    String known = text.value("load i64, ptr %%tiles, align %d", TileUnit.ALIGNMENT);
    text.branch(text.value("icmp eq i64 %s, %s", known, count), ready, other);
    text.start(other);
    String field = VectorText.advance(text, "%tiles", TileUnit.CONFIGURATION);
    VectorText.store(text, allRows(), field, TileUnit.CONFIGURATION_BYTES);
    String first = text.call("i64", "llvm.smin.i64", "i64 " + count, "i64 " + ROWS);
    // Registers that a block leaves out may have any rows.
    String more = text.value("sub i64 %s, %d", count, ROWS);
    String two = text.value("icmp sgt i64 %s, 0", more);
    String second = text.value("select i1 %s, i64 %s, i64 %d", two, more, ROWS);
    rowsOf(field, first, 0, 1, LEFT);
    rowsOf(field, second, 2, 3, LEFT + 1);
    text.line("store i64 %s, ptr %%tiles, align %d".formatted(count, TileUnit.ALIGNMENT));
    unit.configure(text, "%tiles");
    text.jumpTo(ready);
  }

  private void rowsOf(String field, String rows, int... registers) {
    String byteOfRows = text.value("trunc i64 %s to i8", rows);
    for (int register : registers) {
      String at = VectorText.advance(text, field, ROWS_FIELD + register);
      text.line("store i8 %s, ptr %s, align 1".formatted(byteOfRows, at));
    }
  }

  /// Palette 1, all eight registers whole.
  private static String allRows() {
    byte[] bytes = new byte[TileUnit.CONFIGURATION_BYTES];
    bytes[0] = 1;
    for (int register = 0; register < 8; register++) {
      bytes[16 + 2 * register] = TileUnit.ROW_BYTES;
      bytes[ROWS_FIELD + register] = ROWS;
    }
    List<String> words = new ArrayList<>();
    for (byte value : bytes) {
      words.add("i8 " + value);
    }
    return "<" + String.join(", ", words) + ">";
  }

  private void block(String row, String count) {
    String distance = text.value("mul i64 %s, %%pitch", row);
    String rows = text.value("getelementptr inbounds i8, ptr %%activations, i64 %s", distance);
    String whole = text.value("and i64 %%depth, -%d", STEP);
    copyTail(rows, count, whole);
    if (weights instanceof TileWeights.Unpacked unpacked) {
      fill(unpacked, whole);
    }
    String both = text.label("both");
    String single = text.label("single");
    String done = text.label("block.done");
    text.branch(text.value("icmp sgt i64 %s, %d", count, ROWS), both, single);
    for (int halves = 2; halves > 0; halves--) {
      text.start(halves == 2 ? both : single);
      for (int group = 0; group < groups; group++) {
        new Block(row, rows, whole, halves, group).write();
      }
      text.line("br label %" + done);
    }
    text.start(done);
  }

  /// Unpacks the panel, unless it is the one that was unpacked last.
  private void fill(TileWeights.Unpacked unpacked, String whole) {
    String fill = text.label("fill");
    String ragged = text.label("fill.ragged");
    String end = text.label("fill.end");
    String filled = text.label("filled");
    String known = text.value("load ptr, ptr %%spread, align %d", Spread.HEAD_BYTES);
    text.branch(text.value("icmp eq ptr %s, %%weights", known), filled, fill);
    text.start(fill);
    CountedLoop.write(
        text,
        "0",
        STEP,
        whole,
        List.of(),
        (depth, now, next) -> fillGroups(unpacked, depth, depth));
    text.branch(text.value("icmp eq i64 %s, %%depth", whole), end, ragged);
    text.start(ragged);
    fillGroups(unpacked, text.value("sub i64 %%depth, %d", STEP), whole);
    text.jumpTo(end);
    text.line("store ptr %%weights, ptr %%spread, align %d".formatted(Spread.HEAD_BYTES));
    text.jumpTo(filled);
  }

  private void fillGroups(TileWeights.Unpacked unpacked, String from, String depth) {
    for (int group = 0; group < groups; group++) {
      unpacked.fill(text, from, depth, group);
    }
  }

  /// The last 64 depths of each row, zero where they belong to whole steps.
  private void copyTail(String rows, String count, String whole) {
    String beyond = text.value("sub i64 %%depth, %s", whole);
    String stepsDone = text.value("sub i64 %d, %s", STEP, beyond);
    String bits = text.value("shl i64 -1, %s", text.value("and i64 %s, %d", stepsDone, STEP - 1));
    String mask = text.value("bitcast i64 %s to <64 x i1>", bits);
    String last = text.value("sub i64 %%depth, %d", STEP);
    String ragged = text.value("icmp ne i64 %s, 0", beyond);
    // No row is copied where there is no such step.
    String extent = text.value("select i1 %s, i64 %s, i64 0", ragged, count);
    CountedLoop.write(
        text,
        "0",
        1,
        extent,
        List.of(),
        (r, now, next) -> {
          String distance = text.value("mul i64 %s, %%pitch", r);
          String from = text.value("add i64 %s, %s", distance, last);
          String source = text.value("getelementptr inbounds i8, ptr %s, i64 %s", rows, from);
          String loaded = VectorText.load(text, source, STEP);
          String kept =
              text.value(
                  "select <64 x i1> %s, <64 x i8> %s, <64 x i8> zeroinitializer", mask, loaded);
          String to = text.value("mul i64 %s, %d", r, STEP);
          String target = text.value("getelementptr inbounds i8, ptr %s, i64 %s", tail, to);
          VectorText.store(text, kept, target, STEP);
        });
  }

  /// A block of one or two registers of rows by a group of columns.
  private final class Block {
    private final String row;
    private final String rows;
    private final String whole;
    private final int halves;
    private final int group;

    /// @param row the first one
    /// @param rows its activations
    /// @param whole depth of whole steps, at least one
    /// @param halves registers of rows
    Block(String row, String rows, String whole, int halves, int group) {
      this.row = row;
      this.rows = rows;
      this.whole = whole;
      this.halves = halves;
      this.group = group;
    }

    void write() {
      List<Integer> columns = weights.columns(group);
      for (int sums = 0; sums < 2 * halves; sums++) {
        long at = (long) Integer.BYTES * columns.get(sums % 2);
        // The same line for all rows.
        unit.load(text, "%tiles", sums, VectorText.advance(text, "%initial", at), "0");
      }
      switch (weights) {
        case TileWeights.Whole bytes ->
            plain(depth -> bytes.at(text, depth, group), last -> bytes.at(text, last, group));
        case TileWeights.Unpacked unpacked ->
            plain(depth -> unpacked.at(text, depth, group), _ -> unpacked.at(text, whole, group));
        case TileWeights.Packed packed -> packed(packed);
      }
      for (int sums = 0; sums < 2 * halves; sums++) {
        String stride = Integer.toString(Integer.BYTES * kind.tile().columns());
        unit.store(text, "%tiles", sums, output(columns.get(sums % 2), sums / 2), stride);
      }
    }

    private String output(int column, int half) {
      int line = Integer.BYTES * kind.tile().columns();
      String distance = text.value("mul nuw nsw i64 %s, %d", row, line);
      String first = text.value("getelementptr inbounds i8, ptr %%output, i64 %s", distance);
      long at = (long) half * ROWS * line + (long) Integer.BYTES * column;
      return VectorText.advance(text, first, at);
    }

    /// Registers of columns are loaded from where they lie.
    private void plain(
        Function<String, TileWeights.Place> right, Function<String, TileWeights.Place> last) {
      CountedLoop.write(
          text,
          "0",
          STEP,
          whole,
          List.of(),
          (depth, now, next) -> step(activations(depth), right.apply(depth), part -> {}));
      ragged(last);
    }

    private void packed(TileWeights.Packed packed) {
      String ahead = text.value("sub i64 %s, %d", whole, 2 * STEP);
      String end = text.value("sub i64 %s, %d", whole, STEP);
      String second = text.call("i64", "llvm.smin.i64", "i64 " + STEP, "i64 " + end);
      unpackAll(packed, packed.slot(text, ring, "0"), "0");
      // With a single step, the same one once more, where nobody reads it.
      unpackAll(packed, packed.slot(text, ring, Integer.toString(STEP)), second);
      CountedLoop.End most =
          CountedLoop.write(
              text,
              "0",
              STEP,
              ahead,
              List.of(),
              (depth, now, next) -> {
                String later = text.value("add nuw nsw i64 %s, %d", depth, 2 * STEP);
                TileWeights.Place target = packed.slot(text, ring, later);
                step(
                    activations(depth),
                    packed.slot(text, ring, depth),
                    part -> packed.unpack(text, target, later, group, part * PART, PART));
              });
      CountedLoop.write(
          text,
          most.depth(),
          STEP,
          whole,
          List.of(),
          (depth, now, next) ->
              step(activations(depth), packed.slot(text, ring, depth), part -> {}));
      ragged(last -> {
        TileWeights.Place spare = packed.spare(text, ring);
        unpackAll(packed, spare, last);
        return spare;
      });
    }

    private void unpackAll(TileWeights.Packed packed, TileWeights.Place place, String depth) {
      packed.unpack(text, place, depth, group, 0, TileWeights.LINES);
    }

    /// Activations of `rows` from `depth` on.
    private TileWeights.Place activations(String depth) {
      List<String> pointers = new ArrayList<>();
      String at = text.value("getelementptr inbounds i8, ptr %s, i64 %s", rows, depth);
      pointers.add(at);
      if (halves == 2) {
        String distance = text.value("mul i64 %%pitch, %d", ROWS);
        pointers.add(text.value("getelementptr inbounds i8, ptr %s, i64 %s", at, distance));
      }
      return new TileWeights.Place(pointers, "%pitch");
    }

    /// The step beyond whole ones, where there is one.
    private void ragged(Function<String, TileWeights.Place> right) {
      String more = text.label("ragged");
      String done = text.label("summed");
      text.branch(text.value("icmp eq i64 %s, %%depth", whole), done, more);
      text.start(more);
      String last = text.value("sub i64 %%depth, %d", STEP);
      List<String> left =
          IntStream.range(0, halves)
              .mapToObj(h -> VectorText.advance(text, tail, (long) h * ROWS * STEP))
              .toList();
      step(new TileWeights.Place(left, Integer.toString(STEP)), right.apply(last), part -> {});
      text.jumpTo(done);
    }

    /// Products of 64 depths, with a part of other work behind each.
    private void step(TileWeights.Place left, TileWeights.Place right, IntConsumer other) {
      int part = 0;
      for (int half = 0; half < halves; half++) {
        load(LEFT + half, left, half);
        for (int column = 0; column < 2; column++) {
          if (half == 0) {
            load(RIGHT + column, right, column);
          }
          unit.multiply(text, "%tiles", 2 * half + column, LEFT + half, RIGHT + column);
          for (int i = 0; i < PARTS / (2 * halves); i++) {
            other.accept(part++);
          }
        }
      }
    }

    private void load(int register, TileWeights.Place place, int half) {
      unit.load(text, "%tiles", register, place.pointers().get(half), place.stride());
    }
  }
}
