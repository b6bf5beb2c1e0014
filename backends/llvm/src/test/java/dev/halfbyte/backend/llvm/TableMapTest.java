package dev.halfbyte.backend.llvm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import dev.halfbyte.backend.llvm.run.Job;
import dev.halfbyte.backend.llvm.toolchain.IsaFamily;
import dev.halfbyte.backend.llvm.toolchain.IsaVariant;
import dev.halfbyte.ir.Dim;
import dev.halfbyte.ir.DimDeclaration;
import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.Shape;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.TensorType;
import dev.halfbyte.loop.Argument;
import dev.halfbyte.loop.Bound;
import dev.halfbyte.loop.Buffer;
import dev.halfbyte.loop.ConstantData;
import dev.halfbyte.loop.Index;
import dev.halfbyte.loop.LoopProgram;
import dev.halfbyte.loop.LoopVariable;
import dev.halfbyte.loop.MemoryType;
import dev.halfbyte.loop.Space;
import dev.halfbyte.loop.Stage;
import dev.halfbyte.loop.Statement;
import dev.halfbyte.loop.TableMap;
import dev.halfbyte.loop.Workspace;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The table leaf of every variant against a plain loop: all bytes through tables of all sizes, and
/// counts around the vectors. Bytes behind the last one stay as they are.
class TableMapTest {
  private static final List<Integer> ENTRIES = List.of(16, 32, 64, 128, 256);
  private static final List<Integer> COUNTS = List.of(0, 1, 15, 16, 17, 31, 32, 33, 63, 65, 256);

  /// Shared, so that the C host is compiled once.
  @TempDir static Path scratch;

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource(IsaFamily.class)
  void equalsPlainLoop(IsaFamily family) throws Exception {
    Path artefact = Runs.write(Runs.buildRunnable(program(), family), folder.resolve("artefact"));
    List<byte[]> inputs = COUNTS.stream().map(TableMapTest::input).toList();
    for (IsaVariant variant : Runs.runnable(family)) {
      List<Job> jobs = new ArrayList<>();
      for (byte[] input : inputs) {
        List<Long> outputs = ENTRIES.stream().map(e -> (long) input.length).toList();
        jobs.add(
            new Job(variant.featureBit(), List.of((long) input.length), List.of(input), outputs));
      }
      List<Job.Result> results = Runs.host(variant).run("tables", artefact, jobs, scratch);
      for (int j = 0; j < jobs.size(); j++) {
        for (int t = 0; t < ENTRIES.size(); t++) {
          assertArrayEquals(
              expected(ENTRIES.get(t), inputs.get(j)),
              results.get(j).outputs().get(t),
              variant + ", entries " + ENTRIES.get(t) + ", count " + COUNTS.get(j));
        }
      }
    }
  }

  /// Every byte, as far as there is room.
  private static byte[] input(int count) {
    byte[] input = new byte[count];
    for (int i = 0; i < count; i++) {
      input[i] = (byte) (i * 37 + count);
    }
    return input;
  }

  private static byte entry(int entries, int number) {
    return (byte) new Random(31L * entries + number).nextInt();
  }

  private static byte[] expected(int entries, byte[] input) {
    byte[] output = new byte[input.length];
    for (int i = 0; i < input.length; i++) {
      output[i] = entry(entries, input[i] & (entries - 1));
    }
    return output;
  }

  /// One output for each size of table.
  private static LoopProgram program() {
    Dim count = Dim.symbol("n");
    Buffer input = new Buffer("x", MemoryType.I8, count, Space.ARGUMENT);
    TensorType bytes = new TensorType(ElemType.S8, new Shape(List.of(count)));
    List<Argument> arguments = new ArrayList<>();
    arguments.add(new Argument("x", bytes, input, Argument.Direction.INPUT));
    List<ConstantData> constants = new ArrayList<>();
    List<Statement> body = new ArrayList<>();
    for (int entries : ENTRIES) {
      Buffer output = new Buffer("y" + entries, MemoryType.I8, count, Space.ARGUMENT);
      arguments.add(new Argument("y" + entries, bytes, output, Argument.Direction.OUTPUT));
      Buffer table = new Buffer("t" + entries, MemoryType.U8, Dim.of(entries), Space.CONSTANT);
      TensorType type = new TensorType(ElemType.U8, Shape.of(entries));
      constants.add(
          new ConstantData(
              table, Tensor.generateInts(type, i -> entry(entries, i) & 0xff), "table"));
      body.add(new TableMap(output, Index.ZERO, input, Index.ZERO, table, Bound.of(count)));
    }
    Stage stage = new Stage("map", "tables", new LoopVariable("once"), Dim.ONE, List.of(), body);
    return new LoopProgram(
        "tables",
        "0".repeat(64),
        List.of(new DimDeclaration("n", 0, 1024, 1)),
        arguments,
        constants,
        new Workspace(List.of(), List.of()),
        List.of(stage),
        List.of());
  }
}
