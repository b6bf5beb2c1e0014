package dev.halfbyte.rtl;

import static dev.halfbyte.rtl.CommandField.ACT_SIGNED;
import static dev.halfbyte.rtl.CommandField.A_BASE;
import static dev.halfbyte.rtl.CommandField.A_STRIDE;
import static dev.halfbyte.rtl.CommandField.CAUSAL;
import static dev.halfbyte.rtl.CommandField.COUNT;
import static dev.halfbyte.rtl.CommandField.COUNT_FIRST;
import static dev.halfbyte.rtl.CommandField.DECODE;
import static dev.halfbyte.rtl.CommandField.DEST;
import static dev.halfbyte.rtl.CommandField.DRAM;
import static dev.halfbyte.rtl.CommandField.DRAM_ADDRESS;
import static dev.halfbyte.rtl.CommandField.DRAM_BEATS;
import static dev.halfbyte.rtl.CommandField.EARLY;
import static dev.halfbyte.rtl.CommandField.FACTOR_ENABLE;
import static dev.halfbyte.rtl.CommandField.FOLD;
import static dev.halfbyte.rtl.CommandField.FRACTION;
import static dev.halfbyte.rtl.CommandField.F_BASE;
import static dev.halfbyte.rtl.CommandField.F_MULTIPLIER;
import static dev.halfbyte.rtl.CommandField.F_OFFSET;
import static dev.halfbyte.rtl.CommandField.F_SHIFT;
import static dev.halfbyte.rtl.CommandField.GUARD_HIGH;
import static dev.halfbyte.rtl.CommandField.GUARD_LOW;
import static dev.halfbyte.rtl.CommandField.G_BASE;
import static dev.halfbyte.rtl.CommandField.HI;
import static dev.halfbyte.rtl.CommandField.I_BASE;
import static dev.halfbyte.rtl.CommandField.K_WORDS;
import static dev.halfbyte.rtl.CommandField.LO;
import static dev.halfbyte.rtl.CommandField.M2;
import static dev.halfbyte.rtl.CommandField.OPCODE;
import static dev.halfbyte.rtl.CommandField.O_BASE;
import static dev.halfbyte.rtl.CommandField.O_COLUMN;
import static dev.halfbyte.rtl.CommandField.O_FOLD;
import static dev.halfbyte.rtl.CommandField.O_PLANE;
import static dev.halfbyte.rtl.CommandField.O_STRIDE;
import static dev.halfbyte.rtl.CommandField.PACKED;
import static dev.halfbyte.rtl.CommandField.P_BASE;
import static dev.halfbyte.rtl.CommandField.REDUCE;
import static dev.halfbyte.rtl.CommandField.RESIDUAL_ENABLE;
import static dev.halfbyte.rtl.CommandField.RMS;
import static dev.halfbyte.rtl.CommandField.ROW_BLOCKS;
import static dev.halfbyte.rtl.CommandField.R_BASE;
import static dev.halfbyte.rtl.CommandField.R_STRIDE;
import static dev.halfbyte.rtl.CommandField.SHIFT;
import static dev.halfbyte.rtl.CommandField.SOURCE;
import static dev.halfbyte.rtl.CommandField.STREAM_LAST;
import static dev.halfbyte.rtl.CommandField.TABLE_ENABLE;
import static dev.halfbyte.rtl.CommandField.TABLE_ID;
import static dev.halfbyte.rtl.CommandField.TABLE_SIGNED;
import static dev.halfbyte.rtl.CommandField.TARGET;
import static dev.halfbyte.rtl.CommandField.TILES;
import static dev.halfbyte.rtl.CommandField.USE;
import static dev.halfbyte.rtl.CommandField.WAIT;
import static dev.halfbyte.rtl.CommandField.WIDE;
import static dev.halfbyte.rtl.CommandField.WORDS;
import static dev.halfbyte.rtl.CommandField.W_BASE;
import static dev.halfbyte.rtl.CommandField.W_PLANE;
import static dev.halfbyte.rtl.CommandField.W_STRIDE;
import static dev.halfbyte.rtl.CommandField.W_ZERO;
import static dev.halfbyte.rtl.CommandField.W_ZERO_HIGH;
import static dev.halfbyte.rtl.CommandField.Z2;
import static dev.halfbyte.rtl.CommandField.ZERO;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Turns commands into the 512-bit words of the command RAM and back.
public final class CommandFormat {
  private static final long GUARD_MASK = (1L << GUARD_LOW.width()) - 1;

