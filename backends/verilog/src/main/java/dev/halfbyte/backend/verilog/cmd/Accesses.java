package dev.halfbyte.backend.verilog.cmd;

import dev.halfbyte.rtl.AcceleratorConfig;
import dev.halfbyte.rtl.Command;
import dev.halfbyte.rtl.Epilogue;
import dev.halfbyte.rtl.Memory;
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
      case Command.Store store -> List.of(Access.read(store.source(), store.base(), store.words()));
    };
  }

  private static List<Access> gemm(Command.Gemm gemm, AcceleratorConfig config) {
    List<Access> accesses = new ArrayList<>();
    int drain = gemm.tiles() * config.drainWords();
    long blocks = gemm.rowBlocks();
    long read = (blocks - 1) * gemm.actStride() + alignedWords(gemm, config);
    long weights = (gemm.tiles() - 1L) * gemm.weightStride() + gemm.kWords();
    accesses.add(Access.read(Memory.ACT, gemm.actBase(), read));
    accesses.add(Access.read(Memory.WGT, gemm.weightBase(), weights));
    accesses.add(Access.read(Memory.PAR, gemm.parameterBase(), drain));
    if (gemm.decode()) {
      accesses.add(Access.read(Memory.DECODE, 0, 1));
    }
    Epilogue epilogue = gemm.epilogue();
    epilogue
        .residual()
        .ifPresent(r ->
            accesses.add(Access.read(Memory.RES, r.base(), (blocks - 1) * r.stride() + drain)));
    table(accesses, epilogue);
    long written = (blocks - 1) * gemm.outputStride() + drain;
    accesses.add(Access.write(epilogue.destination(), epilogue.outputBase(), written));
    return List.copyOf(accesses);
  }

  /// A row engine reads whole wide words.
  private static int alignedWords(Command.Gemm gemm, AcceleratorConfig config) {
    return Math.ceilDiv(gemm.kWords(), config.rowAlignment()) * config.rowAlignment();
  }

  private static List<Access> elementwise(Command.Elementwise ew) {
    List<Access> accesses = new ArrayList<>();
    accesses.add(Access.read(ew.source(), ew.sourceBase(), ew.words()));
    accesses.add(Access.read(Memory.PAR, ew.parameterBase(), 1));
    Epilogue epilogue = ew.epilogue();
    epilogue.residual().ifPresent(r -> accesses.add(Access.read(Memory.RES, r.base(), ew.words())));
    table(accesses, epilogue);
    accesses.add(Access.write(epilogue.destination(), epilogue.outputBase(), ew.words()));
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
