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
  /// Sums in registers; a block of fewer keeps those of several listed steps apart.
  private static final int LISTED_SUMS = 8;

  /// Rows that take a listed step together. The place of its weights is known so late that LLVM
  /// loads the activations of all rows before them: of twelve there are no registers for.
  private static final int LISTED_ROWS = 6;

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
        "define internal void @%s(%s) %s".formatted(name, LeafCall.parameters(kind), attributes);
    FunctionText text = new FunctionText(signature, declarations);
    if (kind.isFloat()) {
      new FloatLeaf(kind, variant, text).write();
      return text.finish();
    }
    if (kind.listed() == LeafKind.Listed.VALUES) {
      new PairRow(kind, variant, text).write();
      return text.finish();
    }
    LeafEmitter leaf = new LeafEmitter(kind, dotProduct(kind, variant), text);
    if (kind.tiles()) {
      leaf.write(new TileLeaf(kind, TileUnit.of(variant), text, leaf.dot.groups()).write());
    } else if (kind.spread()) {
      leaf.write(spread(kind, variant));
    } else if (kind.listed() != LeafKind.Listed.NONE) {
      leaf.writeListed(SkipLimits.of(kind, variant));
    } else {
      leaf.write("0");
    }
    return text.finish();
  }

  private static DotProduct dotProduct(LeafKind kind, IsaVariant variant) {
    MemoryType expected = variant.family() == IsaFamily.X86_64 ? MemoryType.U8 : MemoryType.I8;
    if (kind.activations() != expected || !kind.isSteps()) {
      throw new CompilerBug("no leaf for " + kind + " on " + variant.fullName());
    }
    if (kind.isTwoBits()) {
      return switch (variant) {
        case AVX2 -> new Avx2TwoBitDot(kind);
        case AVX512_VNNI, AMX, AMX_EMULATED -> new VnniTwoBitDot(kind);
        case NEON -> new NeonDot(kind, true);
        case DOTPROD, I8MM -> new SdotTwoBitDot(kind);
      };
    }
    return switch (variant) {
      case AVX2 -> kind.isPacked() ? new Avx2NibbleDot(kind) : new Avx2ByteDot(kind);
      case AVX512_VNNI, AMX, AMX_EMULATED -> new VnniDot(kind);
      case NEON -> new NeonDot(kind, kind.isPacked());
      case DOTPROD, I8MM -> new SdotDot(kind);
    };
  }

  private static Spread spread(LeafKind kind, IsaVariant variant) {
    return switch (variant) {
      case AVX2, AVX512_VNNI, AMX, AMX_EMULATED ->
          throw new CompilerBug("no memory for " + kind + " on " + variant);
      case NEON -> new SpreadSteps(kind, new NeonDot(kind.unpacked(), true));
      case DOTPROD -> new SpreadSteps(kind, new SdotDot(kind.unpacked()));
      case I8MM -> new SpreadPairs(kind);
    };
  }

  private void write(String first) {
    String row = first;
    for (int rows : dot.rowBlocks()) {
      // Behind tile registers few rows are left.
      if (!kind.tiles() || rows < TileUse.LEAST_ROWS) {
        row = rowLoop(row, rows, this::block);
      }
    }
    text.line("ret void");
  }

  /// Few rows read the weights as they are packed; more share a panel that is unpacked first,
  /// unless a call before did it.
  private void write(Spread spread) {
    String many = text.label("many");
    String few = text.label("few");
    String fill = text.label("fill");
    String filled = text.label("filled");
    text.branch(text.value("icmp sge i64 %%rows, %d", Spread.LEAST_ROWS), many, few);
    text.start(few);
    rowLoop("0", 1, this::block);
    text.line("ret void");
    text.start(many);
    String known = text.value("load ptr, ptr %%spread, align %d", Spread.HEAD_BYTES);
    String panel = VectorText.advance(text, "%spread", Spread.HEAD_BYTES);
    text.branch(text.value("icmp eq ptr %s, %%weights", known), filled, fill);
    text.start(fill);
    spread.fill(text, panel);
    text.line("store ptr %%weights, ptr %%spread, align %d".formatted(Spread.HEAD_BYTES));
    text.jumpTo(filled);
    String row = "0";
    for (int rows : spread.rowBlocks()) {
      row = rowLoop(row, rows, (at, pointers) -> block(spread, panel, at, pointers));
    }
    text.line("ret void");
  }

  /// The listed steps, unless nearly all are, which are taken faster in a row.
  private void writeListed(int most) {
    String dense = text.label("dense");
    String sparse = text.label("sparse");
    String count = text.value("sext i32 %s to i64", text.value("load i32, ptr %%count, align 4"));
    SkipLimits.branch(text, count, kind.tile().depth(), most, dense, sparse);
    boolean single = kind.listed() == LeafKind.Listed.ROW;
    List<Integer> blocks = single ? List.of(1) : dot.rowBlocks();
    text.start(dense);
    String row = "0";
    for (int rows : blocks) {
      row = rowLoop(row, rows, this::block);
    }
    text.line("ret void");
    text.start(sparse);
    row = "0";
    for (int rows : blocks) {
      row =
          rowLoop(row, Math.min(rows, LISTED_ROWS), (at, pointers) -> listed(count, at, pointers));
    }
    text.line("ret void");
  }

  /// The results of a block of rows from the listed steps.
  private void listed(String count, String row, List<String> rows) {
    for (int group = 0; group < dot.groups(); group++) {
      List<String> sums = listedSums(count, rows, group);
      for (int r = 0; r < rows.size(); r++) {
        List<String> ofRow = sums.subList(r * dot.accumulators(), (r + 1) * dot.accumulators());
        store(row, r, dot.columns(group), dot.results(text, ofRow));
      }
    }
  }

  /// The accumulators of each row for a group of columns.
  private List<String> listedSums(String count, List<String> rows, int group) {
    int sums = rows.size() * dot.accumulators();
    int chains = Math.max(1, LISTED_SUMS / sums);
    return new ListedLoop(kind, text, count, dot.vector(), sums, chains)
        .write((weights, first, now, next) -> {
          List<String> operands =
              dot.weights(text, VectorText.advance(text, weights, dot.groupOffset(group)));
          for (int r = 0; r < rows.size(); r++) {
            String pointer =
                text.value("getelementptr inbounds i8, ptr %s, i64 %s", rows.get(r), first);
            String four = dot.activations(text, pointer);
            for (int w = 0; w < operands.size(); w++) {
              int i = r * operands.size() + w;
              dot.accumulate(text, next.get(i), now.get(i), four, operands.get(w));
            }
          }
        });
  }

  /// What is done with a block of rows.
  private interface Block {
    /// @param row the first one
    /// @param pointers to the activations of each
    void write(String row, List<String> pointers);
  }

  /// Computes blocks of `rows` rows while as many are left; gives the first row left over.
  private String rowLoop(String first, int rows, Block block) {
    return RowLoop.write(text, first, rows, row -> block.write(row, rowPointers(row, rows)));
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

  private void block(String row, List<String> pointers) {
    Optional<SingleRow> single = pointers.size() == 1 ? dot.singleRow() : Optional.empty();
    int groups = single.map(SingleRow::groups).orElse(dot.groups());
    for (int group = 0; group < groups; group++) {
      int at = group;
      List<Integer> columns = single.map(form -> form.columns(at)).orElseGet(() -> dot.columns(at));
      sums(
          row,
          pointers.size(),
          columns,
          range ->
              single
                  .map(form -> List.of(form.write(text, pointers.getFirst(), at, range)))
                  .orElseGet(() -> results(pointers, at, range)));
    }
  }

  private List<List<String>> results(List<String> pointers, int group, DepthRange range) {
    return new DepthLoop(kind, dot, text, pointers, "%weights", group, range)
        .write().stream().map(sums -> dot.results(text, sums)).toList();
  }

  private void block(Spread spread, String panel, String row, List<String> pointers) {
    for (int group = 0; group < spread.groups(); group++) {
      int at = group;
      sums(
          row,
          pointers.size(),
          spread.columns(group),
          range -> spread.write(text, pointers, panel, at, range));
    }
  }

  /// What sums a part of the depth: the result vectors of each row.
  private interface Products {
    List<List<String>> write(DepthRange range);
  }

  /// Stores the sums over the depth, or those of its groups times their multipliers.
  private void sums(String row, int rows, List<Integer> columns, Products products) {
    if (kind.isGrouped()) {
      GroupedTile tile = new GroupedTile(kind, text, dot.vector(), dot.lanes());
      tile.write(row, rows, columns, products::write);
      return;
    }
    List<List<String>> results = products.write(DepthRange.WHOLE);
    for (int r = 0; r < rows; r++) {
      store(row, r, columns, results.get(r));
    }
  }

  private void store(String row, int extra, List<Integer> columns, List<String> results) {
    for (int v = 0; v < results.size(); v++) {
      store(row, extra, columns.get(v), results.get(v));
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
