package dev.halfbyte.rtl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// hb_pkg.sv and the catalogue state the same numbers.
class PackageTest {
  private static final Pattern CONSTANT =
      Pattern.compile("localparam [^=]*?(\\w+) = (?:\\d+'([hd]))?([0-9a-fA-F_]+);");

  private final Map<String, Long> constants = constants();

  @Test
  void commandFieldsAreThoseOfTheFormat() {
    Map<String, Long> expected = new LinkedHashMap<>();
    for (CommandField field : CommandField.values()) {
      expected.put("CMD_" + field + "_LSB", (long) field.offset());
      expected.put("CMD_" + field + "_WIDTH", (long) field.width());
    }
    expected.put("CMD_WIDTH", 32L * CommandWord.WORDS);
    assertEquals(new TreeMap<>(expected), withPrefix("CMD_"));
  }

  @Test
  void codesAreThoseOfTheEnums() {
    for (Opcode opcode : Opcode.values()) {
      assertEquals(opcode.code(), constants.get("OP_" + opcode), opcode.name());
    }
    for (Unit unit : Unit.values()) {
      assertEquals(unit.bit(), constants.get("UNIT_" + unit), unit.name());
    }
    for (Destination destination : Destination.values()) {
      assertEquals(destination.code(), number("DEST_" + destination), destination.name());
    }
    for (Memory memory : Memory.values()) {
      assertEquals(memory.target(), constants.get("TARGET_" + memory), memory.name());
    }
    for (Reduction.Kind kind : Reduction.Kind.values()) {
      assertEquals(kind.code(), number("REDUCE_" + kind), kind.name());
    }
    assertEquals(Reduction.Kind.values().length + 1, withPrefix("REDUCE_").size());
    assertEquals(Opcode.values().length, withPrefix("OP_").size());
    assertEquals(Unit.values().length, withPrefix("UNIT_").size());
    assertEquals(Unit.values().length, constants.get("UNITS"));
    assertEquals(Destination.values().length, withPrefix("DEST_").size());
    assertEquals(Memory.values().length, withPrefix("TARGET_").size());
  }

  @Test
  void theMasterIsThatOfTheTiming() {
    assertEquals(Timing.DMA.maxBurst(), number("DMA_MAX_BURST"));
    assertEquals(Timing.DMA.outstanding(), number("DMA_OUTSTANDING"));
    assertEquals(CommandField.DRAM_ADDRESS.width() + 3, number("AXI_ADDR_WIDTH"));
    assertEquals(CommandField.DRAM_BEATS.width(), number("DMA_BEATS_WIDTH"));
  }

  @Test
  void theDecodeTableIsThatOfTheCatalogue() {
    for (ArrayKind kind : ArrayKind.values()) {
      assertEquals(kind.code(), number("ARRAY_" + kind), kind.name());
    }
    assertEquals(DecodeTable.RECORDS, number("DECODE_RECORDS"));
    assertEquals(DecodeTable.RECORD_BITS, number("DECODE_RECORD_WIDTH"));
    assertEquals(DecodeTable.MAX_SHIFT, (1 << number("DECODE_SHIFT_WIDTH")) - 1);
    assertEquals(DecodeTable.MAX_FACTOR, (1 << number("DECODE_FACTOR_WIDTH")) - 1);
    assertEquals(Memory.DECODE_BITS, number("DECODE_WIDTH"));
    int flags = DecodeTable.term(true, true, 0);
    assertEquals(
        flags,
        1 << number("SHIFT_SECOND_BIT")
            | 1 << number("SHIFT_NEGATIVE_BIT")
            | 1 << number("SHIFT_NONZERO_BIT"));
    int scales = new DecodeTable(Collections.nCopies(DecodeTable.RECORDS, 0), 1, 1).scales();
    int base = DecodeTable.SCALES * DecodeTable.RECORD_BITS;
    assertEquals(
        scales, 1 << number("DECODE_SHIFT_LSB") - base | 1 << number("DECODE_FACTOR_LSB") - base);
  }

  @Test
  void theMemoriesOfRowUnitsAreThoseOfTheCatalogue() {
    assertEquals(Memory.SIDE_BASE, number("SIDE_BASE"));
    assertEquals(Memory.SIDE_MAX, 1 << number("SIDE_ADDR_WIDTH"));
    assertEquals(Memory.EXP_BITS, number("ROM_WIDTH"));
    assertEquals(Memory.EXP_WORDS, 1 << number("DISTANCE_WIDTH"));
    assertEquals(Memory.GAIN_ELEMENTS, number("GAIN_ELEMENTS"));
    assertEquals(Memory.GAIN_BITS, number("GAIN_WIDTH"));
    assertEquals(Memory.FACTOR_BITS, number("FACTOR_WIDTH"));
  }

