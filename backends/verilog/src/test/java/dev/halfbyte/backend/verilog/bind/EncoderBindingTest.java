package dev.halfbyte.backend.verilog.bind;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfbyte.backend.verilog.Builds;
import dev.halfbyte.backend.verilog.cmd.CommandProgram;
import dev.halfbyte.ir.Shape;
import dev.halfbyte.rtl.AcceleratorConfig;
import dev.halfbyte.rtl.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Blocks of a transformer by a scan over stacked weights give the bits of the interpreter.
class EncoderBindingTest {
  private static final Path EXAMPLE =
      Path.of(System.getProperty("halfbyte.root"), "dsl", "examples", "vit_encoder.hb");

  /// Two heads of 32 channels are two groups of half a tile each.
  @ParameterizedTest
  @CsvSource({"2, 2, 32", "3, 1, 16"})
  void anEncoderGivesTheBitsOfTheInterpreter(int blocks, int heads, int depth) throws IOException {
    SampleKernels.Sample sample = encoder(blocks, heads, depth);
    TaskGraph graph = AttentionBindingTest.check(sample, 9);
    List<Task.Norm> norms = AttentionBindingTest.tasks(graph, Task.Norm.class);
    assertEquals(2 * blocks, norms.size());
    assertEquals(2 * blocks, norms.stream().map(Task.Norm::form).distinct().count());
    assertEquals(0, AttentionBindingTest.tasks(graph, Task.Map.class).size());
    for (int block = 0; block < blocks; block++) {
      String name = "y[" + block + "].";
      assertTrue(
          graph.labels().containsAll(List.of(name + "attn.q", name + "attn.z", name + "mid")),
          graph.labels().toString());
    }
  }

  /// What is tried for one block is tried for all, so that blocks between others are equal.
  @Test
  void blocksAreCutAlike() throws IOException {
    SampleKernels.Sample sample = encoder(4, 1, 16);
    CommandProgram program =
        Builds.schedule(sample.program(), AcceleratorConfig.preset("edge").orElseThrow(), 150)
            .kernel()
            .program();
    List<Integer> inner = softmaxRows(program, "y[1].");
    assertTrue(inner.size() > 1, inner.toString());
    assertEquals(inner, softmaxRows(program, "y[2]."));
    assertEquals(
        softmaxRows(program, "y[3].").stream().mapToInt(rows -> rows).sum(),
        inner.stream().mapToInt(rows -> rows).sum());
  }

  private static List<Integer> softmaxRows(CommandProgram program, String block) {
    return IntStream.range(0, program.commands().size())
        .filter(i -> program.labels().get(i).startsWith(block))
        .mapToObj(program.commands()::get)
        .filter(Command.Softmax.class::isInstance)
        .map(command -> ((Command.Softmax) command).source().rows())
        .toList();
  }

  private static SampleKernels.Sample encoder(int blocks, int heads, int depth) throws IOException {
    return SampleKernels.compile(
        Files.readString(EXAMPLE),
        "w4a4",
        Shape.of(9, (long) heads * depth),
        weights(blocks, heads, depth),
        blocks);
  }

  private static SortedMap<String, Shape> weights(long blocks, long heads, long depth) {
    long width = heads * depth;
    TreeMap<String, Shape> weights = new TreeMap<>();
    AttentionBindingTest.attention(heads, depth)
        .forEach((name, shape) -> weights.put(name, stacked(blocks, shape)));
    for (String name : List.of("g1", "b1", "g2", "b2", "c2")) {
      weights.put(name, Shape.of(blocks, width));
    }
    weights.put("w1", Shape.of(blocks, 4 * width, width));
    weights.put("c1", Shape.of(blocks, 4 * width));
    weights.put("w2", Shape.of(blocks, width, 4 * width));
    return weights;
  }

  private static Shape stacked(long blocks, Shape shape) {
    long[] extents = shape.extents();
    return Shape.of(
        IntStream.rangeClosed(0, extents.length)
            .mapToLong(axis -> axis == 0 ? blocks : extents[axis - 1])
            .toArray());
  }
}