  private CommandFormat() {}

  /// Encodes one command.
  ///
  /// @throws IllegalArgumentException if a value does not fit its field
  public static CommandWord encode(Command command) {
    CommandWord.Builder word =
        new CommandWord.Builder()
            .set(OPCODE, command.opcode().code())
            .set(WAIT, Unit.mask(command.waits()))
            .set(USE, Resource.mask(command.uses()));
    switch (command) {
      case Command.End _ -> {}
      case Command.Load load -> {
        word.set(TARGET, load.target().target()).set(O_BASE, load.base()).set(COUNT, load.words());
        encode(word, load.dram());
      }
      case Command.Gemm gemm -> encode(word, gemm);
      case Command.Elementwise ew -> encode(word, ew);
      case Command.Store store -> {
        word.set(SOURCE, store.source() == Memory.RES)
            .set(A_BASE, store.rows().base())
            .set(A_STRIDE, store.rows().stride())
            .set(ROW_BLOCKS, store.rows().rows())
            .set(COUNT, store.words())
            .set(STREAM_LAST, store.streamLast());
        encode(word, store.dram());
      }
      case Command.Softmax softmax -> encode(word, softmax);
      case Command.Norm norm -> encode(word, norm);
    }
    return word.build();
  }

  /// Encodes a program into the 32-bit words of the command window, a slot a command.
  public static List<Integer> program(List<Command> commands) {
    List<Integer> words = new ArrayList<>();
    for (Command command : commands) {
      words.addAll(encode(command).words());
      words.addAll(Collections.nCopies(CommandWord.SLOT_WORDS - CommandWord.WORDS, 0));
    }
    return List.copyOf(words);
  }

  /// Decodes one command; `decode(encode(c)).equals(c)` for every command.
  ///
  /// @throws IllegalArgumentException if the bits are no command, or its `use` mask is not the one
  ///   that follows from its fields
  public static Command decode(CommandWord word) {
    Set<Unit> waits = Unit.ofMask(word.get(WAIT));
    Command command =
        switch (Opcode.of(word.get(OPCODE))) {
          case END -> new Command.End();
          case LOAD ->
              new Command.Load(
                  Memory.ofTarget(word.get(TARGET)),
                  word.get(O_BASE),
                  word.get(COUNT),
                  dram(word),
                  waits);
          case GEMM -> decodeGemm(word, waits);
          case EW -> decodeElementwise(word, waits);
          case STORE ->
              new Command.Store(
                  source(word),
                  source(word, word.get(ROW_BLOCKS)),
                  word.get(COUNT),
                  flag(word, STREAM_LAST),
                  dram(word),
                  waits);
          case SOFTMAX -> decodeSoftmax(word, waits);
          case NORM -> decodeNorm(word, waits);
        };
    int use = Resource.mask(command.uses());
    if (use != word.get(USE)) {
      throw new IllegalArgumentException(
          "use mask 0x%x, fields ask for 0x%x".formatted(word.get(USE), use));
    }
    return command;
  }

  private static void encode(CommandWord.Builder word, Optional<DramSpan> dram) {
    dram.ifPresent(
        span -> word.set(DRAM, true).set(DRAM_ADDRESS, span.first()).set(DRAM_BEATS, span.beats()));
  }

  private static Optional<DramSpan> dram(CommandWord word) {
    return flag(word, DRAM)
        ? Optional.of(new DramSpan(word.get(DRAM_ADDRESS), word.get(DRAM_BEATS)))
        : Optional.empty();
  }

