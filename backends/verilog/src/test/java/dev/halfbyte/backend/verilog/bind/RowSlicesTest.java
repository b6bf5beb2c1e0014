package dev.halfbyte.backend.verilog.bind;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfbyte.backend.verilog.Builds;
import dev.halfbyte.backend.verilog.cmd.StreamIn;
import dev.halfbyte.backend.verilog.fault.VerilogFault;
import dev.halfbyte.backend.verilog.schedule.Scheduler.Schedule;
import dev.halfbyte.interp.Interpreter;
import dev.halfbyte.ir.Shape;
import dev.halfbyte.source.Diagnostic;
import dev.halfbyte.source.DiagnosticException;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Rows that a kernel removes: nothing is moved, nothing is computed of them, and the bits are
/// those of the interpreter.
class RowSlicesTest {
  private static final int TOKENS = 21;

  private static final String SMALL =
      "edge16,acc_bits=32,act_depth=640,res_depth=64,act_side_depth=64,res_side_depth=64";

  private static final String NETWORK =
      """
      fn linear(x, w, b)[i, o] = b[o] + sum[e](x[i, e] * w[o, e])
      kernel network[n: 8..64](
          x: f32[n, 24]; w1: f32[40, 24], b1: f32[40], w2: f32[24, 40], b2: f32[24]) -> f32[ROWS] {
      BODY}
      """;

  private static final String ATTENTION =
      AttentionBindingTest.ATTENTION
          .replace("n: 1..64", "n: 8..64")
          .replace("f32[n, m] {", "f32[ROWS, m] {");

