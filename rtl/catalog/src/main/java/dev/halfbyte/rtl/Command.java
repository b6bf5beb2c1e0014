package dev.halfbyte.rtl;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/// One command of the accelerator with typed fields; [CommandFormat] turns it into 512 bits.
///
/// Addresses and strides count words of the memory they refer to. `waits` names the units that must
/// be idle before the command is issued: how a consumer waits for what it reads.
public sealed interface Command {

  /// Returns the units that must be idle before this command is issued.
  Set<Unit> waits();

  /// Returns the operation code.
  Opcode opcode();

  /// Returns what the command occupies from issue to completion.
  Set<Resource> uses();

  /// Returns the stretch of the DRAM that the command reads or writes, if any.
  default Optional<DramSpan> dram() {
    return Optional.empty();
  }

  /// Returns the unit that executes the command; empty for [End].
  Optional<Unit> unit();

  /// Ends the program: waits for every unit, then raises `done` and the interrupt.
  record End() implements Command {
    @Override
    public Set<Unit> waits() {
      return Set.of();
    }

    @Override
    public Opcode opcode() {
      return Opcode.END;
    }

    @Override
    public Set<Resource> uses() {
      return Set.of();
    }

    @Override
    public Optional<Unit> unit() {
      return Optional.empty();
    }
  }

  /// Moves words from the in stream, or from the DRAM, into a memory.
  ///
  /// @param target the memory to fill
  /// @param base first word written
  /// @param words number of words, at least 1
  /// @param dram where the words are in the DRAM; empty for the in stream
  /// @param waits units to wait for
  record Load(Memory target, int base, int words, Optional<DramSpan> dram, Set<Unit> waits)
      implements Command {
    public Load {
      waits = Commands.copy(waits);
      Commands.positive("words", words);
      if (!target.loadable()) {
        throw new IllegalArgumentException("no load fills " + target);
      }
    }

    /// A load from the in stream.
    public Load(Memory target, int base, int words, Set<Unit> waits) {
      this(target, base, words, Optional.empty(), waits);
    }

    @Override
    public Opcode opcode() {
      return Opcode.LOAD;
    }

    @Override
    public Set<Resource> uses() {
      return dram.isPresent()
          ? Set.of(target.writePort(base))
          : Commands.copy(EnumSet.of(Resource.IN_STREAM, target.writePort(base)));
    }

    @Override
    public Optional<Unit> unit() {
      return Optional.of(Unit.LOAD);
    }
  }