  @Test
  void theWordOfTheSegmentsIsThatOfTheCatalogue() {
    assertEquals(RowTiming.WIDE_WORDS, number("WIDE_WORDS"));
    assertEquals(DigitPlanes.MAX_SEGMENTS, number("SEGMENTS"));
    assertEquals(SegmentFlags.BITS, number("SEGMENT_WIDTH"));
    assertEquals(DigitPlanes.FLAGS_LSB, number("SEGMENTS_LSB"));
    assertEquals(DigitPlanes.MAX_TABLES, number("DIGIT_TABLES"));
    assertEquals(DigitPlanes.MAX_TABLES, 1 << number("SEGMENT_TABLE_WIDTH"));
    assertEquals(0, number("SEGMENT_TABLE_LSB"));
    assertEquals(DigitPlanes.TABLE_BITS, number("DIGIT_TABLE_WIDTH"));
    assertEquals(SegmentFlags.NONE, number("SEGMENT_NONE") << number("SEGMENT_SHIFT_LSB"));
    assertEquals(DigitPlanes.SIGNED_LSB, number("DIGIT_SIGNED_LSB"));
    assertEquals(DigitPlanes.OCTAVES_BIT, number("OCTAVES_BIT"));
    assertEquals(DigitPlanes.OCTAVE_SETS_LSB, number("OCTAVE_SETS_LSB"));
    assertEquals(Integer.SIZE, number("OCTAVE_SETS_WIDTH"));
    assertEquals(DigitPlanes.HELD_LSB, number("HELD_LSB"));
    assertEquals(DigitPlanes.HELD_BITS, number("HELD_WIDTH"));
    assertEquals(Memory.DECODE_BITS, DigitPlanes.HELD_LSB + DigitPlanes.HELD_BITS);
    assertEquals(DigitPlanes.HELD_FACTOR, number("HELD_FACTOR"));
    assertEquals(DigitPlanes.HELD_SHIFT, number("HELD_SHIFT"));
    assertEquals(Byte.SIZE, number("MANTISSA_WIDTH"));
    assertEquals(flags(1, 0, false, 0), 1 << number("SEGMENT_ACT_PLANE_BIT"));
    assertEquals(flags(0, 1, false, 0), 1 << number("SEGMENT_WGT_PLANE_BIT"));
    assertEquals(flags(0, 0, true, 0), 1 << number("SEGMENT_WGT_SIGNED_BIT"));
    assertEquals(flags(0, 0, false, 4), 2 << number("SEGMENT_SHIFT_LSB"));
  }

  private static int flags(int act, int weight, boolean weightSigned, int shift) {
    return new SegmentFlags(0, act, weight, weightSigned, shift).bits();
  }

  @Test
  void registersAreThoseOfTheMap() {
    Map<String, Long> expected = new TreeMap<>();
    for (RegisterMap.Register register : RegisterMap.Register.values()) {
      expected.put("REG_" + register, (long) register.address());
    }
    assertEquals(expected, withPrefix("REG_"));
    assertEquals(RegisterMap.COMMAND_WINDOW, constants.get("COMMAND_WINDOW"));
    assertEquals(RegisterMap.ID_VALUE, constants.get("ID_VALUE"));
    assertEquals(RegisterMap.ADDRESS_BITS, constants.get("AXIL_ADDR_WIDTH"));
    assertEquals(RegisterMap.counters().size(), constants.get("COUNTERS"));
    assertEquals(Memory.RECORD_BITS, constants.get("RECORD_WIDTH"));
  }

  @Test
  void fieldsOfOneOpcodeDoNotOverlapAndFitTheCommand() {
    for (Opcode opcode : Opcode.values()) {
      boolean[] taken = new boolean[32 * CommandWord.WORDS];
      for (CommandField field : CommandField.values()) {
        for (int bit = 0; field.opcodes().contains(opcode) && bit < field.width(); bit++) {
          assertTrue(!taken[field.offset() + bit], opcode + " " + field);
          taken[field.offset() + bit] = true;
        }
      }
    }
  }

  private int number(String name) {
    return Math.toIntExact(Optional.ofNullable(constants.get(name)).orElseThrow());
  }

  private Map<String, Long> withPrefix(String prefix) {
    Map<String, Long> found = new TreeMap<>(constants);
    found.keySet().removeIf(name -> !name.startsWith(prefix));
    return found;
  }

  private static Map<String, Long> constants() {
    Map<String, Long> constants = new LinkedHashMap<>();
    String text = RtlSources.text(RtlSources.root().resolve("src/hb_pkg.sv"));
    Matcher matcher = CONSTANT.matcher(text);
    while (matcher.find()) {
      int radix = "h".equals(matcher.group(2)) ? 16 : 10;
      constants.put(matcher.group(1), Long.parseLong(matcher.group(3).replace("_", ""), radix));
    }
    return constants;
  }
}