  /// Of each product the rows on which it works, in their order.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "21 21 | n   | up = relu(linear(x, w1, b1)); y = linear(up, w2, b2)",
        "17 17 | n-4 | up = relu(linear(x, w1, b1)); k[i: n-4, c] = up[i+4, c]; y = linear(k, w2, b2)",
        "15 15 | n-6 | up = relu(linear(x, w1, b1)); k[i: n-6, c] = up[i, c]; y = linear(k, w2, b2)",
        "17 17 | n-4 | up = relu(linear(x, w1, b1)); all = x + linear(up, w2, b2); y[i: n-4, c] = all[i+3, c]",
        "15 15 15 15 | n-6 | up = relu(linear(x, w1, b1)); all = x + linear(up, w2, b2);"
            + " k[i: n-4, c] = all[i+4, c]; u2 = relu(linear(k, w1, b1)); l2 = k + linear(u2, w2, b2);"
            + " y[i: n-6, c] = l2[i+1, c]",
        "15 15 | n-6 | k[i: n-6, c] = x[i+3, c]; up = relu(linear(k, w1, b1)); y = k + linear(up, w2, b2)",
        "17 2 | 2 | up = relu(linear(x, w1, b1)); k[i: n-4, c] = up[i+4, c];"
            + " m[j: 2, c] = max[i: n-5](k[i+j, c]); y = linear(m, w2, b2)",
        "14 1 | 1 | up = relu(linear(x, w1, b1)); m[j: 2, c] = max[i: n-7](up[i+j, c]);"
            + " k[j: 1, c] = m[j+1, c]; y = linear(k, w2, b2)",
        "21 19 19 | n-2 | up = relu(linear(x, w1, b1)); a[i: n-2, c] = up[i, c]; b[i: n-2, c] = up[i+2, c];"
            + " y = linear(a, w2, b2) + linear(b, w2, b2)",
      })
  void rowsOfNetworksAreRemoved(String rows, String kept, String body) {
    SampleKernels.Sample sample = network(kept, body);
    TaskGraph graph = AttentionBindingTest.check(sample, TOKENS);
    assertEquals(rows.strip(), rows(graph));
  }

  /// Only the rows that something reads come on the stream.
  @Test
  void rowsOfAnInputThatNothingReadsAreNotStreamed() {
    SampleKernels.Sample sample =
        network(
            "n-5",
            "up = relu(linear(x, w1, b1)); k[i: n-5, c] = up[i+3, c]; y = linear(k, w2, b2)");
    Schedule schedule = Builds.schedule(sample.program(), "edge16", TOKENS);
    List<StreamIn.Input> rows =
        schedule.kernel().program().streamIn().stream()
            .filter(StreamIn.Input.class::isInstance)
            .map(StreamIn.Input.class::cast)
            .toList();
    assertEquals(3, rows.getFirst().firstRow());
    assertEquals(TOKENS - 5, rows.stream().mapToInt(StreamIn.Input::rows).sum());
    ProductWeights first = schedule.products().getFirst();
    assertEquals(List.of(TOKENS, 5), List.of((int) first.rows(), (int) first.rowsDropped()));
    assertTrue(schedule.notes().contains("5 rows of products dropped, which nothing reads"));
  }

  /// Queries, keys, values, scores and sums of both heads, the projection; as weights stand keys
  /// and values that are left.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "18 16 16 18 18 18 18 18 | 3 | n-3 | k | v | y",
        "18 16 21 18 18 18 18 18 | 3 | n-3 | k | q | y"
      })
  void keysAndQueriesAreRemoved(
      String rows, int first, String kept, String key, String value, String result) {
    boolean own = value.equals("v");
    String text =
        ATTENTION
            .replace("ROWS", kept)
            .replace(
                "  z[a, i, j]",
                "  seen[j: n-5, a, c] = %s[j+5, a, c]\n".formatted(key)
                    + (own ? "  given[j: n-5, a, c] = v[j+5, a, c]\n" : "")
                    + "  z[a, i, j]")
            .replace("* k[j, a, c]", "* seen[j, a, c]")
            .replace("* v[j, a, c]", own ? "* given[j, a, c]" : "* seen[j, a, c]")
            .replace(" WHERE", first > 0 ? " where j <= i" : "")
            .replace(
                "  return [i, e] =>",
                "  left[i: %s, a, c] = %s[i+%d, a, c]\n  return [i, e] =>"
                    .formatted(kept, result, first))
            .replace("sum[a, c](y[", "sum[a, c](left[");
    SampleKernels.Sample sample =
        SampleKernels.compile(
            text, "w4a4", Shape.of(TOKENS, 32), AttentionBindingTest.attention(2, 16), 2);
    TaskGraph graph = AttentionBindingTest.check(sample, TOKENS);
    assertTrue(
        AttentionBindingTest.tasks(graph, Task.Map.class).isEmpty(),
        () -> graph.tasks().toString());
    if (own) {
      assertEquals(rows, rows(graph));
    }
    Schedule small = Builds.schedule(sample.program(), SMALL, TOKENS);
    assertTrue(
        small.notes().stream().anyMatch(note -> note.startsWith("rows cut into")),
        small.notes().toString());
    assertEquals(
        Interpreter.run(sample.program().program(), sample.inputs()),
        Builds.run(small, sample.inputs()));
  }

  @Test
  void fewerRowsTakeFewerCycles() {
    String first = "up = relu(linear(x, w1, b1)); all = x + linear(up, w2, b2); ";
    String second = "u2 = relu(linear(k, w1, b1)); y = k + linear(u2, w2, b2)";
    long whole = cycles("n", first + "k[i, c] = all[i, c]; " + second);
    long half = cycles("n-8", first + "k[i: n-8, c] = all[i+8, c]; " + second);
    assertTrue(half < whole * .75, half + " of " + whole);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "4, 24 | y[i: 4, c] = up[2*i, c]",
        "4, 24 | y[i: 4, c] = up[n-1-i, c]",
        "n, 12 | y[i, c: 12] = up[i, c+3]",
        "n, 24 | y[i: n, c] = up[0, c]",
      })
  void whatIsNoRunOfRowsIsToldWhatWouldBe(String kept, String slice) {
    SampleKernels.Sample sample =
        network(kept, "up = linear(relu(linear(x, w1, b1)), w2, b2); " + slice);
    Diagnostic diagnostic = fault(sample, "edge16");
    assertEquals(VerilogFault.MISSING_UNIT, diagnostic.code());
    assertTrue(diagnostic.message().contains("slices but of consecutive rows"));
    assertTrue(diagnostic.help().orElseThrow().startsWith("keep consecutive rows"));
  }

  @Test
  void rowsThatShareWordsAreRemovedTogether() {
    String body =
        "up = relu(linear(x, w1, b1)); k[i: n-%1$d, c] = up[i+%1$d, c]; y = linear(k, w2, b2)";
    SampleKernels.Sample whole = network("n-8", body.formatted(8));
    assertEquals(
        Interpreter.run(whole.program().program(), whole.inputs()),
        Builds.run(Builds.schedule(whole.program(), "edge8x8", TOKENS), whole.inputs()));
    Diagnostic diagnostic = fault(network("n-4", body.formatted(4)), "edge8x8");
    assertEquals(VerilogFault.UNSUPPORTED_OP, diagnostic.code());
    assertTrue(
        diagnostic.message().contains("from row 4 on, this hardware has 8 rows in one word"));
  }

  private static long cycles(String kept, String body) {
    return Builds.schedule(network(kept, body).program(), "edge16", TOKENS)
        .prediction()
        .totalCycles();
  }

  private static Diagnostic fault(SampleKernels.Sample sample, String hardware) {
    DiagnosticException thrown =
        assertThrows(
            DiagnosticException.class, () -> Builds.schedule(sample.program(), hardware, TOKENS));
    return thrown.diagnostics().getFirst();
  }

  private static String rows(TaskGraph graph) {
    StringBuilder rows = new StringBuilder();
    AttentionBindingTest.tasks(graph, Task.MatMul.class)
        .forEach(product -> rows.append(' ').append(product.source().rows()));
    return rows.toString().strip();
  }

  private static SampleKernels.Sample network(String kept, String body) {
    SortedMap<String, Shape> weights = new TreeMap<>();
    weights.put("w1", Shape.of(40, 24));
    weights.put("b1", Shape.of(40));
    weights.put("w2", Shape.of(24, 40));
    weights.put("b2", Shape.of(24));
    String lines = "  " + body.replace("; ", "\n  ") + "\n  return y\n";
    String text =
        NETWORK.replace("ROWS", kept.contains(",") ? kept : kept + ", 24").replace("BODY", lines);
    return SampleKernels.compile(text, "w4a4", Shape.of(TOKENS, 24), weights, 5);
  }
}
