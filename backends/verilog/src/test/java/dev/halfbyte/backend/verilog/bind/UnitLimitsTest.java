package dev.halfbyte.backend.verilog.bind;

import static dev.halfbyte.backend.verilog.bind.AttentionBindingTest.EDGE;
import static dev.halfbyte.backend.verilog.bind.AttentionBindingTest.tasks;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfbyte.ir.AccessMap;
import dev.halfbyte.ir.AffineIndex;
import dev.halfbyte.ir.SealedProgram;
import dev.halfbyte.ir.Shape;
import dev.halfbyte.ir.op.View;
import dev.halfbyte.source.Diagnostic;
import dev.halfbyte.source.DiagnosticException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Constants beyond the fields of the units: forms are recognised, then refused by name.
class UnitLimitsTest {
  private static final int ROWS = 6;

  private static final String NORM =
      """
      kernel k[n: 1..64](x: f32[n, 272]; w: f32[8, 272], g, b: f32[272]) -> f32[n, 8] {
        ln[i, c] = layernorm[c](x[i, c], g[c], b[c])
        return [i, o] => sum[c](ln[i, c] * w[o, c])
      }
      """;

  private static final String ATTENTION =
      """
      kernel k[n: 1..64](x: f32[n, 2, 16]; w: f32[2, 16, 2, 16], wo: f32[8, 2, 16]) -> f32[n, 8] {
        v[i, a, c] = sum[b, e](x[i, b, e] * w[a, c, b, e])
        z[a, i, j] = sum[c](v[i, a, c] * x[j, a, c]) / 4
        p[a, i, j] = softmax[j](z[a, i, j])
        y[i, a, c] = sum[j](p[a, i, j] * v[j, a, c])
        return [i, o] => sum[a, c](y[i, a, c] * wo[o, a, c])
      }
      numerics early for k {
        default weight s4, act s4 tensor, residual s16 tensor
        p act u4 log_sqrt2, norm early
      }
      """;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "guard | e0 281474976710656 is outside the 1..281474976710655 of the norm unit",
        "gain | gain 40000 is outside the -32768..32767",
        "bias | the largest sum of a column",
        "shift | the last shift 63 is outside the 1..62",
        "fraction | F 11 is outside the 0..10",
        "root | takes a root by other constants",
        "radicand | takes a root by other constants",
      })
  void limitsOfNorms(String what, String part) {
    SealedProgram program = norm();
    NormForm form = tasks(bind(program), Task.Norm.class).getFirst().form();
    SealedProgram changed =
        switch (what) {
          case "guard" -> ChangedPrograms.with(program, "i", form.guard(), 1L << 48);
          case "gain" -> ChangedPrograms.with(program, "norm.g", form.gains().at(3), 40_000);
          case "bias" ->
              ChangedPrograms.with(program, "norm.b", form.biases().at(3), (1L << 31) - 1);
          case "shift" -> ChangedPrograms.with(program, "shift", form.shift(), 63);
          case "fraction" ->
              ChangedPrograms.with(program, "i", form.rootBits() - form.fractionBits(), 1);
          case "root" -> ChangedPrograms.with(program, "i", (1 << form.rootBits()) - 1, 8191);
          case "radicand" ->
              ChangedPrograms.with(program, "i", 1L << (2 * form.rootBits() + 30), 1L << 50);
          default -> throw new AssertionError(what);
        };
    assertFault(part, changed);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ratio | ratio 70000 of its division is outside the 0..65535",
        "drop | shift of the product 17 of its division is outside the 1..16",
        "offset | shift 50 of its division is outside the 1..46",
      })
  void limitsOfDivisions(String what, String part) {
    SealedProgram program = attention("w4a4");
    SoftmaxForm.Late late = late(program);
    SealedProgram changed =
        switch (what) {
          case "ratio" -> ChangedPrograms.with(program, "factor", late.ratio(), 70_000);
          case "drop" -> ChangedPrograms.with(program, "factor", late.drop(), 17);
          case "offset" -> ChangedPrograms.with(program, "factor", late.offset(), 50);
          default -> throw new AssertionError(what);
        };
    assertFault(part, changed);
  }

  /// The factor of a row is one for all channels.
  @Test
  void aRatioThatVaries() {
    String text =
        """
        kernel k[n: 1..64](x: f32[n, 16]; w: f32[8, 16]) -> f32[n, 8] {
          z[i, j] = sum[c](x[i, c] * x[j, c]) / 4
          p[i, j] = softmax[j](z[i, j])
          y[i, c] = sum[j](p[i, j] * x[j, c])
          return [i, o] => sum[c](y[i, c] * w[o, c])
        }
        """;
    SealedProgram program =
        SampleKernels.compile(
                text, "w4a4", Shape.of(ROWS, 16), new TreeMap<>(Map.of("w", Shape.of(8, 16))), 3)
            .program();
    assertFault(
        "divides with a scale of each channel",
        ChangedPrograms.counted(program, "factor", late(program).ratio(), ROWS));
  }

  /// Two results of one softmax, each with a scale of its own.
  @Test
  void twoDivisionsBySumsOfOneSoftmax() {
    String text =
        """
        kernel k[n: 1..64](x: f32[n, 16]; w: f32[16, 16], wo, wu: f32[8, 16]) -> f32[n, 8] {
          v[i, c] = sum[e](x[i, e] * w[c, e])
          z[i, j] = sum[c](x[i, c] * x[j, c]) / 4
          p[i, j] = softmax[j](z[i, j])
          y[i, c] = sum[j](p[i, j] * v[j, c])
          u[i, c] = sum[j](p[i, j] * x[j, c])
          t[i, o] = sum[c](y[i, c] * wo[o, c])
          return [i, o] => t[i, o] + sum[c](u[i, c] * wu[o, c])
        }
        """;
    TreeMap<String, Shape> weights = new TreeMap<>(Map.of("w", Shape.of(16, 16)));
    weights.put("wo", Shape.of(8, 16));
    weights.put("wu", Shape.of(8, 16));
    assertFault(
        "with constants of its own",
        SampleKernels.compile(text, "w4a4", Shape.of(ROWS, 16), weights, 3).program());
  }

  /// With as many heads as rows, factors could be taken for those of other rows.
  @Test
  void factorsOfOtherRows() {
    SealedProgram program = attention("w4a4");
    AffineIndex first = AffineIndex.of(0);
    AffineIndex second = AffineIndex.of(1);
    SealedProgram changed =
        ChangedPrograms.viewed(
            program,
            2,
            view ->
                view.map().indices().equals(List.of(second, first))
                    ? new View(
                        view.operand(),
                        new AccessMap(view.map().extents(), List.of(first, second), false))
                    : view);
    assertFault("that are not the rows of its product", changed);
  }

  @Test
  void weightsOfAnEarlySoftmaxHaveNoSign() {
    assertFault(
        "adds up -1, the softmax unit takes numbers of 16 bits",
        ChangedPrograms.with(attention("early"), "rom", 16384, -1));
  }

  private static SealedProgram norm() {
    TreeMap<String, Shape> weights = new TreeMap<>(Map.of("w", Shape.of(8, 272)));
    weights.put("g", Shape.of(272));
    weights.put("b", Shape.of(272));
    return SampleKernels.compile(NORM, "w4a4", Shape.of(ROWS, 272), weights, 3).program();
  }

  private static SealedProgram attention(String numerics) {
    TreeMap<String, Shape> weights = new TreeMap<>(Map.of("w", Shape.of(2, 16, 2, 16)));
    weights.put("wo", Shape.of(8, 2, 16));
    return SampleKernels.compile(ATTENTION, numerics, Shape.of(ROWS, 2, 16), weights, 3).program();
  }

  private static SoftmaxForm.Late late(SealedProgram program) {
    Task.Softmax softmax = tasks(bind(program), Task.Softmax.class).getFirst();
    return (SoftmaxForm.Late) softmax.form();
  }

  private static TaskGraph bind(SealedProgram program) {
    boolean open = !program.program().dims().isEmpty();
    return Binder.bind(program.core(), open ? Map.of("n", (long) ROWS) : Map.of(), EDGE);
  }

  private static void assertFault(String part, SealedProgram program) {
    DiagnosticException thrown = assertThrows(DiagnosticException.class, () -> bind(program));
    Diagnostic diagnostic = thrown.diagnostics().getFirst();
    assertTrue(diagnostic.message().contains(part), diagnostic.message());
    assertTrue(diagnostic.message().contains("kernel.hb:"), diagnostic.message());
    assertTrue(diagnostic.help().isPresent());
    assertEquals("HB43", diagnostic.code().code().substring(0, 4));
  }
}
