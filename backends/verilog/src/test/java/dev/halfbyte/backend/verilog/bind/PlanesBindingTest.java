package dev.halfbyte.backend.verilog.bind;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfbyte.backend.verilog.Builds;
import dev.halfbyte.backend.verilog.HardwareOption;
import dev.halfbyte.backend.verilog.SampleNetwork;
import dev.halfbyte.backend.verilog.cmd.CommandInterpreter;
import dev.halfbyte.backend.verilog.cmd.HostCodec;
import dev.halfbyte.backend.verilog.schedule.Scheduler.Schedule;
import dev.halfbyte.interp.Interpreter;
import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.ElemType.IntType;
import dev.halfbyte.ir.Encoding;
import dev.halfbyte.ir.SealedProgram;
import dev.halfbyte.ir.Shape;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.Value;
import dev.halfbyte.rtl.DigitPlanes;
import dev.halfbyte.rtl.Prediction;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Codes and weights of more than 4 bits on row arrays: passes of digits that give the bits of the
/// interpreter.
class PlanesBindingTest {
  private static final String NUMERICS =
      """
      numerics bytes for attention {
        default weight s8, act s8, residual s16
        p act u8
      }
      numerics codes for attention {
        default weight s4, act u8, residual s16
        p act u4 log_sqrt2, norm early
      }
      numerics mixed for attention {
        default weight s8, act s8, residual s16
        q act u6
        k act s4
        v act u5
        p act u4 log_sqrt2
      }
      """;

  @ParameterizedTest
  @CsvSource({
    "2, 16, w4a8, plain",
    "3, 64, w8a8, causal",
    "1, 24, bytes, plain",
    "2, 16, codes, causal",
    "2, 24, mixed, plain",
  })
  void attentionGivesTheBitsOfTheInterpreter(int heads, int depth, String numerics, String mask) {
    String where = mask.equals("causal") ? " where j <= i" : "";
    SampleKernels.Sample sample =
        SampleKernels.compile(
            AttentionBindingTest.ATTENTION.replace(" WHERE", where) + NUMERICS,
            numerics,
            Shape.of(21, (long) heads * depth),
            AttentionBindingTest.attention(heads, depth),
            heads);
    Map<String, Tensor> expected = Interpreter.run(sample.program().program(), sample.inputs());
    for (String hardware : List.of("edge8", "edge16,act_bits=8,acc_bits=32,cmd_depth=4096")) {
      Schedule schedule = Builds.schedule(sample.program(), HardwareOption.parse(hardware), 21);
      assertEquals(expected, Builds.run(schedule, sample.inputs()), hardware);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "8, true, 8",
    "8, false, 4",
    "7, true, 8",
    "6, false, 6",
    "5, true, 4",
    "4, false, 8",
    "4, true, 5"
  })
  void networksGiveTheBitsOfTheInterpreter(int actBits, boolean signed, int weightBits) {
    IntType codes = new IntType(actBits, signed);
    IntType weights = new IntType(weightBits, true);
    SealedProgram program = SampleNetwork.feedForward(actBits, 40, 70, codes, weights);
    Map<String, Tensor> inputs = Map.of("x", SampleNetwork.data(weightBits, 9, 40));
    Map<String, Tensor> expected = Interpreter.run(program.program(), inputs);
    for (String hardware : List.of("skip16x4,act_bits=8,acc_bits=32", "edge8")) {
      Schedule schedule = Builds.schedule(program, HardwareOption.parse(hardware), 9);
      assertEquals(expected, Builds.run(schedule, inputs), hardware);
    }
  }