  /// Multiplies row blocks of activations by tiles of weights: column blocks of COLS columns.
  ///
  /// For row block b and k word i the array reads act word `act.base + b * act.stride + i` and, for
  /// tile t, wgt word `weights.base + t * weights.stride + i`; drained word j, counted through the
  /// tiles, takes its records from par word `parameterBase + j` and, in act and res, is written to
  /// `epilogue.outputBase + b * output.stride + j`; for the others see [Destination], where the row
  /// is `output.column + b`. Only a row engine has strides and tiles of its own, weight zeros,
  /// factors of rows, weights as a destination, folded and packed weights; see [#block] and
  /// [Tiles].
  ///
  /// @param act the activations
  /// @param weights the weights
  /// @param kWords words along k, ceil(K/L), at least 1
  /// @param parameterBase first par word of the first tile
  /// @param factorBase word of the factor memory with multiplier and shift of the first row, where
  ///   those of par do not count; excludes a residual
  /// @param output where the rows of the output stand
  /// @param epilogue how accumulators become output codes
  /// @param waits units to wait for
  record Gemm(
      Rows act,
      Tiles weights,
      int kWords,
      int parameterBase,
      Optional<Integer> factorBase,
      Output output,
      Epilogue epilogue,
      Set<Unit> waits)
      implements Command {
    /// Words of the columns of folded weights.
    public static final int FOLD_WORDS = 2;

    /// Words along k whose packed weights are one word of wgt.
    public static final int PACK_WORDS = 2;

    public Gemm {
      waits = Commands.copy(waits);
      Commands.positive("k words", kWords);
      Commands.positive("row blocks", act.blocks());
      Commands.positive("tiles", weights.count());
      if (factorBase.isPresent() && epilogue.residual().isPresent()) {
        throw new IllegalArgumentException("a residual has no factors of rows");
      }
    }

    /// The activations of a GEMM.
    ///
    /// @param base first act word
    /// @param stride act words between row blocks
    /// @param blocks row blocks, ceil(M/R), at least 1
    /// @param signed whether codes are sign extended
    /// @param decode whether the decode table says what codes stand for; always with a shift array
    public record Rows(int base, int stride, int blocks, boolean signed, boolean decode) {}

    /// The weights of a GEMM.
    ///
    /// @param base first wgt word of the first tile
    /// @param stride wgt words between tiles
    /// @param count tiles, at least 1
    /// @param zero subtracted from every weight, or from its lowest 4 bits, -16..15
    /// @param high where the highest 4 bits of weights of 8 bits are
    /// @param folded whether they are the last columns of a matrix, one tile of `2 * LANES` at
    ///   most, which [Output#folded] wrote: G = [AcceleratorConfig#foldGroups] words along k are
    ///   one word of wgt, word i in columns `i mod G * 2 * LANES ..` of word `base + i / G`. Two
    ///   words are drained a row
    /// @param index where weights are packed, the first word of [Memory#INDEX] of the first tile,
    ///   the others `stride` apart as well: of the four weights of a column in a word along k two
    ///   at most are not zero, and word `base + i / 2` has those of words i and i + 1, i even, in
    ///   lanes 0 and 1 and in lanes 2 and 3. The index says which of the four each is
    public record Tiles(
        int base,
        int stride,
        int count,
        int zero,
        Optional<HighPlane> high,
        boolean folded,
        Optional<Integer> index) {
      /// Weights that are not packed.
      public Tiles(
          int base, int stride, int count, int zero, Optional<HighPlane> high, boolean folded) {
        this(base, stride, count, zero, high, folded, Optional.empty());
      }

      /// Weights that are not folded.
      public Tiles(int base, int stride, int count, int zero, Optional<HighPlane> high) {
        this(base, stride, count, zero, high, false);
      }

      /// Packed weights.
      public static Tiles packed(int base, int index, int stride, int count) {
        return new Tiles(base, stride, count, 0, Optional.empty(), false, Optional.of(index));
      }

      /// Weights of one plane.
      public Tiles(int base, int stride, int count, int zero) {
        this(base, stride, count, zero, Optional.empty());
      }

      /// Returns tiles of the same matrix.
      ///
      /// @param first tiles of this one in front of them
      public Tiles part(int first, int tiles) {
        return new Tiles(
            base + first * stride,
            stride,
            tiles,
            zero,
            high,
            folded,
            index.map(word -> word + first * stride));
      }
    }

    /// The highest 4 bits of weights.
    ///
    /// @param words from the lowest 4 bits of a weight to them, at least 1
    /// @param zero subtracted from them, -16..15
    public record HighPlane(int words, int zero) {
      public HighPlane {
        Commands.positive("words between planes", words);
      }
    }

    /// Where the output of a GEMM stands behind `epilogue.outputBase`.
    ///
    /// @param stride words between row blocks, or between tiles of weights
    /// @param column what the first row becomes where the output is weights: a column of the tile
    ///   at `outputBase`, below COLS, or a row of the words there, below LANES; else 0
    /// @param plane words from the lowest 4 bits of the weights written to the highest; 0 for rows
    ///   and weights of 4 bits
    /// @param folded whether the rows become columns of folded [Tiles], row r column `column + r`
    ///   below `2 * LANES`
    public record Output(int stride, int column, int plane, boolean folded) {
      /// Weights that are not folded.
      public Output(int stride, int column, int plane) {
        this(stride, column, plane, false);
      }

      /// Rows, or weights of one plane.
      public Output(int stride, int column) {
        this(stride, column, 0);
      }

      /// Returns where rows in act or res stand.
      public static Output rows(int stride) {
        return new Output(stride, 0);
      }

      /// Returns how often each word is drained: once for every plane.
      public int drains() {
        return plane == 0 ? 1 : 2;
      }
    }

    /// Returns the words along k that are one word of wgt, and are taken in one cycle.
    public int step(AcceleratorConfig config) {
      if (weights.index().isPresent()) {
        return PACK_WORDS;
      }
      return weights.folded() ? config.foldGroups() : 1;
    }

    /// Returns the words that are drained for each row block.
    public int drained(AcceleratorConfig config) {
      return weights.folded() ? FOLD_WORDS : weights.count() * config.drainWords();
    }

    /// Returns a command as a block engine takes it: rows behind one another, one column block.
    public static Gemm block(
        int actBase,
        boolean actSigned,
        boolean decode,
        int weightBase,
        int parameterBase,
        int kWords,
        int rowBlocks,
        int outputStride,
        Epilogue epilogue,
        Set<Unit> waits) {
      return new Gemm(
          new Rows(actBase, kWords, rowBlocks, actSigned, decode),
          new Tiles(weightBase, kWords, 1, 0),
          kWords,
          parameterBase,
          Optional.empty(),
          Output.rows(outputStride),
          epilogue,
          waits);
    }

    @Override
    public Opcode opcode() {
      return Opcode.GEMM;
    }

    @Override
    public Set<Resource> uses() {
      Set<Resource> uses = Commands.epilogueResources(epilogue);
      uses.addAll(
          EnumSet.of(
              Resource.MAC, Memory.ACT.readPort(act.base()), Memory.WGT.readPort(weights.base())));
      if (act.decode()) {
        uses.add(Resource.DECODE);
      }
      if (factorBase.isPresent()) {
        uses.add(Resource.FACTOR_READ);
      }
      return Commands.copy(uses);
    }

    @Override
    public Optional<Unit> unit() {
      return Optional.of(Unit.MAC);
    }
  }

