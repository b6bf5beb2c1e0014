package dev.halfbyte.backend.verilog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfbyte.backend.verilog.schedule.Scheduler.Schedule;
import dev.halfbyte.interp.Interpreter;
import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.ElemType.IntType;
import dev.halfbyte.ir.Encoding;
import dev.halfbyte.ir.SealedProgram;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.Value;
import dev.halfbyte.rtl.Command;
import dev.halfbyte.rtl.Memory;
import dev.halfbyte.sim.harness.IcarusProgramRun;
import dev.halfbyte.sim.harness.Manifest;
import dev.halfbyte.sim.harness.RunReport;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Products whose activations, or weights, are codes of tables: the bits of the interpreter on the
/// cmd interpreter, Verilator and Icarus.
class TableOperandTest {
  private static final int WIDTH = 24;
  private static final Encoding.Affine S8 = new Encoding.Affine(ElemType.S8, 0);
  private static final Map<String, Encoding.Table> TABLES =
      Map.of(
          "log2", table(LongStream.range(0, 16).map(q -> q == 15 ? 0 : 1L << (14 - q))),
          "log2 of 3 bits", table(LongStream.of(16384, 8192, 4096, 2048, 1024, 512, 256, 0)),
          "log-sqrt2", table(LongStream.range(0, 16).map(TableOperandTest::sqrtPower)),
          "fp4", table(LongStream.of(0, 1, 2, 3, 4, 6, 8, 12, 0, -1, -2, -3, -4, -6, -8, -12)),
          "fitted",
              table(LongStream.of(0, 1, 2, 3, 5, 7, 11, 15, -16, -13, -9, -7, -5, -3, -2, -1)));

  @TempDir Path folder;

  private static long sqrtPower(long q) {
    return q == 15 ? 0 : q % 2 == 0 ? 128L << (7 - q / 2) : 181L << (7 - (q + 1) / 2);
  }

  private static Encoding.Table table(LongStream entries) {
    List<Long> list = entries.boxed().toList();
    return new Encoding.Table(new IntType(Integer.numberOfTrailingZeros(list.size()), false), list);
  }

  private static Encoding.Table table(String name) {
    return TABLES.entrySet().stream()
        .filter(entry -> entry.getKey().equals(name))
        .findFirst()
        .orElseThrow()
        .getValue();
  }

  /// Codes of the first table, a product, codes of the second by the table of the epilogue, a
  /// product.
  private static SealedProgram network(Encoding first, Encoding second, long seed) {
    SampleNetwork net = new SampleNetwork("tables", seed);
    Value codes = net.lookup(net.quantize(net.input("x", WIDTH), S8), first);
    Value up = net.linear(codes, 20, ElemType.S4);
    Value h = net.lookup(net.requantizeSums(up, WIDTH, spread(first), ElemType.S4, S8), second);
    Value down = net.linear(h, 13, ElemType.S4);
    Value y = net.requantizeSums(down, 20, spread(second), ElemType.S4, SampleNetwork.S16);
    return net.seal("y", net.dequantize(y));
  }

