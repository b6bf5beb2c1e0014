package dev.halfbyte.rtl;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/// What the act codes of one matmul stand for: themselves, or the numbers of a decode table.
///
/// @param table what is loaded, if the matmul decodes
/// @param numbers what it means, code by code
/// @param signed whether codes are sign extended where they stand for themselves
/// @param actBits storage of a code
record Operands(Optional<DecodeTable> table, List<Integer> numbers, boolean signed, int actBits) {

  /// Returns random operands that the array of `config` takes, small enough for its sums.
  static Operands random(AcceleratorConfig config, Random random) {
    boolean signed = random.nextBoolean();
    return switch (config.arrayKind()) {
      case MULTIPLY, ROW -> plain(config, signed);
      case DECODE -> random.nextBoolean() ? numbers(config, random) : plain(config, signed);
      case SHIFT -> terms(config, random);
    };
  }

  private static Operands plain(AcceleratorConfig config, boolean signed) {
    return new Operands(Optional.empty(), List.of(), signed, config.actBits());
  }

  private static Operands numbers(AcceleratorConfig config, Random random) {
    int top = 1 << config.actBits();
    List<Integer> numbers = new ArrayList<>();
    for (int code = 0; code < DecodeTable.RECORDS; code++) {
      numbers.add(random.nextInt(-top, top));
    }
    DecodeTable table = DecodeTable.ofNumbers(numbers);
    return new Operands(Optional.of(table), numbers, false, config.actBits());
  }

  private static Operands terms(AcceleratorConfig config, Random random) {
    int shift = random.nextInt(9);
    int factor = random.nextInt(256);
    List<Integer> records = new ArrayList<>();
    List<Integer> numbers = new ArrayList<>();
    for (int code = 0; code < DecodeTable.RECORDS; code++) {
      boolean second = random.nextBoolean();
      boolean negative = random.nextBoolean();
      int power = random.nextInt(8);
      boolean zero = random.nextInt(5) == 0;
      records.add(zero ? random.nextInt(32) : DecodeTable.term(second, negative, power));
      int scale = second ? factor : 1 << shift;
      numbers.add(zero ? 0 : (negative ? -scale : scale) << power);
    }
    DecodeTable table = new DecodeTable(records, shift, factor);
    return new Operands(Optional.of(table), numbers, false, config.actBits());
  }

  /// Returns what a stored code stands for.
  int value(int code) {
    if (table.isPresent()) {
      return numbers.get(code & DecodeTable.RECORDS - 1);
    }
    int unused = Integer.SIZE - actBits;
    return signed ? code << unused >> unused : code;
  }

  /// Returns the bits of the largest number.
  int bits() {
    int largest = numbers.stream().mapToInt(Math::abs).max().orElse((1 << actBits) - 1);
    return Integer.SIZE - Integer.numberOfLeadingZeros(largest);
  }

  /// Returns the word of [Memory#DECODE].
  static Bits word(DecodeTable table) {
    Bits word = new Bits(Memory.DECODE_BITS);
    for (int code = 0; code < DecodeTable.RECORDS; code++) {
      int record = table.records().get(code);
      word.set(code * DecodeTable.RECORD_BITS, DecodeTable.RECORD_BITS, record);
    }
    int scales = DecodeTable.SCALES * DecodeTable.RECORD_BITS;
    return word.set(scales, DecodeTable.RECORD_BITS, table.scales());
  }
}