  /// Sends words of act or res through the epilogue; record 0 of one par word serves all elements.
  ///
  /// Word n reads `sourceBase + n`, its residual `residual.base + n` (the stride is not used), and
  /// writes `epilogue.outputBase + n`. With a reduction it reads the word of each row, at
  /// `sourceBase
  /// + n + r * stride`; a word then has to have elements of one row, ROWS = 1.
  ///
  /// @param source act or res; res excludes a residual, since res has one read port
  /// @param sourceBase first word read
  /// @param actSigned whether act codes are sign extended; res elements always are
  /// @param reduction what becomes of the rows of a group; excludes a residual
  /// @param parameterBase the par word whose record 0 is used
  /// @param words number of words, at least 1
  /// @param epilogue how source elements become output codes
  /// @param waits units to wait for
  record Elementwise(
      Memory source,
      int sourceBase,
      boolean actSigned,
      Optional<Reduction> reduction,
      int parameterBase,
      int words,
      Epilogue epilogue,
      Set<Unit> waits)
      implements Command {
    /// One word of the source for each word of the output.
    public Elementwise(
        Memory source,
        int sourceBase,
        boolean actSigned,
        int parameterBase,
        int words,
        Epilogue epilogue,
        Set<Unit> waits) {
      this(source, sourceBase, actSigned, Optional.empty(), parameterBase, words, epilogue, waits);
    }

    public Elementwise {
      waits = Commands.copy(waits);
      Commands.positive("words", words);
      Commands.actOrRes("source", source);
      Commands.actOrRes("destination", epilogue.destination().memory());
      if (source == Memory.RES && epilogue.residual().isPresent()) {
        throw new IllegalArgumentException("source and residual need the one read port of res");
      }
      if (reduction.isPresent() && epilogue.residual().isPresent()) {
        throw new IllegalArgumentException("a reduction has no residual");
      }
    }

    /// Returns the words that are read for each word of the output.
    public int rows() {
      return reduction.map(Reduction::rows).orElse(1);
    }

    @Override
    public Opcode opcode() {
      return Opcode.EW;
    }

    @Override
    public Set<Resource> uses() {
      Set<Resource> uses = Commands.epilogueResources(epilogue);
      uses.addAll(EnumSet.of(Resource.EW, source.readPort(sourceBase)));
      return Commands.copy(uses);
    }

    @Override
    public Optional<Unit> unit() {
      return Optional.of(Unit.EW);
    }
  }

  /// Moves rows of words of act or res to the out stream, or to the DRAM, without the words between
  /// them.
  ///
  /// @param source act or res
  /// @param rows where the rows begin
  /// @param words number of words of each row, at least 1
  /// @param streamLast whether the last beat carries tlast
  /// @param dram where the words go in the DRAM; empty for the out stream
  /// @param waits units to wait for
  record Store(
      Memory source,
      RowSpan rows,
      int words,
      boolean streamLast,
      Optional<DramSpan> dram,
      Set<Unit> waits)
      implements Command {
    public Store {
      waits = Commands.copy(waits);
      Commands.positive("rows", rows.rows());
      Commands.positive("words", words);
      Commands.actOrRes("source", source);
      if (streamLast && dram.isPresent()) {
        throw new IllegalArgumentException("a store to the DRAM ends no stream");
      }
    }

    /// A store to the out stream.
    public Store(Memory source, RowSpan rows, int words, boolean streamLast, Set<Unit> waits) {
      this(source, rows, words, streamLast, Optional.empty(), waits);
    }

    /// Consecutive words.
    public Store(
        Memory source,
        int base,
        int words,
        boolean streamLast,
        Optional<DramSpan> dram,
        Set<Unit> waits) {
      this(source, new RowSpan(base, words, 1), words, streamLast, dram, waits);
    }

    /// Consecutive words to the out stream.
    public Store(Memory source, int base, int words, boolean streamLast, Set<Unit> waits) {
      this(source, new RowSpan(base, words, 1), words, streamLast, waits);
    }

    /// Returns the words of all rows.
    public int allWords() {
      return rows.rows() * words;
    }

    @Override
    public Opcode opcode() {
      return Opcode.STORE;
    }

    @Override
    public Set<Resource> uses() {
      return dram.isPresent()
          ? Set.of(source.readPort(rows.base()))
          : Commands.copy(EnumSet.of(Resource.OUT_STREAM, source.readPort(rows.base())));
    }

    @Override
    public Optional<Unit> unit() {
      return Optional.of(Unit.STORE);
    }
  }

