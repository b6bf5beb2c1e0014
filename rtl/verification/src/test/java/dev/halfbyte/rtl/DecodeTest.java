package dev.halfbyte.rtl;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Random codes in every cycle, tables replaced at random times.
class DecodeTest {
  @ParameterizedTest
  @CsvSource({"8, 4, 5", "3, 8, 9", "4, 8, 6", "2, 4, 6"})
  void codesBecomeRecordsOrThemselvesInTheSameCycle(int elements, int actBits, int operandBits) {
    Map<String, Integer> parameters =
        Map.of("ELEMENTS", elements, "ACT_BITS", actBits, "OPERAND_BITS", operandBits);
    Random random = new Random(operandBits);
    try (Dut dut = Dut.open(Dut.model("hb_decode", parameters), 1)) {
      Bits table = Bits.random(random, Memory.DECODE_BITS);
      dut.set("we_i", true).set("wdata_i", table).cycle();
      for (int step = 0; step < 3000; step++) {
        Bits act = Bits.random(random, elements * actBits);
        boolean enable = random.nextBoolean();
        boolean signed = random.nextBoolean();
        boolean replaced = random.nextInt(10) == 0;
        Bits next = Bits.random(random, Memory.DECODE_BITS);
        dut.set("act_i", act).set("enable_i", enable).set("signed_i", signed);
        dut.set("we_i", replaced).set("wdata_i", next).settle();
        Bits expected = new Bits(elements * operandBits);
        for (int e = 0; e < elements; e++) {
          long code = act.get(e * actBits, actBits);
          long itself = signed ? act.getSigned(e * actBits, actBits) : code;
          int record = (int) (code % DecodeTable.RECORDS) * DecodeTable.RECORD_BITS;
          expected.set(
              e * operandBits, operandBits, enable ? table.get(record, operandBits) : itself);
        }
        assertEquals(expected, dut.bits("operand_o"), "step " + step);
        dut.cycle();
        table = replaced ? next : table;
      }
    }
  }
}