  private static void encode(CommandWord.Builder word, Command.Gemm gemm) {
    word.set(A_BASE, gemm.act().base())
        .set(A_STRIDE, gemm.act().stride())
        .set(ROW_BLOCKS, gemm.act().blocks())
        .set(ACT_SIGNED, gemm.act().signed())
        .set(DECODE, gemm.act().decode())
        .set(W_BASE, gemm.weights().base())
        .set(W_STRIDE, gemm.weights().stride())
        .set(TILES, gemm.weights().count())
        .set(W_ZERO, gemm.weights().zero())
        .set(K_WORDS, gemm.kWords())
        .set(P_BASE, gemm.parameterBase())
        .set(O_STRIDE, gemm.output().stride())
        .set(O_COLUMN, gemm.output().column())
        .set(O_PLANE, gemm.output().plane())
        .set(FOLD, gemm.weights().folded())
        .set(O_FOLD, gemm.output().folded());
    gemm.weights()
        .high()
        .ifPresent(high -> word.set(W_PLANE, high.words()).set(W_ZERO_HIGH, high.zero()));
    gemm.weights().index().ifPresent(base -> word.set(PACKED, true).set(I_BASE, base));
    gemm.factorBase().ifPresent(base -> word.set(FACTOR_ENABLE, true).set(F_BASE, base));
    gemm.epilogue().residual().ifPresent(residual -> word.set(R_STRIDE, residual.stride()));
    encode(word, gemm.epilogue());
  }

  private static void encode(CommandWord.Builder word, Command.Elementwise ew) {
    word.set(SOURCE, ew.source() == Memory.RES)
        .set(A_BASE, ew.sourceBase())
        .set(ACT_SIGNED, ew.actSigned())
        .set(P_BASE, ew.parameterBase())
        .set(COUNT, ew.words());
    ew.reduction()
        .ifPresent(reduction ->
            word.set(REDUCE, reduction.kind().code())
                .set(ROW_BLOCKS, reduction.rows())
                .set(A_STRIDE, reduction.stride()));
    encode(word, ew.epilogue());
  }

  private static void encode(CommandWord.Builder word, Epilogue epilogue) {
    word.set(DEST, epilogue.destination().code())
        .set(O_BASE, epilogue.outputBase())
        .set(ZERO, epilogue.zero())
        .set(LO, epilogue.lo())
        .set(HI, epilogue.hi());
    epilogue
        .residual()
        .ifPresent(residual ->
            word.set(RESIDUAL_ENABLE, true)
                .set(R_BASE, residual.base())
                .set(M2, residual.multiplier())
                .set(Z2, residual.zero()));
    epilogue
        .table()
        .ifPresent(table ->
            word.set(TABLE_ENABLE, true)
                .set(TABLE_ID, table.id())
                .set(TABLE_SIGNED, table.signed()));
  }

  private static Command decodeGemm(CommandWord word, Set<Unit> waits) {
    return new Command.Gemm(
        new Command.Gemm.Rows(
            word.get(A_BASE),
            word.get(A_STRIDE),
            word.get(ROW_BLOCKS),
            flag(word, ACT_SIGNED),
            flag(word, DECODE)),
        new Command.Gemm.Tiles(
            word.get(W_BASE),
            word.get(W_STRIDE),
            word.get(TILES),
            word.get(W_ZERO),
            word.get(W_PLANE) == 0
                ? Optional.empty()
                : Optional.of(new Command.Gemm.HighPlane(word.get(W_PLANE), word.get(W_ZERO_HIGH))),
            flag(word, FOLD),
            flag(word, PACKED) ? Optional.of(word.get(I_BASE)) : Optional.empty()),
        word.get(K_WORDS),
        word.get(P_BASE),
        flag(word, FACTOR_ENABLE) ? Optional.of(word.get(F_BASE)) : Optional.empty(),
        new Command.Gemm.Output(
            word.get(O_STRIDE), word.get(O_COLUMN), word.get(O_PLANE), flag(word, O_FOLD)),
        epilogue(word, word.get(R_STRIDE)),
        waits);
  }

  private static void encode(CommandWord.Builder word, Command.Softmax softmax) {
    rows(word, softmax.source(), softmax.output());
    word.set(COUNT, softmax.count())
        .set(WORDS, softmax.words())
        .set(ZERO, softmax.zero())
        .set(EARLY, softmax.late().isEmpty());
    softmax.firstCount().ifPresent(first -> word.set(CAUSAL, true).set(COUNT_FIRST, first));
    softmax
        .late()
        .ifPresent(late ->
            word.set(F_BASE, late.base())
                .set(F_MULTIPLIER, late.multiplier())
                .set(F_SHIFT, late.shift())
                .set(F_OFFSET, late.offset()));
  }