  /// Returns a type whose width is about that of the numbers.
  private static IntType spread(Encoding encoding) {
    long most = Math.max(encoding.maxDecoded(), -encoding.minDecoded());
    return new IntType(Long.SIZE - Long.numberOfLeadingZeros(most) - 1, false);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "shift8x8 | log2 | log-sqrt2",
        "shift8x8 | log-sqrt2 | log-sqrt2",
        "shift8x8 | fp4 | log2 of 3 bits",
        "rows=3,cols=6,lanes=3,array=shift,wgt_depth=64 | log-sqrt2 | log2",
        "edge8x8,array=shift,acc_bits=25,act_depth=90 | log2 | fp4",
        "code8x8 | fp4 | fitted",
        "dot4x4x2,array=decode,act_bits=4 | fitted | fp4",
        "row16x4,act_bits=8,array=decode | fp4 | fp4",
        "skip16x4 | log-sqrt2 | log2",
        "edge8 | log-sqrt2 | log-sqrt2",
      })
  void everyConfigurationGivesTheBitsOfTheInterpreter(
      String hardware, String first, String second) {
    for (int rows : new int[] {1, 16, 37}) {
      SealedProgram program = network(table(first), table(second), rows);
      Map<String, Tensor> inputs = Map.of("x", SampleNetwork.data(rows, rows, WIDTH));
      Map<String, Tensor> expected = Interpreter.run(program.program(), inputs);
      assertTrue(distinct(expected) > 4, "the sample computes something");
      Schedule schedule = Builds.schedule(program, hardware, rows);
      assertEquals(expected, Builds.run(schedule, inputs), hardware);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "shift8x8 | log2 | log-sqrt2",
        "shift8x8 | log-sqrt2 | fp4",
        "dot4x4x2,array=shift | log2 | log2",
        "code8x8 | fp4 | fitted",
        "dot4x4x2,array=decode | fitted | fp4",
        "skip16x4 | log-sqrt2 | fitted",
      })
  void theSimulatedArrayGivesTheBitsInThePredictedCycles(
      String hardware, String first, String second) throws IOException {
    SealedProgram program = network(table(first), table(second), 3);
    Simulations.check(folder, program, hardware, 29, inputs(29));
  }

  @ParameterizedTest
  @CsvSource({"shift8x8, log-sqrt2", "code8x8, fp4", "skip16x4, log-sqrt2"})
  void icarusGivesTheSameBits(String hardware, String encoding) throws IOException {
    SealedProgram program = network(table(encoding), table(encoding), 5);
    Schedule schedule = Builds.schedule(program, hardware, 11);
    Simulations.write(folder, schedule);
    RunReport report =
        IcarusProgramRun.run(
            Manifest.read(folder.resolve("manifest.json")), Simulations.tensors(inputs(11)));
    Map<String, Tensor> expected = Interpreter.run(program.program(), inputs(11));
    assertEquals(Simulations.tensors(expected), report.outputs());
    assertEquals(Builds.predicted(schedule, inputs(11)).totalCycles(), report.cycles());
  }

  /// Affine codes and table codes on one array, and FP4 weights, decoded when they are built.
  @ParameterizedTest
  @CsvSource({"dot4x4x2", "code8x8", "'code8x8,act_bits=8'", "shift8x8"})
  void weightsOfATableAreDecodedWhenTheyAreBuilt(String hardware) throws IOException {
    SampleNetwork net = new SampleNetwork("weights", 7);
    IntType narrow = hardware.equals("shift8x8") ? new IntType(2, false) : ElemType.U4;
    Value a = net.quantize(net.input("x", WIDTH), new Encoding.Affine(narrow, 0));
    Value sums = net.product(a, 18, table("fp4"), 0, 15);
    Value y = net.requantizeSums(sums, WIDTH, narrow, ElemType.S4, SampleNetwork.S16);
    SealedProgram program = net.seal("y", net.dequantize(y));
    Schedule schedule = Builds.schedule(program, hardware, 9);
    assertEquals(Interpreter.run(program.program(), inputs(9)), Builds.run(schedule, inputs(9)));
    Simulations.check(folder, program, hardware, 9, inputs(9));
  }

  @Test
  void aTableIsLoadedOnceForAllProductsThatUseIt() {
    SealedProgram program = network(table("log2"), table("log2"), 3);
    Schedule schedule = Builds.schedule(program, "shift8x8", 100);
    long loads =
        schedule.kernel().program().commands().stream()
            .filter(c -> c instanceof Command.Load load && load.target() == Memory.DECODE)
            .count();
    assertEquals(1, loads);
  }

  private static Map<String, Tensor> inputs(int rows) {
    return Map.of("x", SampleNetwork.data(rows, rows, WIDTH));
  }

  private static long distinct(Map<String, Tensor> outputs) {
    Tensor first = outputs.values().iterator().next();
    return IntStream.range(0, first.count()).mapToObj(first::floatAt).distinct().count();
  }
}
