package dev.halfbyte.backend.verilog.bind;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfbyte.backend.verilog.HardwareOption;
import dev.halfbyte.backend.verilog.SampleNetwork;
import dev.halfbyte.backend.verilog.fault.VerilogFault;
import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.ElemType.IntType;
import dev.halfbyte.ir.Encoding;
import dev.halfbyte.ir.Value;
import dev.halfbyte.rtl.AcceleratorConfig;
import dev.halfbyte.rtl.DecodeTable;
import dev.halfbyte.source.Diagnostic;
import dev.halfbyte.source.DiagnosticException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OperandBinderTest {
  private static final Encoding.Affine S8 = new Encoding.Affine(ElemType.S8, 0);
  private static final Encoding LOG2 = encoding(LongStream.range(0, 16).map(q -> (1L << 15) >> q));
  private static final Encoding FITTED = encoding(LongStream.range(0, 16));

  private static Encoding encoding(LongStream entries) {
    List<Long> list = entries.boxed().toList();
    return new Encoding.Table(new IntType(Integer.numberOfTrailingZeros(list.size()), false), list);
  }

  @Test
  void aMultiplierWithoutATableTakesAffineCodesOnly() {
    Diagnostic diagnostic = fault("edge8x8", LOG2, 8);
    assertEquals(VerilogFault.UNSUPPORTED_OP, diagnostic.code());
    assertTrue(diagnostic.message().contains("multiplies affine codes only"));
    assertTrue(diagnostic.help().orElseThrow().contains("shift8x8"));
  }

  @Test
  void numbersMustFitTheMultiplier() {
    Diagnostic diagnostic = fault("code8x8", LOG2, 8);
    assertEquals(VerilogFault.TOO_WIDE, diagnostic.code());
    assertTrue(diagnostic.message().contains("stand for 32768, the multipliers take"));
    assertTrue(diagnostic.help().orElseThrow().contains("shift8x8"));
  }

  @Test
  void aShiftArrayTakesPowersOfTwoOfTwoScales() {
    Diagnostic diagnostic = fault("shift8x8", FITTED, 8);
    assertEquals(VerilogFault.UNSUPPORTED_OP, diagnostic.code());
    assertTrue(diagnostic.message().contains("powers of two of two scales only"));
    assertTrue(diagnostic.help().orElseThrow().contains("array=decode"));
  }

  @Test
  void theDecodeTableHasSixteenEntries() {
    Diagnostic diagnostic =
        fault("edge8x8,array=shift", encoding(LongStream.range(0, 32).map(q -> 1)), 8);
    assertEquals(VerilogFault.TOO_WIDE, diagnostic.code());
    assertTrue(diagnostic.message().contains("has 16 entries"));
  }

  @ParameterizedTest
  @ValueSource(ints = {24, 32})
  void theSumsOfAShiftArrayMustFit(int accBits) {
    String hardware = "shift8x8,acc_bits=" + accBits;
    Diagnostic diagnostic = fault(hardware, LOG2, 40_000);
    assertEquals(VerilogFault.TOO_WIDE, diagnostic.code());
    String limit = accBits == 24 ? "beyond ACC_BITS = 24" : "beyond the 32 bits of a value";
    assertTrue(diagnostic.message().contains(limit), diagnostic.message());
    assertEquals(4, bind(hardware, LOG2, 30_000).tasks().size());
  }

  @Test
  void whatTheEpilogueDoesNotTakeIsRefused() {
    Diagnostic diagnostic = fault("shift8x8,value_bits=24", LOG2, 30_000);
    assertEquals(VerilogFault.TOO_WIDE, diagnostic.code());
    assertTrue(diagnostic.message().contains("beyond VALUE_BITS = 24"), diagnostic.message());
    String help = diagnostic.help().orElseThrow();
    String remedy = help.substring(help.indexOf("value_bits="), help.indexOf(','));
    assertEquals(4, bind("shift8x8," + remedy, LOG2, 30_000).tasks().size());
  }

  private Diagnostic fault(String hardware, Encoding encoding, int depth) {
    return assertThrows(DiagnosticException.class, () -> bind(hardware, encoding, depth))
        .diagnostics()
        .getFirst();
  }

  private TaskGraph bind(String hardware, Encoding encoding, int depth) {
    AcceleratorConfig config = HardwareOption.parse(hardware);
    SampleNetwork net = new SampleNetwork("kernel", 1);
    Value codes = net.lookup(net.quantize(net.input("x", depth), S8), encoding);
    Value sums = net.product(codes, 1, ElemType.S4);
    Value y = net.dequantize(net.requantize(sums, S8, 50, 0));
    return Binder.bind(net.seal("y", y).core(), Map.of("n", 1L), config);
  }

  @Test
  void theTermsOfAFamilyAddUpToItsNumbers() {
    assertTerms(LongStream.range(0, 15).map(q -> 1L << q));
    assertTerms(LongStream.range(0, 15).map(q -> q % 2 == 0 ? 128L << q / 2 : 181L << q / 2));
    assertTerms(LongStream.of(0, 1, 2, 3, 4, 6, 8, 12, 0, -1, -2, -3, -4, -6, -8, -12));
    assertTerms(LongStream.of(-5, 10, 640, 0));
    assertTerms(LongStream.of(0, 0));
  }

  @ParameterizedTest
  @ValueSource(strings = {"3,5", "1,3,5", "1,256,65536", "1,257", "1,3,768"})
  void numbersOfThreeScalesAreRefused(String numbers) {
    List<Long> list = Arrays.stream(numbers.split(",")).map(Long::valueOf).toList();
    assertTrue(ShiftTerms.table(padded(list)).isEmpty());
  }

  private static void assertTerms(LongStream numbers) {
    List<Long> expected = padded(numbers.boxed().toList());
    DecodeTable table = ShiftTerms.table(expected).orElseThrow();
    for (int code = 0; code < DecodeTable.RECORDS; code++) {
      int term = table.records().get(code);
      int power = DecodeTable.multiplier(term);
      boolean second = DecodeTable.isSecond(term);
      int number = DecodeTable.combine(table.scales(), second ? 0 : power, second ? power : 0);
      assertEquals((long) expected.get(code), number, "code " + code + " of " + expected);
    }
  }

  private static List<Long> padded(List<Long> numbers) {
    List<Long> all = new ArrayList<>(numbers);
    while (all.size() < DecodeTable.RECORDS) {
      all.add(0L);
    }
    return all;
  }
}
