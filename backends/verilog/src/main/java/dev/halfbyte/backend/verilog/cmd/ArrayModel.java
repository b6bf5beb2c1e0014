package dev.halfbyte.backend.verilog.cmd;

import dev.halfbyte.rtl.AcceleratorConfig;
import dev.halfbyte.rtl.ArrayKind;
import dev.halfbyte.rtl.Command;
import dev.halfbyte.rtl.Cost;
import dev.halfbyte.rtl.DecodeTable;
import dev.halfbyte.rtl.DigitPlanes;
import dev.halfbyte.rtl.Timing;
import java.math.BigInteger;
import java.util.List;
import java.util.stream.IntStream;

/// What the array gives for the rows of one GEMM, on modelled memories.
///
/// Sums have 32 bits here; those of the array are the same modulo the power of two of ACC_BITS, to
/// which they are cut in the end.
final class ArrayModel {
  private final AcceleratorConfig config;
  private final MemoryModel memory;
  private final Command.Gemm gemm;

  ArrayModel(AcceleratorConfig config, MemoryModel memory, Command.Gemm gemm) {
    this.config = config;
    this.memory = memory;
    this.gemm = gemm;
  }

  /// Returns the cost of the command; on a row engine it depends on the codes in act.
  Cost cost() {
    Timing timing = new Timing(config);
    if (config.arrayKind() != ArrayKind.ROW) {
      return timing.cost(gemm);
    }
    DigitPlanes planes = planes();
    List<byte[]> rows =
        IntStream.range(0, gemm.act().blocks()).mapToObj(block -> codes(block, 0)).toList();
    return timing.rowCost(gemm, planes, rows);
  }

  /// Returns the drained values of all columns of all tiles, for each row of each row block.
  ///
  /// @return the rows in order, ROWS a block
  int[][] values() {
    int[][] values = new int[gemm.act().blocks() * config.rows()][];
    List<ArrayPass> passes = passes();
    for (int i = 0; i < values.length; i++) {
      values[i] = row(passes, i / config.rows(), i % config.rows());
    }
    return values;
  }

  private int[] row(List<ArrayPass> passes, int block, int row) {
    return switch (config.arrayKind()) {
      case MULTIPLY, DECODE -> cut(sums(passes, block, row));
      case ROW -> cut(drained(passes, block, row));
      case SHIFT -> {
        int[] first = cut(sums(passes.subList(0, 1), block, row));
        int[] second = cut(sums(passes.subList(1, 2), block, row));
        int scales = memory.decode(DecodeTable.SCALES);
        yield IntStream.range(0, first.length)
            .map(col -> DecodeTable.combine(scales, first[col], second[col]))
            .toArray();
      }
    };
  }

  /// Returns the sums of a row engine, of which the first ones may be put aside.
  private int[] drained(List<ArrayPass> passes, int block, int row) {
    int held = planes().held();
    int[] sums = sums(passes.subList(held, passes.size()), block, row);
    if (held > 0) {
      int[] first = sums(passes.subList(0, held), block, row);
      for (int col = 0; col < sums.length; col++) {
        int aside = DigitPlanes.putAside(first[col], config.accBits());
        sums[col] = DigitPlanes.drained(aside, sums[col]);
      }
    }
    return sums;
  }

  private int[] sums(List<ArrayPass> passes, int block, int row) {
    int[] sums = new int[gemm.drained(config) * config.lanes()];
    for (ArrayPass pass : passes) {
      for (int col = 0; col < sums.length; col++) {
        sums[col] <<= pass.shift();
      }
      if (gemm.weights().index().isPresent()) {
        addPacked(pass, codes(block, row), gemm.weights().index().get(), sums);
      } else {
        add(pass, codes(block, row), sums);
      }
    }
    return sums;
  }

  private void add(ArrayPass pass, byte[] codes, int[] sums) {
    int total = 0;
    for (int k = 0; k < codes.length; k++) {
      int number = pass.number(codes[k]);
      if (number != 0) {
        total += number;
        if (gemm.weights().folded()) {
          memory.weights().addFolded(number, gemm.weights().base(), k, sums);
          continue;
        }
        for (int tile = 0; tile < gemm.weights().count(); tile++) {
          int word = gemm.weights().base() + tile * gemm.weights().stride() + pass.weightWord();
          memory
              .weights()
              .addProducts(number, word, k, pass.weightMask(), sums, tile * config.cols());
        }
      }
    }
    int offset = pass.zero() * total;
    for (int col = 0; col < sums.length; col++) {
      sums[col] -= offset;
    }
  }

  /// Signed weights of one plane; codes behind the row count as zero.
  private void addPacked(ArrayPass pass, byte[] codes, int index, int[] sums) {
    int step = Command.Gemm.PACK_WORDS * config.lanes();
    int steps = Math.ceilDiv(codes.length, step);
    int[] numbers = new int[steps * step];
    for (int k = 0; k < codes.length; k++) {
      numbers[k] = pass.number(codes[k]);
    }
    for (int tile = 0; tile < gemm.weights().count(); tile++) {
      int offset = tile * gemm.weights().stride();
      for (int i = 0; i < steps; i++) {
        int word = gemm.weights().base() + offset + i;
        memory.addPacked(numbers, i * step, word, index + offset + i, sums, tile * config.cols());
      }
    }
  }

  private int[] cut(int[] sums) {
    for (int col = 0; col < sums.length; col++) {
      sums[col] = WordBits.extend(sums[col], config.accBits(), true);
    }
    return sums;
  }

  private byte[] codes(int block, int row) {
    return memory.codes(gemm.act().base() + block * gemm.act().stride(), gemm.kWords(), row);
  }

  /// Returns the passes of the codes of a row, in their order.
  List<ArrayPass> passes() {
    int bits = config.actBits();
    return switch (config.arrayKind()) {
      case MULTIPLY -> List.of(codesThemselves());
      case DECODE ->
          gemm.act().decode()
              ? List.of(
                  ArrayPass.ofCodes(
                      bits, code -> WordBits.extend(record(code), config.actBits() + 1, true)))
              : List.of(codesThemselves());
      case SHIFT ->
          List.of(
              ArrayPass.ofCodes(bits, code -> term(code, false)),
              ArrayPass.ofCodes(bits, code -> term(code, true)));
      case ROW ->
          planes().segments().stream()
              .map(segment -> ArrayPass.ofSegment(segment, bits, gemm.weights()))
              .toList();
    };
  }

  private ArrayPass codesThemselves() {
    return ArrayPass.ofCodes(
        config.actBits(), code -> WordBits.extend(code, config.actBits(), gemm.act().signed()));
  }

  private int record(int code) {
    return memory.decode(code & (DecodeTable.RECORDS - 1));
  }

  private int term(int code, boolean second) {
    int term = record(code);
    return DecodeTable.isSecond(term) == second ? DecodeTable.multiplier(term) : 0;
  }

  /// Returns the segments of a row array.
  DigitPlanes planes() {
    if (!gemm.act().decode()) {
      return DigitPlanes.plain(gemm.act().signed());
    }
    BigInteger word = BigInteger.ZERO;
    for (int element = DecodeTable.SCALES + 3; element >= 0; element--) {
      int bits = memory.decode(element) & (1 << DecodeTable.RECORD_BITS) - 1;
      word = word.shiftLeft(DecodeTable.RECORD_BITS).or(BigInteger.valueOf(bits));
    }
    return DigitPlanes.ofWord(word, config.actBits());
  }
}
