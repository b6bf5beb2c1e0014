package dev.halfbyte.backend.verilog.cmd;

import dev.halfbyte.rtl.AcceleratorConfig;
import dev.halfbyte.rtl.Command;
import dev.halfbyte.rtl.Epilogue;
import dev.halfbyte.rtl.Memory;
import dev.halfbyte.rtl.RowTiming;
import java.util.ArrayList;
import java.util.List;

/// The memory words that each command touches, as ranges that enclose strided accesses.
public final class Accesses {
  private Accesses() {}

  /// Returns the accesses of `command`, reads before writes.
  public static List<Access> of(Command command, AcceleratorConfig config) {
    return switch (command) {
      case Command.End _ -> List.of();
      case Command.Load load -> List.of(Access.write(load.target(), load.base(), load.words()));
      case Command.Gemm gemm -> gemm(gemm, config);
      case Command.Elementwise ew -> elementwise(ew);
      case Command.Store store -> List.of(rows(store.source(), store.rows(), store.words(), false));
      case Command.Softmax softmax -> softmax(softmax, config);
      case Command.Norm norm -> norm(norm, config);
    };
  }

  private static List<Access> gemm(Command.Gemm gemm, AcceleratorConfig config) {
    List<Access> accesses = new ArrayList<>();
    int drain = gemm.drained(config);
    long blocks = gemm.act().blocks();
    long read = (blocks - 1) * gemm.act().stride() + alignedWords(gemm, config);
    long weights =
        (gemm.weights().count() - 1L) * gemm.weights().stride()
            + RowTiming.foldedPassCycles(gemm.step(config), gemm.kWords());
    accesses.add(Access.read(Memory.ACT, gemm.act().base(), read));
    accesses.add(Access.read(Memory.WGT, gemm.weights().base(), weights));
    gemm.weights()
        .high()
        .ifPresent(high ->
            accesses.add(Access.read(Memory.WGT, gemm.weights().base() + high.words(), weights)));
    gemm.weights()
        .index()
        .ifPresent(index -> accesses.add(Access.read(Memory.INDEX, index, weights)));
    accesses.add(Access.read(Memory.PAR, gemm.parameterBase(), drain));
    if (gemm.act().decode()) {
      accesses.add(Access.read(Memory.DECODE, 0, 1));
    }
    Epilogue epilogue = gemm.epilogue();
    epilogue
        .residual()
        .ifPresent(r ->
            accesses.add(Access.read(Memory.RES, r.base(), (blocks - 1) * r.stride() + drain)));
    table(accesses, epilogue);
    gemm.factorBase().ifPresent(base -> accesses.add(Access.read(Memory.FACTOR, base, blocks)));
    long written = written(gemm, config);
    accesses.add(Access.write(epilogue.destination().memory(), epilogue.outputBase(), written));
    return List.copyOf(accesses);
  }

  /// Returns the words from the first to the last that a GEMM writes.
  private static long written(Command.Gemm gemm, AcceleratorConfig config) {
    long last = gemm.act().blocks() - 1L;
    int stride = gemm.output().stride();
    int drain = gemm.drained(config);
    return switch (gemm.epilogue().destination()) {
      case ACT, RES -> last * stride + drain;
      case WGT_COLUMNS ->
          gemm.output().folded()
              ? Math.ceilDiv(drain, config.foldGroups())
              : gemm.output().plane()
                  + (gemm.output().column() + last) / config.cols() * stride
                  + drain;
      case WGT_ROWS ->
          gemm.output().plane()
              + (gemm.weights().count() - 1L) * stride
              + (gemm.output().column() + last) / config.lanes()
              + 1;
    };
  }

  private static List<Access> softmax(Command.Softmax softmax, AcceleratorConfig config) {
    List<Access> accesses = new ArrayList<>();
    int read = Math.ceilDiv(softmax.count(), config.lanes());
    accesses.add(rows(Memory.RES, softmax.source(), read, false));
    accesses.add(Access.read(Memory.EXP, 0, Memory.EXP_WORDS));
    softmax
        .late()
        .ifPresent(late ->
            accesses.add(Access.write(Memory.FACTOR, late.base(), softmax.source().rows())));
    accesses.add(rows(Memory.ACT, softmax.output(), softmax.words(), true));
    return List.copyOf(accesses);
  }

  private static List<Access> norm(Command.Norm norm, AcceleratorConfig config) {
    int words = Math.ceilDiv(norm.count(), config.lanes());
    int gains = words * config.lanes() / Memory.GAIN_ELEMENTS;
    return List.of(
        rows(Memory.RES, norm.source(), words, false),
        Access.read(Memory.GAIN, norm.gainBase(), gains),
        rows(Memory.ACT, norm.output(), words, true));
  }

  private static Access rows(Memory memory, Command.RowSpan span, int words, boolean write) {
    long all = (span.rows() - 1L) * span.stride() + words;
    return write ? Access.write(memory, span.base(), all) : Access.read(memory, span.base(), all);
  }

  /// A row engine reads whole wide words.
  private static int alignedWords(Command.Gemm gemm, AcceleratorConfig config) {
    return Math.ceilDiv(gemm.kWords(), config.rowAlignment()) * config.rowAlignment();
  }

  private static List<Access> elementwise(Command.Elementwise ew) {
    List<Access> accesses = new ArrayList<>();
    long behind = ew.reduction().map(r -> (r.rows() - 1L) * r.stride()).orElse(0L);
    accesses.add(Access.read(ew.source(), ew.sourceBase(), behind + ew.words()));
    accesses.add(Access.read(Memory.PAR, ew.parameterBase(), 1));
    Epilogue epilogue = ew.epilogue();
    epilogue.residual().ifPresent(r -> accesses.add(Access.read(Memory.RES, r.base(), ew.words())));
    table(accesses, epilogue);
    accesses.add(Access.write(epilogue.destination().memory(), epilogue.outputBase(), ew.words()));
    return List.copyOf(accesses);
  }

  private static void table(List<Access> accesses, Epilogue epilogue) {
    epilogue
        .table()
        .ifPresent(t ->
            accesses.add(
                Access.read(Memory.TABLE, (long) t.id() * Memory.TABLE_WORDS, Memory.TABLE_WORDS)));
  }
}