  /// The schedule is judged by all passes of the digits, as if none of them were zero.
  @ParameterizedTest
  @CsvSource({"8, true, 8", "8, false, 4", "4, false, 8", "4, true, 4"})
  void schedulesCountEveryPass(int actBits, boolean signed, int weightBits) {
    SealedProgram program =
        SampleNetwork.feedForward(
            actBits, 40, 70, new IntType(actBits, signed), new IntType(weightBits, true));
    Schedule schedule = Builds.schedule(program, HardwareOption.parse("edge8"), 9);
    byte[] in =
        new HostCodec(schedule.kernel())
            .streamIn(Map.of("x", SampleNetwork.data(weightBits, 9, 40)));
    Prediction run = CommandInterpreter.run(schedule.kernel(), in).prediction();
    assertEquals(run.macs() + run.skipped(), schedule.prediction().macs());
    assertTrue(run.totalCycles() <= schedule.prediction().totalCycles());
  }

  @Test
  void programsOfFourBitsAreTheSameWhereCodesMayHaveEight() {
    SealedProgram program = SampleNetwork.feedForward(3, 40, 70, ElemType.S4, ElemType.S4);
    Map<String, Tensor> inputs = Map.of("x", SampleNetwork.data(3, 9, 40));
    Schedule narrow = Builds.schedule(program, HardwareOption.parse("edge,acc_bits=32"), 9);
    Schedule wide = Builds.schedule(program, HardwareOption.parse("edge8"), 9);
    assertEquals(narrow.kernel().program().commands(), wide.kernel().program().commands());
    assertEquals(Builds.run(narrow, inputs), Builds.run(wide, inputs));
  }

  /// Codes of which half are that of zero, as behind a threshold.
  @ParameterizedTest
  @CsvSource({
    "4, true, -8, true",
    "4, false, 8, true",
    "3, true, -4, true",
    "4, true, 0, true",
    "4, true, -7, false",
    "8, true, -128, true",
    "8, false, 136, true",
    "8, false, 121, false"
  })
  void codesOfZeroAreSkippedWhereNoMoreDigitsAreNeeded(
      int bits, boolean signed, int zero, boolean skipped) {
    SampleNetwork net = new SampleNetwork("threshold", bits + zero);
    Encoding.Affine codes = new Encoding.Affine(new IntType(bits, signed), zero);
    Value a = net.quantize(net.input("x", 64), codes);
    Value sums = net.linear(a, 20, ElemType.S4);
    Value y = net.requantizeSums(sums, 64, codes.storage(), ElemType.S4, SampleNetwork.S16);
    SealedProgram program = net.seal("y", net.dequantize(y));
    Schedule schedule = Builds.schedule(program, HardwareOption.parse("edge8"), 9);
    for (float scale : new float[] {0, 1}) {
      Tensor data = SampleNetwork.data(3, 9, 64);
      Map<String, Tensor> inputs =
          Map.of(
              "x",
              Tensor.generateFloats(Shape.of(9, 64), i -> scale * Math.max(0, data.floatAt(i))));
      assertEquals(Interpreter.run(program.program(), inputs), Builds.run(schedule, inputs));
    }
    Map<String, Tensor> zeros = Map.of("x", Tensor.generateFloats(Shape.of(9, 64), _ -> 0));
    assertEquals(skipped ? 0 : 9 * 64, Math.min(9 * 64, products(schedule, zeros)));
  }

  private static long products(Schedule schedule, Map<String, Tensor> inputs) {
    return Builds.predicted(schedule, inputs).macs();
  }

  @ParameterizedTest
  @CsvSource({"24, false", "25, true"})
  void sumsOfCodesAreTakenWhereThoseOfNumbersDoNotFit(int accBits, boolean numbers) {
    int depth = 5200;
    SampleNetwork net = new SampleNetwork("narrow", 5);
    Value a = net.quantize(net.input("x", depth), new Encoding.Affine(ElemType.S4, -8));
    Value sums = net.product(a, 2, new Encoding.Affine(ElemType.S8, 0), 100, 127);
    Value y = net.requantizeSums(sums, depth, ElemType.S4, ElemType.S8, SampleNetwork.S16);
    SealedProgram program = net.seal("y", net.dequantize(y));
    String hardware = "skip16x4,act_depth=4096,wgt_depth=8192,acc_bits=" + accBits;
    Schedule schedule = Builds.schedule(program, HardwareOption.parse(hardware), 1);
    Map<String, Tensor> inputs = Map.of("x", SampleNetwork.data(3, 1, depth));
    assertEquals(Interpreter.run(program.program(), inputs), Builds.run(schedule, inputs));
    Map<String, Tensor> zeros = Map.of("x", Tensor.generateFloats(Shape.of(1, depth), _ -> 0));
    assertEquals(numbers, products(schedule, zeros) == 0);
  }

