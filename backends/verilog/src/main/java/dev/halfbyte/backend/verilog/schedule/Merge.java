package dev.halfbyte.backend.verilog.schedule;

import dev.halfbyte.rtl.AcceleratorConfig;
import dev.halfbyte.rtl.ArrayKind;
import dev.halfbyte.rtl.Command;
import dev.halfbyte.rtl.Destination;
import dev.halfbyte.rtl.Epilogue;
import java.util.Optional;
import java.util.Set;

/// Joins two products of the same rows by neighbouring tiles of weights into one command, which
/// saves filling and draining the array between them.
///
/// @param config says whether the array takes several tiles a command
record Merge(AcceleratorConfig config) {

  /// Returns one command for two that run one after the other, if there is one.
  Optional<Command> of(Command first, Command second) {
    if (config.arrayKind() == ArrayKind.ROW
        && first instanceof Command.Gemm a
        && !a.weights().folded()
        && !a.output().folded()
        && second instanceof Command.Gemm b
        && b.waits().isEmpty()
        && behind(a, b.weights().count()).equals(b)) {
      return Optional.of(tiles(a, a.weights().count() + b.weights().count()));
    }
    return Optional.empty();
  }

  /// Returns the command for the `count` tiles behind those of `gemm`.
  private Command.Gemm behind(Command.Gemm gemm, int count) {
    int done = gemm.weights().count();
    int drained = done * config.drainWords();
    Command.Gemm.Tiles weights = gemm.weights();
    Epilogue epilogue = gemm.epilogue();
    int output =
        epilogue.destination() == Destination.WGT_ROWS ? done * gemm.output().stride() : drained;
    return new Command.Gemm(
        gemm.act(),
        weights.part(done, count),
        gemm.kWords(),
        gemm.parameterBase() + drained,
        gemm.factorBase(),
        gemm.output(),
        new Epilogue(
            epilogue.destination(),
            epilogue.outputBase() + output,
            epilogue.zero(),
            epilogue.lo(),
            epilogue.hi(),
            epilogue
                .residual()
                .map(r ->
                    new Epilogue.Residual(
                        r.base() + drained, r.stride(), r.multiplier(), r.zero())),
            epilogue.table()),
        Set.of());
  }

  private static Command.Gemm tiles(Command.Gemm gemm, int count) {
    Command.Gemm.Tiles weights = gemm.weights();
    return new Command.Gemm(
        gemm.act(),
        weights.part(0, count),
        gemm.kWords(),
        gemm.parameterBase(),
        gemm.factorBase(),
        gemm.output(),
        gemm.epilogue(),
        gemm.waits());
  }
}
