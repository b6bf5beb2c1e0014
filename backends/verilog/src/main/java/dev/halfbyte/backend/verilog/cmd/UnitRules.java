package dev.halfbyte.backend.verilog.cmd;

import dev.halfbyte.rtl.AcceleratorConfig;
import dev.halfbyte.rtl.ArrayKind;
import dev.halfbyte.rtl.Command;
import dev.halfbyte.rtl.Destination;
import dev.halfbyte.rtl.Epilogue;
import dev.halfbyte.rtl.Memory;
import java.util.ArrayList;
import java.util.List;

/// The limits of the units, as the headers of their modules have them, on the fields of a command.
///
/// @param config the configuration that has the units, or has them not
record UnitRules(AcceleratorConfig config) {
  private static final int MAX_NUMBER = 0xffff;

  /// Shifts that the epilogue takes.
  private static final int MAX_SHIFT = 62;

  private static final int MAX_RECIPROCAL_SHIFT = 16;

  /// Returns one sentence for each limit that `command` breaks.
  List<String> faults(Command command) {
    List<String> faults = new ArrayList<>();
    switch (command) {
      case Command.End _, Command.Store _ -> {}
      case Command.Load load ->
          require(
              faults,
              load.target().depth(config) > 0,
              "the configuration has no memory " + load.target());
      case Command.Gemm gemm -> {
        checkClamp(faults, gemm.epilogue().lo(), gemm.epilogue().hi());
        checkArray(faults, gemm);
        checkOutput(faults, gemm.epilogue(), gemm.output());
        if (gemm.output().folded()) {
          checkFoldedOutput(faults, gemm);
        }
      }
      case Command.Elementwise ew -> {
        checkClamp(faults, ew.epilogue().lo(), ew.epilogue().hi());
        require(
            faults,
            ew.epilogue().destination().memory() != Memory.WGT,
            "no elementwise command writes weights");
        require(
            faults,
            ew.reduction().isEmpty() || config.rows() == 1,
            "reductions of rows need words of one row, ROWS = 1");
      }
      case Command.Softmax softmax -> checkSoftmax(faults, softmax);
      case Command.Norm norm -> checkNorm(faults, norm);
    }
    return List.copyOf(faults);
  }

  private void checkArray(List<String> faults, Command.Gemm gemm) {
    require(
        faults,
        config.arrayKind() != ArrayKind.SHIFT || gemm.act().decode(),
        "a shift array takes codes of the decode table only");
    int alignment = config.rowAlignment();
    require(
        faults,
        gemm.act().base() % alignment == 0 && gemm.act().stride() % alignment == 0,
        "rows of a row engine start at multiples of " + alignment + " words");
    if (gemm.weights().folded()) {
      checkFolded(faults, gemm);
    }
    if (gemm.weights().index().isPresent()) {
      checkPacked(faults, gemm);
    }
    if (config.arrayKind() == ArrayKind.ROW) {
      checkEngines(faults, gemm);
      return;
    }
    require(
        faults,
        gemm.weights().high().isEmpty() && gemm.output().plane() == 0,
        "a block engine has no planes of weights");
    require(
        faults,
        gemm.weights().count() == 1 && gemm.act().stride() == gemm.kWords(),
        "a block engine takes one tile, and row blocks behind one another");
    require(
        faults,
        gemm.weights().zero() == 0 && gemm.factorBase().isEmpty(),
        "a block engine has no zeros of weights, and no factors of rows");
    require(
        faults,
        gemm.epilogue().destination().memory() != Memory.WGT,
        "a block engine writes no weights");
  }

  private void checkFolded(List<String> faults, Command.Gemm gemm) {
    require(faults, config.foldGroups() > 1, "the array folds no products");
    require(
        faults,
        gemm.weights().count() == 1 && gemm.weights().high().isEmpty() && !gemm.act().decode(),
        "a folded product has one tile, weights of one plane and codes that stand for themselves");
    require(
        faults,
        gemm.epilogue().destination().memory() != Memory.WGT,
        "a folded product writes no weights");
  }

  /// Rows that pass at a time come tile by tile, so what stands behind one of them is not written
  /// before it.
  private void checkEngines(List<String> faults, Command.Gemm gemm) {
    int last = gemm.output().column() + gemm.act().blocks() - 1;
    int drained = gemm.weights().count() * config.drainWords();
    int least =
        switch (gemm.epilogue().destination()) {
          case ACT, RES -> drained;
          case WGT_COLUMNS -> last < config.cols() ? 0 : drained;
          case WGT_ROWS -> last / config.lanes() + 1;
        };
    boolean inOrder =
        config.engines() == 1 || gemm.act().blocks() == 1 || gemm.weights().count() == 1;
    require(
        faults,
        inOrder || gemm.output().stride() >= least,
        "rows of several engines may not overlap: the stride of the output is at least %d, not %d"
            .formatted(least, gemm.output().stride()));
  }

