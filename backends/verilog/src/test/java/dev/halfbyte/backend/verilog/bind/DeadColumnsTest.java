package dev.halfbyte.backend.verilog.bind;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfbyte.backend.verilog.Builds;
import dev.halfbyte.backend.verilog.SampleNetwork;
import dev.halfbyte.backend.verilog.schedule.Scheduler;
import dev.halfbyte.interp.Interpreter;
import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.Encoding;
import dev.halfbyte.ir.SealedProgram;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.Value;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Channels that nobody needs are left out, and the bits are those of the interpreter.
class DeadColumnsTest {
  private static final int WIDTH = 20;
  private static final int HIDDEN = 96;
  private static final int ROWS = 5;

  @ParameterizedTest
  @ValueSource(strings = {"edge8x8", "skip16x4"})
  void prunedChannelsAreNotComputed(String hardware) {
    Scheduler.Schedule whole = schedule(hardware, HIDDEN);
    Scheduler.Schedule pruned = schedule(hardware, HIDDEN / 4);
    assertTrue(macs(pruned) < macs(whole) / 2, macs(pruned) + " of " + macs(whole));
  }

  @ParameterizedTest
  @ValueSource(strings = {"edge8x8", "skip16x4"})
  void ofProductsThatNobodyNeedsOneColumnIsLeft(String hardware) {
    assertTrue(macs(schedule(hardware, 0)) > 0);
  }

  private static long macs(Scheduler.Schedule schedule) {
    return schedule.prediction().macs();
  }

  /// Schedules a network of two layers, and demands the bits of the interpreter.
  private static Scheduler.Schedule schedule(String hardware, int channels) {
    SealedProgram program = network(channels);
    Scheduler.Schedule schedule = Builds.schedule(program, hardware, ROWS);
    Map<String, Tensor> inputs = Map.of("x", SampleNetwork.data(3, ROWS, WIDTH));
    assertEquals(
        Interpreter.run(program.program(), inputs), Builds.run(schedule, inputs), hardware);
    long dropped = schedule.products().stream().mapToLong(ProductWeights::columnsDropped).sum();
    long macs = schedule.products().stream().mapToLong(ProductWeights::macsDropped).sum();
    assertEquals(HIDDEN - Math.max(1, channels), dropped);
    assertEquals(2L * ROWS * WIDTH * dropped, macs);
    return schedule;
  }

  private static SealedProgram network(int channels) {
    SampleNetwork net = new SampleNetwork("pruned", 11);
    Encoding.Affine codes = net.encoding(ElemType.S4);
    Value x = net.quantize(net.input("x", WIDTH), codes);
    Value hidden =
        net.requantizeSums(
            net.linear(x, HIDDEN, ElemType.S4), WIDTH, ElemType.S4, ElemType.S4, codes);
    Set<Long> live =
        LongStream.range(0, channels)
            .mapToObj(i -> i * 7 % HIDDEN)
            .collect(Collectors.toUnmodifiableSet());
    Value sums = net.prunedProduct(hidden, WIDTH, ElemType.S4, live);
    Value y = net.requantizeSums(sums, HIDDEN, ElemType.S4, ElemType.S4, SampleNetwork.S16);
    return net.seal("y", net.dequantize(y));
  }
}
