package dev.halfbyte.backend.verilog.bind;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfbyte.backend.verilog.Builds;
import dev.halfbyte.backend.verilog.HardwareOption;
import dev.halfbyte.backend.verilog.schedule.Scheduler.Schedule;
import dev.halfbyte.interp.Interpreter;
import dev.halfbyte.ir.Shape;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.rtl.AcceleratorConfig;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Attention and norms as the quantizer leaves them become tasks that give the interpreter's bits.
class AttentionBindingTest {
  static final AcceleratorConfig EDGE =
      AcceleratorConfig.preset("edge").orElseThrow().with(Map.of("ACC_BITS", 32, "VALUE_BITS", 33));

  private static final List<String> HARDWARE =
      List.of(
          "edge,acc_bits=32",
          "edge16,acc_bits=32,cmd_depth=4096",
          "edge16,acc_bits=32,cmd_depth=8192,act_depth=1536,res_depth=1536,act_side_depth=0,"
              + "res_side_depth=0",
          "edge,acc_bits=32,act_depth=2048,res_depth=2048,act_side_depth=1024,res_side_depth=512");

  private static final String HEADS =
      "fn heads(x, w, b)[i, a, c] = b[a, c] + sum[e](x[i, e] * w[a, c, e])\n";

  static final String ATTENTION =
      HEADS
          + """
          kernel attention[n: 1..64, h: 1..16, d: 8..128 step 8, m = h*d](
              x: f32[n, m];
              wq, wk, wv: f32[h, d, m], bq, bk, bv: f32[h, d], wo: f32[m, h, d], bo: f32[m]) -> f32[n, m] {
            q = heads(x, wq, bq)
            k = heads(x, wk, bk)
            v = heads(x, wv, bv)
            z[a, i, j] = sum[c](q[i, a, c] * k[j, a, c]) / sqrt(d) WHERE
            p[a, i, j] = softmax[j](z[a, i, j])
            y[i, a, c] = sum[j](p[a, i, j] * v[j, a, c])
            return [i, e] => bo[e] + sum[a, c](y[i, a, c] * wo[e, a, c])
          }
          numerics early for attention {
            default weight s4, act s4, residual s16
            p act u4 log_sqrt2, norm early
          }
          numerics unsigned for attention {
            default weight s4, act u4, residual s16
          }
          """;

  @ParameterizedTest
  @CsvSource({
    "1, 16, w4a4, plain", "2, 16, w4a4, plain", "3, 64, w4a4, plain", "2, 16, w4a4, causal",
    "3, 16, early, plain", "1, 64, early, causal", "2, 16, unsigned, plain",
        "3, 64, unsigned, causal",
  })
  void attentionGivesTheBitsOfTheInterpreter(int heads, int depth, String numerics, String mask) {
    boolean causal = mask.equals("causal");
    String text = ATTENTION.replace(" WHERE", causal ? " where j <= i" : "");
    SampleKernels.Sample sample =
        SampleKernels.compile(
            text, numerics, Shape.of(21, (long) heads * depth), attention(heads, depth), heads);
    TaskGraph graph = check(sample, 21);
    List<Task.Softmax> softmaxes = tasks(graph, Task.Softmax.class);
    assertEquals(heads, softmaxes.size());
    assertEquals(causal, softmaxes.getFirst().presentInFirst().isPresent());
    assertEquals(
        numerics.equals("early"), softmaxes.getFirst().form() instanceof SoftmaxForm.Early);
    // Queries, keys and values; scores and sums of each head; the projection. No copies.
    assertEquals(4 + 2 * heads, tasks(graph, Task.MatMul.class).size());
    assertEquals(0, tasks(graph, Task.Map.class).size());
  }

  /// The array goes through all words of a row, so there must be none that nobody wrote.
  @Test
  void headsThatAreReadAtOnceLieBehindEachOther() {
    AcceleratorConfig config = HardwareOption.parse("edge16,acc_bits=32");
    SampleKernels.Sample sample =
        SampleKernels.compile(
            ATTENTION.replace(" WHERE", ""), "w4a4", Shape.of(5, 48), attention(3, 16), 1);
    TaskGraph graph = Binder.bind(sample.program().core(), Map.of("n", 5L), config);
    List<Matrix> whole =
        tasks(graph, Task.MatMul.class).stream()
            .filter(task -> task.sourceGroup().isEmpty() && task.source().groups() > 1)
            .map(Task.MatMul::source)
            .toList();
    assertEquals(1, whole.size());
    assertEquals(config.drainWords(), whole.getFirst().groupWords());
    assertEquals(config.rowAlignment(), whole.getFirst().rowBlockWords());
  }

  static SortedMap<String, Shape> attention(long heads, long depth) {
    TreeMap<String, Shape> weights = new TreeMap<>();
    long all = heads * depth;
    for (String name : List.of("q", "k", "v")) {
      weights.put("w" + name, Shape.of(heads, depth, all));
      weights.put("b" + name, Shape.of(heads, depth));
    }
    weights.put("wo", Shape.of(all, heads, depth));
    weights.put("bo", Shape.of(all));
    return weights;
  }

  static TaskGraph check(SampleKernels.Sample sample, long rows) {
    MissingUnits.require(sample.program().core(), EDGE);
    TaskGraph graph = Binder.bind(sample.program().core(), Map.of("n", rows), EDGE);
    Map<String, Tensor> expected = Interpreter.run(sample.program().program(), sample.inputs());
    Tensor first = expected.values().iterator().next();
    long distinct =
        java.util.stream.IntStream.range(0, first.count())
            .mapToObj(first::floatAt)
            .distinct()
            .count();
    assertTrue(distinct > 10, "the sample computes something");
    assertEquals(expected, TaskEvaluator.run(graph, sample.inputs()));
    for (String hardware : HARDWARE) {
      Schedule schedule = Builds.schedule(sample.program(), HardwareOption.parse(hardware), rows);
      assertEquals(expected, Builds.run(schedule, sample.inputs()), hardware);
    }
    return graph;
  }

  static <T extends Task> List<T> tasks(TaskGraph graph, Class<T> type) {
    return graph.tasks().stream().filter(type::isInstance).map(type::cast).toList();
  }
}