  private static Command decodeSoftmax(CommandWord word, Set<Unit> waits) {
    Optional<Command.Softmax.Late> late =
        flag(word, EARLY)
            ? Optional.empty()
            : Optional.of(
                new Command.Softmax.Late(
                    word.get(F_BASE),
                    word.get(F_MULTIPLIER),
                    word.get(F_SHIFT),
                    word.get(F_OFFSET)));
    return new Command.Softmax(
        source(word, word.get(ROW_BLOCKS)),
        word.get(COUNT),
        flag(word, CAUSAL) ? Optional.of(word.get(COUNT_FIRST)) : Optional.empty(),
        word.get(WORDS),
        output(word, word.get(ROW_BLOCKS)),
        word.get(ZERO),
        late,
        waits);
  }

  private static void encode(CommandWord.Builder word, Command.Norm norm) {
    Command.Norm.Form form = norm.form();
    rows(word, norm.source(), norm.output());
    word.set(COUNT, norm.count())
        .set(G_BASE, norm.gainBase())
        .set(RMS, form.rms())
        .set(WIDE, form.wide())
        .set(FRACTION, form.fractionBits())
        .set(GUARD_LOW, (int) (form.guard() & GUARD_MASK))
        .set(GUARD_HIGH, Math.toIntExact(form.guard() >> GUARD_LOW.width()))
        .set(SHIFT, form.shift())
        .set(ZERO, form.zero())
        .set(LO, form.lo())
        .set(HI, form.hi());
  }

  private static Command decodeNorm(CommandWord word, Set<Unit> waits) {
    long guard = (long) word.get(GUARD_HIGH) << GUARD_LOW.width() | word.get(GUARD_LOW);
    Command.Norm.Form form =
        new Command.Norm.Form(
            flag(word, RMS),
            flag(word, WIDE),
            word.get(FRACTION),
            guard,
            word.get(SHIFT),
            word.get(ZERO),
            word.get(LO),
            word.get(HI));
    return new Command.Norm(
        source(word, word.get(ROW_BLOCKS)),
        word.get(COUNT),
        form,
        word.get(G_BASE),
        output(word, word.get(ROW_BLOCKS)),
        waits);
  }

  private static void rows(
      CommandWord.Builder word, Command.RowSpan source, Command.RowSpan output) {
    word.set(A_BASE, source.base())
        .set(A_STRIDE, source.stride())
        .set(ROW_BLOCKS, source.rows())
        .set(O_BASE, output.base())
        .set(O_STRIDE, output.stride());
  }

  private static Command.RowSpan source(CommandWord word, int rows) {
    return new Command.RowSpan(word.get(A_BASE), word.get(A_STRIDE), rows);
  }

  private static Command.RowSpan output(CommandWord word, int rows) {
    return new Command.RowSpan(word.get(O_BASE), word.get(O_STRIDE), rows);
  }

  private static Command decodeElementwise(CommandWord word, Set<Unit> waits) {
    return new Command.Elementwise(
        source(word),
        word.get(A_BASE),
        flag(word, ACT_SIGNED),
        flag(word, REDUCE)
            ? Optional.of(
                new Reduction(
                    Reduction.Kind.of(word.get(REDUCE)), word.get(ROW_BLOCKS), word.get(A_STRIDE)))
            : Optional.empty(),
        word.get(P_BASE),
        word.get(COUNT),
        epilogue(word, 0),
        waits);
  }

  private static Epilogue epilogue(CommandWord word, int residualStride) {
    Optional<Epilogue.Residual> residual =
        flag(word, RESIDUAL_ENABLE)
            ? Optional.of(
                new Epilogue.Residual(word.get(R_BASE), residualStride, word.get(M2), word.get(Z2)))
            : Optional.empty();
    Optional<Epilogue.Table> table =
        flag(word, TABLE_ENABLE)
            ? Optional.of(new Epilogue.Table(word.get(TABLE_ID), flag(word, TABLE_SIGNED)))
            : Optional.empty();
    return new Epilogue(
        Destination.of(word.get(DEST)),
        word.get(O_BASE),
        word.get(ZERO),
        word.get(LO),
        word.get(HI),
        residual,
        table);
  }

  private static Memory source(CommandWord word) {
    return flag(word, SOURCE) ? Memory.RES : Memory.ACT;
  }

  private static boolean flag(CommandWord word, CommandField field) {
    return word.get(field) != 0;
  }
}