  private void checkPacked(List<String> faults, Command.Gemm gemm) {
    Command.Gemm.Tiles weights = gemm.weights();
    require(faults, config.packs(), "the array takes no packed weights");
    require(
        faults,
        weights.high().isEmpty()
            && weights.zero() == 0
            && !weights.folded()
            && !gemm.act().decode()
            && gemm.output().plane() == 0,
        "packed weights are of one plane, count from zero, are not folded, and are multiplied by"
            + " codes that stand for themselves");
    require(
        faults,
        weights.base() < Memory.SIDE_BASE,
        "packed weights are in the main memory, not in its side memory");
  }

  private void checkOutput(List<String> faults, Epilogue epilogue, Command.Gemm.Output output) {
    int column = output.column();
    Destination destination = epilogue.destination();
    require(
        faults,
        output.plane() == 0 || destination.memory() == Memory.WGT && config.actBits() > 4,
        "two planes are for weights, and for codes of 8 bits");
    int columns =
        switch (destination) {
          case ACT, RES -> 1;
          case WGT_COLUMNS -> config.cols();
          case WGT_ROWS -> config.lanes();
        };
    require(
        faults,
        column < columns,
        "the first column of an output as %s is below %d, not %d"
            .formatted(destination, columns, column));
  }

  private void checkFoldedOutput(List<String> faults, Command.Gemm gemm) {
    require(faults, config.foldGroups() > 1, "the array folds no products");
    require(
        faults,
        gemm.epilogue().destination() == Destination.WGT_COLUMNS && gemm.output().plane() == 0,
        "folded weights are columns of one plane");
    require(
        faults,
        gemm.output().column() + gemm.act().blocks() <= config.foldCols(),
        "folded weights have %d columns, not %d"
            .formatted(config.foldCols(), gemm.output().column() + gemm.act().blocks()));
  }

  private void checkSoftmax(List<String> faults, Command.Softmax softmax) {
    if (!config.hasSoftmax()) {
      faults.add("the configuration has no softmax unit");
      return;
    }
    int longest = config.softmaxRowMax();
    require(
        faults,
        softmax.count() <= longest,
        softmax.count() + " elements, SOFTMAX_ROW_MAX is " + longest);
    int least = Math.ceilDiv(softmax.count(), config.lanes());
    int most = Math.ceilDiv(longest, config.lanes());
    require(
        faults,
        softmax.words() >= least && softmax.words() <= most,
        "rows of %d elements fill %d to %d words, not %d"
            .formatted(softmax.count(), least, most, softmax.words()));
    int codes = 1 << config.actBits();
    require(
        faults,
        softmax.zero() >= -codes / 2 && softmax.zero() < codes,
        "the code of zero, " + softmax.zero() + ", has more than ACT_BITS bits");
    softmax.late().ifPresent(late -> checkLate(faults, softmax.count(), late));
  }

  /// The exponent of a sum is 0 for a row without elements, and at most that of numbers of 16 bits.
  private static void checkLate(List<String> faults, int count, Command.Softmax.Late late) {
    require(
        faults,
        late.shift() >= 1 && late.shift() <= MAX_RECIPROCAL_SHIFT,
        "the reciprocal is shifted by 1 to 16, not by " + late.shift());
    int exponent = Long.SIZE - 1 - Long.numberOfLeadingZeros((long) count * MAX_NUMBER);
    require(
        faults,
        late.offset() >= 1 && late.offset() + exponent <= MAX_SHIFT,
        "factors of rows get shifts from %d to %d, the epilogue takes 1 to %d"
            .formatted(late.offset(), late.offset() + exponent, MAX_SHIFT));
  }

  private void checkNorm(List<String> faults, Command.Norm norm) {
    if (!config.hasNorm()) {
      faults.add("the configuration has no norm unit");
      return;
    }
    Command.Norm.Form form = norm.form();
    checkClamp(faults, form.lo(), form.hi());
    require(
        faults,
        norm.count() <= config.normRowMax(),
        norm.count() + " elements, NORM_ROW_MAX is " + config.normRowMax());
    int octaves = Integer.SIZE - Integer.numberOfLeadingZeros(norm.count() - 1);
    int fraction = Math.min(form.rootBits() - 1, 15 - Math.ceilDiv(octaves, 2));
    require(
        faults,
        form.fractionBits() <= fraction,
        "normalized elements have at most %d fraction bits, not %d"
            .formatted(fraction, form.fractionBits()));
    require(
        faults,
        form.guard() >= 1 && form.guard() >>> 48 == 0,
        "the guard is 1 to 2^48 - 1, not " + form.guard());
    require(
        faults,
        form.shift() >= 1 && form.shift() <= MAX_SHIFT,
        "the last shift is 1 to 62, not " + form.shift());
    int codes = 1 << config.actBits();
    require(
        faults,
        List.of(form.zero(), form.lo(), form.hi()).stream().allMatch(c -> c >= -codes && c < codes),
        "zero, lo and hi of a norm have ACT_BITS + 1 bits");
  }

  private static void checkClamp(List<String> faults, int lo, int hi) {
    require(faults, lo <= hi, "clamps to " + lo + ".." + hi + ", which is empty");
  }

  private static void require(List<String> faults, boolean holds, String fault) {
    if (!holds) {
      faults.add(fault);
    }
  }
}
