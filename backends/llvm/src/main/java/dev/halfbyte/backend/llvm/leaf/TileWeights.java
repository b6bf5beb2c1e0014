package dev.halfbyte.backend.llvm.leaf;

import dev.halfbyte.backend.llvm.text.FunctionText;
import java.util.List;
import java.util.stream.IntStream;

/// Weights of 64 depths and 32 columns as two tile registers: sixteen lines of 64 bytes each, a
/// line for four depths.
sealed interface TileWeights permits TileWeights.Whole, TileWeights.Packed, TileWeights.Unpacked {
  /// Lines of a register.
  int LINES = TileUnit.ROWS;

  /// The two halves of the columns.
  int HALVES = 2;

  static TileWeights of(LeafKind kind) {
    if (!kind.isPacked()) {
      return new Whole(kind);
    }
    return kind.spread() ? new Unpacked(new Packed(kind)) : new Packed(kind);
  }

  /// First columns of both halves of group `group`.
  List<Integer> columns(int group);

  /// Where registers are loaded from.
  ///
  /// @param pointers to both
  /// @param stride from line to line
  record Place(List<String> pointers, String stride) {}

  /// Weights of a byte each lie in memory as a register wants them.
  record Whole(LeafKind kind) implements TileWeights {
    @Override
    public List<Integer> columns(int group) {
      int first = group * HALVES * LINES;
      return List.of(first, first + LINES);
    }

    /// The registers of depth `depth`.
    Place at(FunctionText text, String depth, int group) {
      String first = line(text, kind, depth, group * HALVES * TileUnit.ROW_BYTES);
      String second = VectorText.advance(text, first, TileUnit.ROW_BYTES);
      return new Place(List.of(first, second), Integer.toString(kind.stepBytes()));
    }
  }

  /// Packed weights are unpacked into a ring, two registers ahead of their use: both halves of a
  /// line by one instruction each (`vgf2p8affineqb` extends the sign of a nibble wherever it lies).
  record Packed(LeafKind kind) implements TileWeights {
    /// Registers of this many steps of 64 depths: one in use, two unpacked ahead, one to spare for
    /// a power of two.
    static final int SLOTS = 4;

    private static final int HALF_BYTES = LINES * TileUnit.ROW_BYTES;
    private static final int SLOT_BYTES = HALVES * HALF_BYTES;

    /// The ring, then a slot for the last, ragged step.
    static final int BYTES = (SLOTS + 1) * SLOT_BYTES;

    /// Output bit `i` is the parity of the bits of byte `7 - i`: 0, 1, 2, and 3 five times,
    /// inverted, as the low weight is stored plus 8.
    private static final long LOW = 0x0102040808080808L;

    private static final int LOW_INVERTED = 0xf8;

    /// Bits 4, 5, 6, and 7 five times.
    private static final long HIGH = 0x1020408080808080L;

    @Override
    public List<Integer> columns(int group) {
      int half = kind.tile().columns() / 2;
      return List.of(group * LINES, half + group * LINES);
    }

    /// The slot of depth `depth`, a multiple of 64.
    Place slot(FunctionText text, String ring, String depth) {
      String distance = text.value("mul nuw nsw i64 %s, %d", depth, SLOT_BYTES / TileUse.DEPTH);
      String inside = text.value("and i64 %s, %d", distance, SLOTS * SLOT_BYTES - 1);
      return place(text, text.value("getelementptr inbounds i8, ptr %s, i64 %s", ring, inside));
    }

    /// The slot beside the ring.
    Place spare(FunctionText text, String ring) {
      return place(text, VectorText.advance(text, ring, (long) SLOTS * SLOT_BYTES));
    }

    private static Place place(FunctionText text, String first) {
      String second = VectorText.advance(text, first, HALF_BYTES);
      return new Place(List.of(first, second), Integer.toString(TileUnit.ROW_BYTES));
    }

    /// Unpacks `count` lines from `begin` on of depth `depth` of the panel.
    void unpack(FunctionText text, Place place, String depth, int group, int begin, int count) {
      String source = line(text, kind, depth, group * TileUnit.ROW_BYTES);
      for (int i : IntStream.range(begin, begin + count).toArray()) {
        String at = VectorText.advance(text, source, (long) i * kind.stepBytes());
        String packed = VectorText.load(text, at, TileUnit.ROW_BYTES);
        store(text, extended(text, packed, LOW, LOW_INVERTED), place.pointers().get(0), i);
        store(text, extended(text, packed, HIGH, 0), place.pointers().get(1), i);
      }
    }

    private static void store(FunctionText text, String bytes, String half, int line) {
      String at = VectorText.advance(text, half, (long) line * TileUnit.ROW_BYTES);
      VectorText.store(text, bytes, at, TileUnit.ROW_BYTES);
    }

    private static String extended(FunctionText text, String packed, long matrix, int inverted) {
      String rows = text.value("bitcast <8 x i64> splat (i64 %d) to <64 x i8>", matrix);
      return text.call(
          "<64 x i8>",
          "llvm.x86.vgf2p8affineqb.512",
          "<64 x i8> " + packed,
          "<64 x i8> " + rows,
          "i8 " + (byte) inverted);
    }
  }

  /// Packed weights of few depths, unpacked once for all rows into the memory of [Spread]: for each
  /// step the registers of all groups. A last, ragged step lies behind the whole ones.
  record Unpacked(Packed packed) implements TileWeights {
    @Override
    public List<Integer> columns(int group) {
      return packed.columns(group);
    }

    private static int stepBytes(LeafKind kind) {
      return kind.tile().columns() / (HALVES * LINES) * Packed.SLOT_BYTES;
    }

    /// Bytes of memory for a depth, the head included.
    static long bytes(LeafKind kind, long depth) {
      return Spread.HEAD_BYTES + (depth + TileUse.DEPTH - 1) / TileUse.DEPTH * stepBytes(kind);
    }

    /// The registers of the step that begins at `depth` in this memory.
    Place at(FunctionText text, String depth, int group) {
      int bytesPerDepth = stepBytes(packed.kind) / TileUse.DEPTH;
      String distance = text.value("mul nuw nsw i64 %s, %d", depth, bytesPerDepth);
      String step = text.value("getelementptr inbounds i8, ptr %%spread, i64 %s", distance);
      long offset = Spread.HEAD_BYTES + (long) group * Packed.SLOT_BYTES;
      return Packed.place(text, VectorText.advance(text, step, offset));
    }

    /// Unpacks depth `from` of the panel to where the step at `depth` lies.
    void fill(FunctionText text, String from, String depth, int group) {
      packed.unpack(text, at(text, depth, group), from, group, 0, LINES);
    }
  }

  /// The first line of depth `depth` of the panel, `offset` bytes on.
  private static String line(FunctionText text, LeafKind kind, String depth, int offset) {
    int bytesPerDepth = kind.stepBytes() / kind.tile().depth();
    String distance = text.value("mul nuw nsw i64 %s, %d", depth, bytesPerDepth);
    String at = text.value("getelementptr inbounds i8, ptr %%weights, i64 %s", distance);
    return VectorText.advance(text, at, offset);
  }
}