  /// Turns rows of logits in res into codes in act, by section 10 of `compiler/docs/numerics.md`.
  ///
  /// Row r reads from res word `source.base + r * source.stride` and writes `words` words from act
  /// word `output.base + r * output.stride` on; what is behind its elements gets code `zero`.
  ///
  /// @param source the logits
  /// @param count elements of a row, at least 1
  /// @param firstCount elements that take part in the first row, one more in each row behind it, up
  ///   to `count`; empty if all do
  /// @param words words written for each row, at least those of `count` elements
  /// @param output the codes
  /// @param zero the code of zero
  /// @param late the factors of `norm late`; empty for `norm early`
  /// @param waits units to wait for
  record Softmax(
      RowSpan source,
      int count,
      Optional<Integer> firstCount,
      int words,
      RowSpan output,
      int zero,
      Optional<Late> late,
      Set<Unit> waits)
      implements Command {
    public Softmax {
      waits = Commands.copy(waits);
      Commands.positive("rows", source.rows());
      Commands.positive("elements", count);
      Commands.positive("words", words);
      Commands.sameRows(source, output);
    }

    /// What becomes of the sum of a row: with its exponent e and reciprocal R (numerics.md), word
    /// `base + r` of the factor memory gets the multiplier `(R * multiplier) >> shift` and the
    /// shift `e + offset`.
    ///
    /// @param base first word of the factor memory
    /// @param multiplier C, u16
    /// @param shift k, 1..16
    /// @param offset 16 + s - k, such that shifts are 1..62
    public record Late(int base, int multiplier, int shift, int offset) {}

    @Override
    public Opcode opcode() {
      return Opcode.SOFTMAX;
    }

    @Override
    public Set<Resource> uses() {
      Set<Resource> uses =
          EnumSet.of(
              Resource.EXP,
              Memory.RES.readPort(source.base()),
              Memory.ACT.writePort(output.base()));
      if (late.isPresent()) {
        uses.add(Resource.FACTOR_WRITE);
      }
      return Commands.copy(uses);
    }

    @Override
    public Optional<Unit> unit() {
      return Optional.of(Unit.SOFTMAX);
    }
  }

  /// Normalizes rows of res into codes in act, by section 8 of `compiler/docs/numerics.md`.
  ///
  /// @param source the elements
  /// @param count elements of a row, at least 1
  /// @param form LayerNorm or RMSNorm and its constants
  /// @param gainBase first word of the parameters
  /// @param output the codes
  /// @param waits units to wait for
  record Norm(RowSpan source, int count, Form form, int gainBase, RowSpan output, Set<Unit> waits)
      implements Command {
    public Norm {
      waits = Commands.copy(waits);
      Commands.positive("rows", source.rows());
      Commands.positive("elements", count);
      Commands.sameRows(source, output);
    }

    /// The constants of a norm, by the names of numerics.md.
    ///
    /// @param rms RMSNorm instead of LayerNorm
    /// @param wide B = 16 instead of 12
    /// @param fractionBits F, 0..15
    /// @param guard e0, 1..2^48 - 1
    /// @param shift t, 1..62
    /// @param zero code of zero
    /// @param lo lower clamp bound
    /// @param hi upper clamp bound
    public record Form(
        boolean rms,
        boolean wide,
        int fractionBits,
        long guard,
        int shift,
        int zero,
        int lo,
        int hi) {
      /// Returns B, the bits of the reciprocal root.
      public int rootBits() {
        return wide ? 16 : 12;
      }
    }

    @Override
    public Opcode opcode() {
      return Opcode.NORM;
    }

    @Override
    public Set<Resource> uses() {
      return Commands.copy(
          EnumSet.of(
              Resource.GAIN,
              Memory.RES.readPort(source.base()),
              Memory.ACT.writePort(output.base())));
    }

    @Override
    public Optional<Unit> unit() {
      return Optional.of(Unit.NORM);
    }
  }

  /// Rows of words in a memory: row r begins at word `base + r * stride`.
  ///
  /// @param base first word of the first row
  /// @param stride words from row to row
  /// @param rows rows
  record RowSpan(int base, int stride, int rows) {}
}
