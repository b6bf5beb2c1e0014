package dev.halfbyte.backend.verilog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfbyte.backend.verilog.cmd.StreamIn;
import dev.halfbyte.backend.verilog.schedule.Scheduler.Schedule;
import dev.halfbyte.interp.Interpreter;
import dev.halfbyte.ir.AccessMap;
import dev.halfbyte.ir.AffineIndex;
import dev.halfbyte.ir.Dim;
import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.Encoding;
import dev.halfbyte.ir.SealedProgram;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.Value;
import dev.halfbyte.ir.op.View;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Two layers of a network, the second on fewer rows: the simulated accelerator gives the bits of
/// the interpreter in the predicted cycles, fewer than with all rows.
class RowSlicesSimulationTest {
  private static final int WIDTH = 24;
  private static final int HIDDEN = 40;
  private static final int REMOVED = 8;

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({"edge8x8, 21", "'row16x4,act_bits=8', 21"})
  void aLayerOnFewerRowsTakesFewerCycles(String hardware, int rows) throws IOException {
    SealedProgram kept = network(REMOVED);
    Schedule schedule = Builds.schedule(kept, hardware, rows);
    Map<String, Tensor> inputs = Map.of("x", SampleNetwork.data(3, rows, WIDTH));
    SortedMap<String, Long> dims = new TreeMap<>(Map.of("n", (long) rows));
    assertEquals(
        Interpreter.run(kept.program(), inputs, dims), Builds.run(schedule, inputs), hardware);
    Simulations.check(folder, schedule, inputs);
    long all = Builds.schedule(network(0), hardware, rows).prediction().macs();
    assertTrue(schedule.prediction().macs() < all * .85, schedule.prediction() + " of " + all);
  }

  /// Of an input come the rows that are read, in whole words.
  @ParameterizedTest
  @CsvSource({"edge8x8, 8, 6, 8", "'row16x4,act_bits=8', 3, 8, 10"})
  void anInputIsStreamedFromTheFirstRowThatIsRead(
      String hardware, int first, int behind, int streamed) throws IOException {
    SampleNetwork net = new SampleNetwork("kept", 22);
    Value rows = without(net, net.input("x", WIDTH), first, behind);
    Value y = layer(net, net.quantize(rows, SampleNetwork.S16));
    SealedProgram program = net.seal("y", net.dequantize(y));
    Schedule schedule = Builds.schedule(program, hardware, 21);
    Map<String, Tensor> inputs = Map.of("x", SampleNetwork.data(3, 21, WIDTH));
    SortedMap<String, Long> dims = new TreeMap<>(Map.of("n", 21L));
    assertEquals(Interpreter.run(program.program(), inputs, dims), Builds.run(schedule, inputs));
    Simulations.check(folder, schedule, inputs);
    List<StreamIn.Input> segments =
        schedule.kernel().program().streamIn().stream()
            .filter(StreamIn.Input.class::isInstance)
            .map(StreamIn.Input.class::cast)
            .toList();
    assertEquals(first, segments.getFirst().firstRow());
    assertEquals(streamed, segments.stream().mapToInt(StreamIn.Input::rows).sum());
  }

  /// The rows of the first layer are an output, so that all of them are needed.
  private static SealedProgram network(int removed) {
    SampleNetwork net = new SampleNetwork("kept", 21);
    Value stream = net.quantize(net.input("x", WIDTH), SampleNetwork.S16);
    Value first = layer(net, stream);
    net.builder().output("all", net.dequantize(first));
    return net.seal("y", net.dequantize(layer(net, without(net, first, removed, 0))));
  }

  private static Value layer(SampleNetwork net, Value stream) {
    Encoding.Affine codes = net.encoding(ElemType.U8);
    Value a = net.requantize(stream, codes, 300, 2);
    Value up = net.linear(a, HIDDEN, ElemType.S4);
    Value h = net.requantizeSums(net.relu(up), WIDTH, ElemType.U8, ElemType.S4, codes);
    Value down = net.linear(h, WIDTH, ElemType.S4);
    return net.residual(down, stream, HIDDEN, ElemType.U8, ElemType.S4);
  }

  /// The rows without the first `removed` and the last `behind`.
  private static Value without(SampleNetwork net, Value rows, int removed, int behind) {
    List<Dim> extents =
        List.of(
            Dim.symbol("n").minus(Dim.of(removed + behind)),
            net.builder().type(rows).shape().dim(1));
    AffineIndex row = new AffineIndex(AffineIndex.of(0).terms(), Dim.of(removed));
    return net.builder()
        .add(new View(rows, new AccessMap(extents, List.of(row, AffineIndex.of(1)), false)));
  }
}