  @Test
  void digitsOfCodesAddUpToTheirDifferenceFromTheZero() {
    for (int bits = 2; bits <= 8; bits++) {
      for (boolean signed : new boolean[] {false, true}) {
        IntType storage = new IntType(bits, signed);
        for (int zero = (int) storage.min(); zero <= storage.max(); zero++) {
          checkDigits(storage, zero);
        }
      }
    }
  }

  private static void checkDigits(IntType storage, int zero) {
    Digits digits = Digits.of(storage, zero);
    DigitPlanes planes = digits.planes(1).orElse(DigitPlanes.plain(storage.signed()));
    assertTrue(digits.digits().size() <= DigitPlanes.MAX_TABLES);
    for (int code = (int) storage.min(); code <= storage.max(); code++) {
      String place = storage + " " + code + " less " + zero;
      assertEquals(code - zero, planes.number(code & 0xff), place);
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 4, 2", "2, 8, 4"})
  void codesOfTwoScalesTakeOneDigitEach(int weightPlanes, int segments, int held) {
    List<Long> numbers = new ArrayList<>();
    for (int code = 0; code < 15; code++) {
      numbers.add(code % 2 == 0 ? 128L << 7 - code / 2 : 181L << 6 - code / 2);
    }
    numbers.add(0L);
    DigitPlanes planes = Digits.of(numbers).orElseThrow().planes(weightPlanes).orElseThrow();
    assertEquals(List.of(segments, held), List.of(planes.segments().size(), planes.held()));
    assertEquals(planes, DigitPlanes.ofWord(planes.word(), 4));
    for (int code = 0; code < 16; code++) {
      int bits = code;
      long issued = planes.segments().stream().filter(s -> s.isIssued(bits)).count();
      assertEquals(code == 15 ? 0 : weightPlanes, issued, "code " + code);
      long number = weightPlanes == 1 ? planes.number(code) : numbers.get(code);
      assertEquals(numbers.get(code), number, "code " + code);
    }
  }

  @Test
  void numbersOfOneScaleStayInOneSum() {
    List<Long> numbers = new ArrayList<>();
    for (int code = 0; code < 16; code++) {
      numbers.add(code == 15 ? 0 : 1L << 14 - code);
    }
    assertEquals(0, Digits.of(numbers).orElseThrow().planes(1).orElseThrow().held());
  }

  @Test
  void everyDigitMeetsEveryPlaneOfTheWeights() {
    Digits digits = Digits.of(new IntType(8, true), 3);
    DigitPlanes planes = digits.planes(2).orElseThrow();
    List<Long> sums = new ArrayList<>();
    for (int weight : new int[] {-128, -3, 0, 15, 16, 127}) {
      long sum = 0;
      for (var segment : planes.segments()) {
        sum =
            (sum << segment.shift())
                + (long) segment.number(0xa7)
                    * segment.weight(weight >> 4 * segment.weightPlane() & 15);
      }
      sums.add(sum);
    }
    assertEquals(List.of(-92L * -128, -92L * -3, 0L, -92L * 15, -92L * 16, -92L * 127), sums);
    assertEquals(Optional.empty(), Digits.of(new IntType(4, true), 0).planes(1));
    assertEquals(2 * digits.digits().size(), planes.segments().size());
  }
}
