package dev.halfbyte.backend.verilog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfbyte.backend.verilog.schedule.Scheduler.Schedule;
import dev.halfbyte.interp.Interpreter;
import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.ElemType.IntType;
import dev.halfbyte.ir.SealedProgram;
import dev.halfbyte.ir.Tensor;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The cmd interpreter gives the bits of the reference interpreter on every configuration.
class BitExactnessTest {
  private static final List<IntType> ACTIVATIONS =
      List.of(ElemType.S8, ElemType.U8, ElemType.S4, ElemType.U4);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "edge8x8",
        "row64x4",
        "row16x4,act_bits=8,cmd_depth=2048",
        "dot4x4x2,cmd_depth=4096",
        "edge8x8,act_depth=200,res_depth=300,wgt_depth=100,par_depth=8,tables=1,cmd_depth=8192",
        "rows=3,cols=6,lanes=3,wgt_depth=64",
        "rows=1,cols=1,lanes=1,cmd_depth=8192"
      })
  void everyConfigurationGivesTheBitsOfTheInterpreter(String hardware) {
    long seed = hardware.hashCode();
    for (int[] extents :
        List.of(new int[] {16, 24, 48}, new int[] {21, 19, 37}, new int[] {1, 7, 5})) {
      for (IntType activation : ACTIVATIONS) {
        seed++;
        SealedProgram program =
            SampleNetwork.feedForward(seed, extents[1], extents[2], activation, ElemType.S4);
        check(program, hardware, "x", SampleNetwork.data(seed, extents[0], extents[1]));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"edge8x8", "row16x4", "dot4x4x2,act_bits=4", "rows=2,cols=4,lanes=4,act_depth=90"})
  void classifiersGiveTheBitsOfTheInterpreter(String hardware) {
    for (int rows : new int[] {1, 8, 13}) {
      SealedProgram program =
          SampleNetwork.classifier(rows, List.of(33, 20, 14, 10), ElemType.U4, ElemType.S4);
      check(program, hardware, "image", SampleNetwork.data(rows, rows, 33));
    }
  }

  @ParameterizedTest
  @CsvSource({"16, S8", "197, U8", "16, S4", "197, U4"})
  void theFeedForwardBlockRunsOnTheDefaultHardware(int tokens, String activation) {
    IntType codes =
        ACTIVATIONS.stream()
            .filter(t -> t.toString().equalsIgnoreCase(activation))
            .findFirst()
            .orElseThrow();
    SealedProgram program = SampleNetwork.feedForward(3, 192, 768, codes, ElemType.S4);
    check(program, "edge8x8", "x", SampleNetwork.data(3, tokens, 192));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 64, 430})
  void theDigitsClassifierRunsOnTheDefaultHardware(int images) {
    SealedProgram program =
        SampleNetwork.classifier(3, List.of(256, 64, 32, 10), ElemType.U8, ElemType.S4);
    check(program, "edge8x8", "image", SampleNetwork.data(3, images, 256));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "edge8x8",
        "dot4x4x2,cmd_depth=4096",
        "rows=1,cols=8,lanes=4",
        "edge8x8,act_depth=160,res_depth=160,wgt_depth=60,par_depth=9,tables=1,cmd_depth=8192"
      })
  void graphsGiveTheBitsOfTheInterpreter(String hardware) {
    SampleGraphs.all()
        .forEach((_, program) -> {
          for (long rows : new long[] {1, 16, 37}) {
            Map<String, Tensor> inputs = SampleGraphs.data(program, rows);
            assertEquals(
                Interpreter.run(program.program(), inputs),
                Builds.run(Builds.schedule(program, hardware, rows), inputs),
                program.program().name() + " on " + hardware);
          }
        });
  }

  private static void check(SealedProgram program, String hardware, String input, Tensor data) {
    Schedule schedule = Builds.schedule(program, hardware, data.type().shape().extents()[0]);
    Map<String, Tensor> inputs = Map.of(input, data);
    Map<String, Tensor> expected = Interpreter.run(program.program(), inputs);
    assertTrue(distinct(expected) > 1, "the sample computes something");
    assertEquals(expected, Builds.run(schedule, inputs), hardware);
  }

  private static long distinct(Map<String, Tensor> outputs) {
    Tensor first = outputs.values().iterator().next();
    return IntStream.range(0, first.count()).mapToObj(first::floatAt).distinct().count();
  }
}
